import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { analyse } from '../analysis/run/findings.js';
import type { Quantiles } from '../model/findings/findings.js';
import { writeRecord } from '../run/record/store.js';
import { tempFolder } from '../testing/cli.js';
import { exampleRun } from '../testing/example-run.js';
import { COLD, KEEP_ALIVE } from '../testing/example-workload.js';
import { callCli } from '../testing/in-process.js';

interface Line {
  readonly value: number;
  readonly percentile: number;
  readonly count: number;
  readonly inverse: string | undefined;
}

/** As the plotters read it: a heading, lines of three or four columns, and what begins with #. */
function readPercentiles(text: string) {
  const [heading, ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  assert.deepEqual(heading!.trim().split(/\s+/), ['Value', 'Percentile', 'TotalCount', '1/(1-Percentile)']);
  const rows = lines
    .filter((line) => !line.startsWith('#'))
    .map((line): Line => {
      const [value, percentile, count, inverse] = line.trim().split(/\s+/);
      return { value: Number(value), percentile: Number(percentile), count: Number(count), inverse };
    });
  const footer = lines.filter((line) => line.startsWith('#')).join('\n');
  const told =
    /^#\[Mean\s*=\s*([\d.]+), StdDeviation\s*=\s*([\d.]+)\]\n#\[Max\s*=\s*([\d.]+), Total count\s*=\s*(\d+)\]\n#\[Buckets\s*=\s*\d+, SubBuckets\s*=\s*\d+\]$/.exec(
      footer,
    );
  assert.ok(told !== null, footer);
  const [mean, deviation, max, total] = told.slice(1).map(Number);
  return { rows, mean: mean!, deviation: deviation!, max: max!, total: total! };
}

test('the percentile files of a run are read back with its counts and its percentiles', async (t) => {
  const cwd = tempFolder(t);
  const run = exampleRun();
  mkdirSync(path.join(cwd, 'run'));
  writeRecord(path.join(cwd, 'run'), run);
  const { code, out, err } = await callCli(['report', 'run', '--format', 'hgrm'], { cwd });
  assert.deepEqual([code, err], [0, '']);
  const files = ['cold.response.hgrm', 'cold.service.hgrm', 'keep-alive.response.hgrm', 'keep-alive.service.hgrm'];
  assert.deepEqual(
    out.trim().split('\n'),
    files.map((name) => path.join('run', name)),
  );
  const { policies } = analyse(run);
  for (const name of files) {
    const [policy, time] = name.split('.') as [string, 'response' | 'service'];
    const read = readPercentiles(readFileSync(path.join(cwd, 'run', name), 'utf8'));
    const { requests, responseTimeMeanMs, ...found } = policies[policy]!;
    assert.equal(read.total, requests);
    if (time === 'response') assert.ok(Math.abs(read.mean - responseTimeMeanMs!) <= 0.001);
    holdsQuantiles(read, found[`${time}TimeMs`], name);
    risesEvenly(read);
  }
});

type Read = ReturnType<typeof readPercentiles>;

/** A percentile lies between the two lines around it. */
function holdsQuantiles({ rows, max, total }: Read, { p50, p90, p99, max: most }: Quantiles, name: string): void {
  const last = rows.at(-1)!;
  assert.deepEqual([last.percentile, last.count, last.inverse], [1, total, undefined]);
  assert.ok(Math.abs(max - most!) <= 0.001 && Math.abs(last.value - max) <= 0.001 * max);
  for (const [share, ms] of [
    [0.5, p50!],
    [0.9, p90!],
    [0.99, p99!],
  ] as const) {
    const above = rows.findIndex(({ percentile }) => percentile >= share);
    const below = rows[above - 1]?.value ?? 0;
    assert.ok(rows[above]!.value >= ms - 0.002 && below <= ms + 0.002, `${name} p${share * 100}`);
  }
}

function risesEvenly({ rows, total }: Read): void {
  for (const [index, { percentile, count, value, inverse }] of rows.entries()) {
    const before = rows[index - 1] ?? { count: 0, value: 0 };
    assert.ok(count >= percentile * total - 1e-6 && count >= before.count && value >= before.value);
    if (inverse !== undefined) assert.ok(Math.abs(Number(inverse) - 1 / (1 - percentile)) <= 0.011);
  }
}

test('percentile files go where they are told, and names that become one have numbers', async (t) => {
  const cwd = tempFolder(t);
  const policies = [
    { ...COLD, name: '../a/b' },
    { ...KEEP_ALIVE, name: '../A b' },
  ];
  mkdirSync(path.join(cwd, 'run'));
  const small = { invocations: 1, blocks: 2, requestsPerSlot: 20 };
  writeRecord(path.join(cwd, 'run'), exampleRun({ ...small, policies, baseline: '../a/b' }));
  const { code, err } = await callCli(['report', 'run', '--format', 'hgrm', '--out', 'files'], { cwd });
  assert.deepEqual([code, err], [0, '']);
  assert.deepEqual(readdirSync(path.join(cwd, 'files')).sort(), [
    '-A-b.response-2.hgrm',
    '-A-b.service-2.hgrm',
    '-a-b.response.hgrm',
    '-a-b.service.hgrm',
  ]);
  assert.deepEqual(readdirSync(path.join(cwd, 'run')), ['run.json']);
  cpSync(path.join(cwd, 'run'), path.join(cwd, 'other'), { recursive: true });
  const compared = await callCli(['compare', 'run', 'other', '--format', 'hgrm'], { cwd });
  assert.equal(compared.code, 2);
  assert.match(compared.err, /no format hgrm/);
});
