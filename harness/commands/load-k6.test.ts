import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { findProgram } from '../system/find-program.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';

const ROWS = fileURLToPath(new URL('../testing/k6-rows.js', import.meta.url));
const posix = { skip: process.platform === 'win32' ? 'a program is a script with a first line' : false };
const BASE = quickWorkload({
  target: 'url: "http://127.0.0.1:9"',
  design: '{ invocations: 1, blocks: 2, slot: 1s, leadIn: 0ms, warmup: 50ms }',
});

/** A program that is called k6 and writes what that would; it keeps how it was called. It proves what we ask, and nothing of k6. */
function standIn(cwd: string, ending: string): Readonly<Record<string, string>> {
  const folder = path.join(cwd, 'bin');
  mkdirSync(folder);
  const file = path.join(folder, 'k6');
  const text = `#!${process.execPath}
const fs = require('node:fs');
const zlib = require('node:zlib');
const { HOLDLINE_POLICY: policy, HOLDLINE_BLOCK: block, HOLDLINE_SEED, BASE_URL, HOLDLINE_SLOTS, SECRET_OF_OTHERS } = process.env;
const args = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(path.join(cwd, 'calls.jsonl'))}, JSON.stringify({ args, policy, block, HOLDLINE_SEED, BASE_URL, HOLDLINE_SLOTS, SECRET_OF_OTHERS }) + '\\n');
${ending}
const script = fs.readFileSync(args.at(-1), 'utf8');
const plan = /const PLAN = '(\\w+)'/.exec(script)[1];
const points = args.find((one) => one.startsWith('json=')).slice(5);
import(${JSON.stringify(ROWS)}).then(({ jsonLine, ourTags, pointsOf }) => {
  const tags = ourTags(policy, { holdline_plan: plan, holdline_block: block, name: 'GET /' });
  const startMs = Date.now();
  const requests = Array.from({ length: 100 }, (_, n) => ({ atMs: startMs + n * 10, connecting: policy === 'cold' || n === 0 ? 1 : 0, tags }));
  fs.writeFileSync(points, zlib.gzipSync(requests.flatMap(pointsOf).map((point) => jsonLine(point)).join('\\n') + '\\n'));
  process.exit(99);
});
`;
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return { PATH: folder, SECRET_OF_OTHERS: 'x' };
}

test('a k6 that is installed runs the slots of the plan in their order, and becomes the run', posix, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, BASE);
  const { code, out, err } = await callCli(['load', 'workload.yaml', '--engine', 'k6', '--out', 'run'], {
    cwd,
    env: standIn(cwd, ''),
  });
  assert.equal(code, 0, err + out);
  const run = readJson<Run>(cwd, 'run', 'run.json');
  const calls = readFileSync(path.join(cwd, 'calls.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const planned = run.plan.invocations.flatMap(({ blocks }) =>
    blocks.flatMap(({ order, index, seed }) =>
      order.map((policy) => ({ policy, block: `0/${index}`, HOLDLINE_SEED: `${seed}` })),
    ),
  );
  assert.deepEqual(
    calls.map(({ policy, block, HOLDLINE_SEED }) => ({ policy, block, HOLDLINE_SEED })),
    planned,
  );
  for (const { args, BASE_URL, HOLDLINE_SLOTS, SECRET_OF_OTHERS } of calls) {
    assert.deepEqual([BASE_URL, HOLDLINE_SLOTS, SECRET_OF_OTHERS], ['http://127.0.0.1:9', '1', undefined]);
    assert.deepEqual((args as readonly string[]).slice(0, 4), ['run', '--quiet', '--no-color', '--no-usage-report']);
  }
  assert.deepEqual([run.slots.length, run.outcome.kind, run.imported?.files], [4, 'complete', 4]);
  const { policies, blocks, verdict } = readJson<Findings>(cwd, 'run', 'findings.json');
  assert.deepEqual([policies.cold?.connections.opened, policies['keep-alive']?.connections.opened], [200, 2]);
  assert.deepEqual([blocks.valid, verdict.status], [2, 'pass']);
  assert.ok(readdirSync(path.join(cwd, 'run', 'k6')).includes('script.ts'));
});

test('a name under .localhost is refused, which k6 would ask a resolver for', posix, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, BASE.replace('127.0.0.1', 'app.localhost'));
  const args = ['load', 'workload.yaml', '--engine', 'k6', '--out', 'run'];
  const { code, err } = await callCli(args, { cwd, env: standIn(cwd, '') });
  assert.equal(code, 2);
  assert.match(err, /k6 asks a resolver where app\.localhost is, and may be led beyond this machine/);
  assert.ok(!readdirSync(cwd).includes('calls.jsonl'));
});

test('a k6 that fails is told with its reason, and one that is missing with what to do', posix, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, BASE);
  const env = standIn(cwd, "console.error('GoError: set K6_KEY'); process.exit(107);");
  const ask = async (extra: Readonly<Record<string, string>>, ...args: string[]) => {
    const { code, err } = await callCli(['load', 'workload.yaml', ...args], { cwd, env: { ...env, ...extra } });
    assert.equal(code, 2);
    return err.replaceAll(/\s+/g, ' ');
  };
  assert.match(
    await ask({}, '--engine', 'k6', '--quiet'),
    /k6 ended with 107, the script threw an error: GoError: set K6_KEY/,
  );
  assert.match(await ask({ PATH: cwd }, '--engine', 'k6'), /there is no k6 on the path/);
  assert.match(await ask({}, '--engine', 'k7'), /--engine is k7, which is not known/);
  assert.match(await ask({}, '--engine', 'k6', '--shard', '1/2'), /do not go together/);
});

const missing = findProgram('k6') === null ? 'there is no k6 here' : false;

test('k6 itself runs the script of a workload, and its points are read', { skip: missing }, async (t) => {
  const cwd = tempFolder(t);
  const design = '{ invocations: 1, blocks: 2, slot: 1s, leadIn: 300ms, warmup: 200ms }';
  writeWorkload(cwd, quickWorkload({ design, load: '{ rate: 50/s, seed: 5, threads: 1, arrivals: uniform }' }));
  const { code, out, err } = await callCli(['load', 'workload.yaml', '--engine', 'k6', '--out', 'run'], { cwd });
  assert.equal(code, 0, err + out);
  const { policies } = readJson<Findings>(cwd, 'run', 'findings.json');
  const { cold, 'keep-alive': kept } = policies;
  assert.ok(cold!.requests >= 90 && cold!.requests <= 110, `${cold!.requests} requests`);
  assert.equal(cold!.connections.perRequest, 1);
  assert.ok(kept!.connections.perRequest < 0.5, `${kept!.connections.perRequest}`);
});
