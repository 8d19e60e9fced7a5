import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { UserMistake } from '../model/mistake.js';
import { lateness } from './lateness.js';
import type { Outcome } from './measure.js';
import { readStatus } from './nginx.js';
import { readOptions } from './options.js';
import { replayJob } from './replay-job.js';
import { readScale } from './scale-options.js';
import { spreadOf, summarise } from './summary.js';
import { TASKS } from './tasks.js';
import { TOOLS } from './tools.js';

const REQUEST = {
  url: 'http://127.0.0.1:8080/',
  seconds: 3,
  leadInMs: 1000,
  slotMs: 2000,
  count: null,
  files: { k6Script: 'k6.js', vegetaTargets: 'targets.txt' },
};

test('lateness is against an even schedule: none for an even sender, half a second for bursts', () => {
  const even = Float64Array.from({ length: 4000 }, (_, n) => 5 + n / 2);
  assert.ok(Math.abs(lateness(even, 2000).lateP99Ms) < 1e-9);
  const late = even.map((timeMs, n) => timeMs + (n % 10 === 0 ? 3 : 0));
  assert.ok(Math.abs(lateness(late, 2000).lateP99Ms - 3) < 1e-9);
  // A second's worth at the beginning of each second.
  const bursts = Float64Array.from({ length: 4000 }, (_, n) => Math.floor(n / 1000) * 1000 + (n % 1000) / 1e6);
  const { lateP50Ms } = lateness(bursts, 1000);
  assert.ok(Math.abs(lateP50Ms - 490) < 20, `${lateP50Ms}`);
});

test('the status page of nginx gives accepts and requests', () => {
  const page =
    'Active connections: 2 \nserver accepts handled requests\n 31 31 5001 \nReading: 0 Writing: 1 Waiting: 1 \n';
  assert.deepEqual(readStatus(page), { connections: 31, requests: 5001 });
});

test('a spread is the median and the ends', () => {
  assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, low: 1, high: 3, rounds: 3 });
  assert.deepEqual(spreadOf([4, 1]), { median: 2.5, low: 1, high: 4, rounds: 2 });
  assert.equal(spreadOf([Number.NaN]), null);
});

test('ratios are paired by round, and goals are held against their median', () => {
  const rounds = (...values: number[]): Outcome[] =>
    values.map((requestsPerSecond) => ({ figures: { requestsPerSecond } }));
  const outcomes = new Map<string, Outcome[]>([
    ['holdline', rounds(100, 200, 300)],
    ['wrk', rounds(100, 100, 100)],
    ['hey', [{ failure: 'sent nothing' }, ...rounds(100, 100)]],
  ]);
  const { tools } = summarise(TASKS[0]!, 'nginx', outcomes);
  const [ours, wrk, hey] = tools;
  assert.equal(ours?.ratio, null);
  assert.deepEqual([wrk?.ratio?.median, wrk?.goal], [2, { ratio: 0.95, met: true }]);
  assert.deepEqual([hey?.ratio?.median, hey?.goal?.met, hey?.failures], [2.5, true, ['sent nothing']]);
});

test('every tool either cannot send a load or says how, and every task has a peer of ours', () => {
  for (const task of TASKS) {
    const able = TOOLS.filter((tool) => tool.argv({ ...REQUEST, load: task.load }) !== null);
    assert.ok(able.filter((tool) => !tool.ours).length >= 3, task.name);
    for (const tool of able) {
      for (const argument of tool.argv({ ...REQUEST, load: task.load })!) {
        assert.doesNotMatch(argument, /undefined|NaN/, tool.name);
      }
    }
    assert.ok(able.some(({ name }) => name === task.ours));
    for (const peer of Object.keys(task.goals)) assert.ok(able.some(({ name }) => name === peer));
  }
});

test('what our own rows replay is what a user would write', async () => {
  const base = {
    url: REQUEST.url,
    leadInMs: 1000,
    slotMs: 2000,
    schedule: { pacing: 'precise' },
    count: null,
  } as const;
  const open = await replayJob({ ...base, load: { keepAlive: true, ratePerSecond: 20_000 } });
  assert.ok(open.loop.kind === 'open');
  assert.deepEqual(open.loop.pacing, { kind: 'precise' });
  assert.deepEqual([open.loop.arrivals, open.threads, open.endpoint.port], ['uniform', 1, 8080]);
  const ticking = await replayJob({
    ...base,
    schedule: { pacing: 'timer', tickMs: 8 },
    load: { keepAlive: true, ratePerSecond: 3333 },
  });
  assert.deepEqual(ticking.loop.kind === 'open' && ticking.loop.pacing, { kind: 'timer', tickMs: 8 });
  const closed = await replayJob({ ...base, count: 1e7, load: { keepAlive: false, ratePerSecond: null } });
  assert.deepEqual(closed.loop, { kind: 'closed', concurrency: 50, count: 1e7 });
  assert.equal(closed.policy.keepAlive, false);
});

test('options are read, and mistakes told', () => {
  assert.deepEqual(readOptions(['--tasks', 'cold', '--rounds', '2', '--json']), {
    rounds: 2,
    windowMs: 4000,
    tasks: ['cold'],
    tools: null,
    requests: 1_000_000,
    json: true,
  });
  for (const args of [
    ['--rounds', '0'],
    ['--tasks', 'warm'],
    ['--tools', 'wkr'],
    ['--seconds', '60'],
    ['--no-such-thing'],
  ]) {
    assert.throws(() => readOptions(args), UserMistake);
  }
});

test('scale refuses what it would be silent over for hours', () => {
  assert.deepEqual(readScale(['2', '1e8']), { shards: 2, perSecond: 1e8, peakPerSecond: 2000 });
  for (const [args, told] of [
    [['2', '1e12'], /^requests\/s is 1,000,000,000,000, and/],
    [['1e9'], /^shards is 1,000,000,000, and/],
    [['0'], /^shards is `0`, /],
    [['1', '2', '2001'], /^peak is 2,001, and/],
    [['1', '2', '3', '4'], /^4 is too much$/],
  ] as const) {
    assert.throws(
      () => readScale(args),
      (error) => error instanceof UserMistake && told.test(error.message),
    );
  }
});

test('the last line that scale prints is a row of the page', () => {
  const scale = fileURLToPath(new URL('./scale.js', import.meta.url));
  const { stdout } = spawnSync(process.execPath, [scale, '1', '1000', '20'], { encoding: 'utf8' });
  const lines = stdout.split('\n');
  assert.deepEqual([lines.length, lines.at(-1)], [4, '']);
  assert.match(lines[2]!, /^row of docs\/scale\.md: \| 1 \| 1000 \| /);
});
