import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { renderVerification } from '../../../reports/index.js';
import type { Seen } from '../../model/findings/production.js';
import { tempFolder } from '../../testing/cli.js';
import { exampleRun } from '../../testing/example-run.js';
import { EXAMPLE_FLEET } from '../../testing/example-workload.js';
import { readProduction } from '../../workload/production.js';
import { analyse } from '../run/findings.js';
import { productionVerification, settleProduction } from './production.js';

/** 5.7 ms per request at 2,000/s, of which 600 us are saved: 19.0 containers, 17.0 with reuse. */
const FINDINGS = analyse(exampleRun({ fleet: EXAMPLE_FLEET, slotNoise: 0.02, processNoise: 0.01 }));
const seen = (containers: number, cpu: number, changes: Partial<Seen> = {}): Seen => ({
  containers,
  cpu,
  connectionsPerSecond: null,
  requestsPerSecond: null,
  ...changes,
});
const statuses = (before: Seen, after: Seen) =>
  settleProduction(FINDINGS, 'keep-alive', { before, after }).map(({ claim, status }) => `${claim.what}: ${status}`);

describe('a roll-out', () => {
  it('confirms what a run promised, or refutes it', () => {
    assert.deepEqual(statuses(seen(20, 0.57), seen(17, 0.6)), [
      'CPU against the baseline: confirmed',
      'containers: confirmed',
    ]);
    assert.deepEqual(statuses(seen(20, 0.57), seen(20, 0.57)), [
      'CPU against the baseline: refuted',
      // 19 where 18 were promised are within a tenth.
      'containers: outside',
    ]);
  });

  it('holds CPU against CPU where the event loop made the containers', () => {
    const fleet = { ...EXAMPLE_FLEET, eventLoop: { middle: 0.9, halfWidth: 0.01 } };
    const findings = analyse(exampleRun({ fleet, slotNoise: 0.02, processNoise: 0.01 }));
    const sides = { before: seen(20, 0.57), after: seen(17, 0.6) };
    const [cpu] = settleProduction(findings, 'keep-alive', sides);
    const [alone] = settleProduction(FINDINGS, 'keep-alive', sides);
    assert.ok(Math.abs(cpu!.claim.value / alone!.claim.value - 1) < 0.005, `${cpu!.claim.value}`);
  });

  it('takes the requests of both times into account, and counts connections over them', () => {
    const at = (requestsPerSecond: number, connectionsPerSecond: number | null = null) => ({
      requestsPerSecond,
      connectionsPerSecond,
    });
    // Half of the peak on half of the containers is the same.
    const [cpu, containers, connections] = settleProduction(FINDINGS, 'keep-alive', {
      before: seen(20, 0.57, at(2000)),
      after: seen(17, 0.3, at(1000, 10)),
    });
    assert.ok(Math.abs(cpu!.measured! - (17 * 0.3 * 2) / (20 * 0.57)) < 1e-9);
    assert.deepEqual([cpu!.status, containers!.measured, connections!.measured], ['confirmed', 17, 0.01]);
  });

  it('is read from a file with a row for before and one for after', (t) => {
    const folder = tempFolder(t);
    const file = path.join(folder, 'rollout.csv');
    const read = (text: string) => {
      writeFileSync(file, text);
      return readProduction(file);
    };
    const header = 'when,containers,cpu,connections,requests\n';
    const { before, after } = read(`${header}after,17,60%,600/min,120000/min\nbefore,20,57%,,120000/min\n`);
    assert.deepEqual(before, seen(20, 0.57, { requestsPerSecond: 2000 }));
    assert.deepEqual(after, seen(17, 0.6, { requestsPerSecond: 2000, connectionsPerSecond: 10 }));
    const text = renderVerification(
      productionVerification(FINDINGS, 'keep-alive', { before, after }, new Date(0)),
      'text',
    );
    assert.match(text, /^confirmed: 3 of 3 claims/);
    assert.match(text, /Whatever else was rolled out/);
    assert.throws(() => read(`${header}after,17,60%,,\n`), /0 rows of before/);
    assert.throws(() => read(`${header}before,20,57%,,\nafter,17,60,,\n`), /cpu after is `60`/);
    assert.throws(() => read('when,cpu\n'), /no column containers/);
    assert.throws(() => read(`${header}before,20,57%,,5/s\nafter,17,60%,,\n`), /requests of one of the two/);
    assert.throws(() => read(`${header}before,20,0%,,\nafter,17,60%,,\n`), /no cpu at all before the roll-out/);
  });

  const minutes = [0, 1, 2, 3].map((minute) => new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString());
  const rolloutMs = Date.UTC(2026, 10, 20, 10, 2);

  it('is read from what CloudWatch printed, in any order, on both sides of the roll-out', (t) => {
    const file = path.join(tempFolder(t), 'rollout.json');
    const result = (Id: string, Values: readonly number[]) => ({
      Id,
      Timestamps: minutes.toReversed(),
      Values: Values.toReversed(),
      StatusCode: 'Complete',
    });
    const write = (...MetricDataResults: readonly unknown[]) =>
      writeFileSync(file, JSON.stringify({ MetricDataResults }));
    const containers = result('containers', [20, 20, 16, 18]);
    const cpu = result('cpu', [56, 58, 59, 61]);
    write(
      containers,
      cpu,
      result('requests', [120_000, 120_000, 120_000, 120_000]),
      result('connections', [6e4, 6e4, 600, 600]),
    );
    const at = { requestsPerSecond: 2000 };
    assert.deepEqual(readProduction(file, rolloutMs), {
      before: seen(20, 0.57, { ...at, connectionsPerSecond: 1000 }),
      after: seen(17, 0.6, { ...at, connectionsPerSecond: 10 }),
    });
    write(containers, cpu);
    assert.deepEqual(readProduction(file, rolloutMs).after, seen(17, 0.6));
    assert.throws(() => readProduction(file), /nothing says which are before the roll-out/);
    assert.throws(() => readProduction(file, 0), /no containers or CPU before 1970/);
    write(containers);
    assert.throws(() => readProduction(file, rolloutMs), /no series cpu/);
    write(containers, { ...cpu, StatusCode: 'PartialData' });
    assert.throws(() => readProduction(file, rolloutMs), /cpu: a result is partial/);
  });

  it('is read from the answers of Prometheus, by name', (t) => {
    const file = path.join(tempFolder(t), 'rollout.json');
    const answer = (...series: readonly (readonly number[])[]) => ({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: series.map((values) => ({
          metric: {},
          values: values.map((value, place) => [Date.parse(minutes[place]!) / 1000, String(value)]),
        })),
      },
    });
    const write = (answers: object) => writeFileSync(file, JSON.stringify(answers));
    const [containers, cpu] = [answer([20, 20, 17, 17]), answer([0.57, 0.57, 0.6, 0.6])];
    // Of two zones.
    write({ containers, cpu, requests: answer([1500, 1500, 1500, 1500], [500, 500, 500, 500]) });
    const { before, after } = readProduction(file, rolloutMs);
    assert.deepEqual([before.requestsPerSecond, after], [2000, seen(17, 0.6, { requestsPerSecond: 2000 })]);
    write({ containers, cpu: answer([0.5], [0.6]) });
    assert.throws(() => readProduction(file, rolloutMs), /cpu: it has 2 series/);
    write({ containers, cpu, requests: answer([1500, 1500]) });
    assert.throws(() => readProduction(file, rolloutMs), /requests of one side/);
    writeFileSync(file, '{');
    assert.throws(() => readProduction(file, rolloutMs), /not JSON of CloudWatch or Prometheus/);
  });
});
