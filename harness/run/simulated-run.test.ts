import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../analysis/run/findings.js';
import { quickWorkload } from '../testing/cli.js';
import { simulate } from '../testing/simulate.js';
import { draws } from '../testing/whole.js';

/** The whole pipeline - plan, pool, loop, tallies, analysis - on the virtual clock, where the answers are known. */

const target = (noise: string) =>
  `simulated: { capacity: 16, serviceTime: 4ms, connectTime: 3ms, cpu: { request: 100us, connection: 600us }, ${noise} }`;
const design = '{ invocations: 3, blocks: 4, slot: 1s, leadIn: 200ms, warmup: 200ms }';

test('without noise the findings are the answers that were put in', async () => {
  const fleet = 'fleet: { containers: 10, vcpu: 1, cpu: 60.0%, target: 60% }';
  const text = quickWorkload({ target: target('noise: 0%, drift: 0%'), design, more: fleet });
  const findings = analyse(await simulate(text, 1));
  const cold = findings.policies.cold!;
  assert.ok(Math.abs(cold.cpuUsPerRequest.mean - 700) < 1e-6);
  assert.equal(cold.connections.perRequest, 1);
  assert.equal(cold.connections.perSecondAtPeak, 300);
  const saved = findings.savings['keep-alive']!;
  const reuse = 1 - findings.policies['keep-alive']!.connections.perRequest;
  assert.ok(reuse > 0.97, `${reuse} of the connections avoided`);
  assert.ok(Math.abs(saved.cpuUsPerConnection!.mean - 600) < 1, `${saved.cpuUsPerConnection!.mean} us per connection`);
  assert.equal(saved.verdict, 'improved');
  // 10 x 60 % / 300 = 20 ms a request today, 0.6 ms less with reuse: 9.7 containers at 60 %, so 10; none saved.
  assert.equal(findings.capacity['keep-alive']!.containers.recommended, 10);
  assert.ok(Math.abs(findings.policies.cold!.responseTimeMs.p50! - 7) < 0.02);
});

/** The noise is of slots and processes, however few requests a slot has. */
const quick = design.replace('slot: 1s', 'slot: 400ms');

/** Were 22 % claimed, as by what forgets that slots of a process share it, 15 would show more than one in seven cases of eight. */
const RUNS = draws(15, 30);
const MOST = RUNS / 15;

test(`of ${RUNS} runs of the same policy twice, with the noise of a shared machine, at most ${MOST} claim a difference`, async (t) => {
  const policies = 'first: { keepAlive: true }\n  second: { keepAlive: true }';
  const text = quickWorkload({ target: target('noise: 12%, drift: 10%'), design: quick, policies });
  const verdicts: string[] = [];
  for (let seed = 1; seed <= RUNS; seed += 1) {
    verdicts.push(analyse(await simulate(text, seed)).savings.second!.verdict);
  }
  const claims = verdicts.filter((verdict) => verdict !== 'inconclusive' && verdict !== 'no change');
  t.diagnostic(`${claims.length} of ${RUNS} claimed a difference: ${claims.join(', ') || 'none'}`);
  assert.ok(claims.length <= MOST, `${verdicts}`);
});

test('a real difference under the same noise is claimed', async (t) => {
  const text = quickWorkload({ target: target('noise: 12%, drift: 10%'), design: quick });
  const improved: string[] = [];
  for (let seed = 1; seed <= draws(3, 5); seed += 1) {
    improved.push(analyse(await simulate(text, seed)).savings['keep-alive']!.verdict);
  }
  t.diagnostic(improved.join(', '));
  assert.deepEqual(new Set(improved), new Set(['improved']));
});
