import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { PolicyRate, RateSearch, Trial } from '../model/findings/rate-search.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { EXAMPLE } from '../testing/fake-invocation.js';
import { callCli } from '../testing/in-process.js';
import { searchExitCode } from './capacity-run.js';
import { searchRates } from './capacity-search.js';

/** Four places of 50 ms: 80 requests/s, and not one more. */
const simulated = (changes = '') => `name: sim
peak: 100/s
target:
  simulated: { capacity: 4, serviceTime: 50ms, connectTime: 0ms, noise: 0%, drift: 0% }
load: { rate: 20/s, seed: 5 }
policies:
  keep-alive: { keepAlive: true }
slo: { p99: 1s, errors: 1% }
${changes}`;

describe('holdline capacity', () => {
  it('finds the knee of a simulated target within 5 %, confirms it, and names what is used up', async (t) => {
    const folder = tempFolder(t);
    const file = writeWorkload(folder, simulated());
    const { code, out } = await callCli(['capacity', file, '--out', 'found', '--soak', '2s', '--json'], {
      cwd: folder,
    });
    assert.equal(code, 0, out);
    const { low, high, sustained, limiter, ended } = (JSON.parse(out) as RateSearch).rates['keep-alive']!;
    assert.equal(ended, 'found');
    assert.ok(low!.perSecond > 76 && low!.perSecond <= 80 && high!.perSecond > 80 && high!.perSecond < 84);
    assert.equal(sustained, low!.perSecond);
    assert.ok(limiter?.kind === 'pool' && limiter.sockets === 4, JSON.stringify(limiter));
    assert.deepEqual(readJson<RateSearch>(folder, 'found', 'capacity.json'), JSON.parse(out));
    assert.ok(existsSync(path.join(folder, 'found', 'capacity.md')));
    assert.ok(!existsSync(path.join(folder, 'found', 'journal.jsonl')));
  });

  it('says so where all that is allowed holds, and where nothing does', async (t) => {
    const folder = tempFolder(t);
    const file = writeWorkload(folder, simulated());
    const all = await callCli(['capacity', file, '--to', '40/s', '--soak', '1s'], { cwd: folder });
    assert.match(all.out, /^one replayer sustains: keep-alive at least 40 requests\/s\n/);
    assert.match(all.out, /nothing yet; nearest is/);
    assert.equal(all.code, 0);
    const slow = writeWorkload(folder, simulated().replace('p99: 1s', 'p99: 10ms'), 'slow.yaml');
    const none = await callCli(['capacity', slow, '--soak', '1s'], { cwd: folder });
    assert.match(none.out, /keep-alive less than 0\.313 requests\/s/);
    assert.equal(none.code, 1);
  });

  it('refuses what has no rate, no such policy, or begins above its end', async (t) => {
    const folder = tempFolder(t);
    const refused = async (text: string, ...flags: string[]) => {
      const { code, err } = await callCli(['capacity', writeWorkload(folder, text), ...flags], { cwd: folder });
      assert.equal(code, 2);
      return err;
    };
    const closed = simulated().replace('rate: 20/s', 'connections: 4');
    assert.match(await refused(closed), /a closed loop, which has no rate/);
    assert.match(await refused(simulated(), '--policy', 'warm'), /no policy warm.*\n.*it has keep-alive/);
    assert.match(await refused(simulated(), '--from', '50/s', '--to', '20/s'), /begins at 50\/s/);
    assert.match(await refused(simulated(), '--arrivals', 'bursts'), /uniform, poisson/);
    assert.match(await refused(simulated(), '--budget', 'long'), /--budget is `long`/);
    const real = quickWorkload({ target: 'embedded: {}' });
    assert.match(await refused(real, '--budget', '5s', '--soak', '30s'), /--budget leaves no time/);
    assert.match(await refused(simulated(), '--from', '0/s'), /--from is `0\/s`/);
    assert.match(await refused(simulated(), '--soak', '0ms'), /--soak is `0ms`/);
  });
});

it('ends a process by what is known: an open question is no pass', () => {
  const low = { perSecond: 60, held: 3 };
  const high = { perSecond: 62, because: 'failed' } as const;
  const code = (rate: Partial<PolicyRate>, lost: string | null = null) => {
    const whole = { ended: 'found', low, high, sustained: 60, failedSoaks: [], limiter: null } as const;
    return searchExitCode({ rates: { sure: whole, today: { ...whole, ...rate } }, lost });
  };
  assert.equal(code({}), 0);
  assert.equal(code({ ended: 'beyond', high: null }), 0);
  assert.equal(code({ ended: 'budget' }), 0);
  assert.equal(code({ ended: 'budget', high: null, sustained: null }), 4);
  assert.equal(code({ ended: 'budget', high: null }), 4);
  assert.equal(code({ ended: 'budget', low: null, high: null, sustained: null }), 4);
  assert.equal(code({ sustained: null, failedSoaks: [60] }), 4);
  assert.equal(code({ ended: 'below', low: null, sustained: null }), 1);
  assert.equal(code({ ended: 'interrupted', low: null, high: null, sustained: null }), 130);
  assert.equal(code({}, 'it ended'), 5);
});

describe('a search over several policies', () => {
  const { workload } = EXAMPLE.plan;
  const head = {
    kind: 'rate-search',
    schemaVersion: 1,
    workload: { name: 'w', sha256: '' },
    startedAt: '',
    measures: 'client',
    slo: workload.slo,
    arrivals: 'uniform',
    trialMs: 1,
    soakMs: 1,
  } as const;
  const settings = {
    fromPerSecond: 100,
    mostPerSecond: 1e4,
    leastPerSecond: 1,
    width: 0.04,
    trialMs: 1,
    soakMs: 1,
    budgetMs: 1e6,
  };
  const trial = (policy: string, perSecond: number, phase: Trial['phase'], lost = false): Trial => ({
    policy,
    phase,
    perSecond,
    tookMs: 1,
    verdict: perSecond <= 500 && !lost ? 'held' : 'failed',
    busy: perSecond / 500,
    completedPerSecond: perSecond,
    p99Ms: 1,
    failedShare: 0,
    growthMsPerSecond: 0,
    breaches: [],
    limiter: lost ? { kind: 'lost', reason: 'it ended' } : { kind: 'waiting' },
  });
  const searched = async (stopAfter: number, isLost = false) => {
    const order: string[] = [];
    const kept: RateSearch[] = [];
    const stop = new AbortController();
    const run = async ({ policy, perSecond, phase }: Pick<Trial, 'policy' | 'perSecond' | 'phase'>) => {
      if (order.length === stopAfter) stop.abort();
      if (stop.signal.aborted) return 'interrupted' as const;
      order.push(policy);
      return trial(policy, perSecond, phase, isLost);
    };
    const keep = (search: RateSearch) => kept.push(search);
    const search = await searchRates({
      head,
      workload,
      settings,
      trials: { run },
      keep,
      quiet: true,
      stop: stop.signal,
    });
    return { search, order, kept };
  };

  it('takes turns in mirrored order, and keeps what is known after each trial', async () => {
    const { search, order, kept } = await searched(1000);
    assert.deepEqual(order.slice(0, 4), ['cold', 'keep-alive', 'keep-alive', 'cold']);
    for (const { sustained, limiter } of Object.values(search.rates)) {
      assert.ok(sustained! > 475 && sustained! <= 500);
      assert.deepEqual(limiter, { kind: 'waiting' });
    }
    assert.deepEqual(kept.at(-1), search);
    assert.ok(kept.length >= order.length);
  });

  it('ends with its brackets where it is interrupted, and at once where there is nobody', async () => {
    const { search, kept } = await searched(9);
    const { cold } = search.rates;
    assert.equal(cold!.ended, 'interrupted');
    assert.ok(cold!.low!.perSecond <= 500 && cold!.sustained === null);
    assert.equal(search.trials.length, 9);
    assert.deepEqual(kept.at(-1)!.trials, search.trials);
    const gone = await searched(1000, true);
    assert.deepEqual([gone.search.lost, gone.order.length], ['it ended', 1]);
  });
});
