import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Run } from '../../model/run/run.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../../testing/cli.js';
import { callCli } from '../../testing/in-process.js';
import type { Ended } from '../../testing/printed.js';

/**
 * What the whole command line says and does, on the virtual clock, whose answers are known: output, exit code and files.
 * Masked is what another machine or another moment changes, and nothing else: times of the clock, how long is left, versions,
 * the machine, and the hash of the workload. `UPDATE_GOLDEN=1` rewrites the files.
 */
const MASKS: readonly (readonly [seen: RegExp, mask: string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d[:-]\d\d[:-]\d\d(\.\d+)?Z/g, '<time>'],
  [/(\d+ min )?\d+ s left|\d+ min left/g, '<time> left'],
  // Where a line breaks before it depends on how long it is.
  [/([;·])\s+Node\.js[\s\S]*?kernel [\w.+-]+/g, '$1 <machine>'],
  [/holdline \d+\.\d+\.\d+/g, 'holdline <version>'],
  [/(workload [a-z-]+) [0-9a-f]{12}/g, '$1 <hash>'],
];

const FOLDER = new URL('../../../../harness/commands/golden/', import.meta.url);
const SIMULATED = 'simulated: { capacity: 16, serviceTime: 4ms }';
const DESIGN = '{ invocations: 2, blocks: 2, slot: 300ms, leadIn: 100ms, warmup: 100ms }';
const REQUESTS =
  'requests:\n  - { name: get-order, weight: 9, get: /orders/42 }\n  - { name: quote, weight: 1, post: /quotes, json: { sku: A1 } }';
const gate = (max: number) => `gates:\n  - { metric: connectionsPerRequest, policy: keep-alive, max: ${max} }`;
const workload = (changes: Parameters<typeof quickWorkload>[0]) =>
  quickWorkload({ target: SIMULATED, design: DESIGN, ...changes });

const WORKLOADS = {
  pass: workload({ more: `${REQUESTS}\nfleet: { containers: 4, vcpu: 1, cpu: 50% }\n${gate(0.2)}` }),
  'gate-failed': workload({ more: gate(0.000001) }),
  invalid: workload({ target: 'simulated: { capacity: 1, serviceTime: 110ms }' }),
  mistake: workload({
    target: 'simulated: { capacty: 1 }',
    more: 'gates:\n  - { metric: connections, policy: warm, max: 1 }',
  }),
  other: workload({}).replace('peak: 300/s', 'peak: 600/s'),
  lost: workload({ policies: 'cold: { keepAlive: false }\n  keep-alive: { keepAlive: false }' }),
};

test('what is printed, the exit code and the files of every kind of ending', async (t) => {
  const cwd = tempFolder(t);
  for (const [name, text] of Object.entries(WORKLOADS)) writeWorkload(cwd, text, `${name}.yaml`);
  const call = async (...args: string[]) => ({ args, ended: await callCli(args, { cwd }) });
  for (const name of Object.keys(WORKLOADS)) {
    const { args, ended } = await call('load', `${name}.yaml`, '--out', name);
    if (!['other', 'lost'].includes(name)) matches(name, transcript(args, ended) + filesIn(cwd, name));
  }
  interrupt(cwd, 'pass', 'interrupted');
  cpSync(path.join(cwd, 'pass'), path.join(cwd, 'pass-before'), { recursive: true });
  const after = {
    interrupted: ['report', 'interrupted'],
    'dry-run': ['load', 'pass.yaml', '--dry-run', '--out', 'nowhere'],
    'compare-pass': ['compare', 'pass-before', 'pass'],
    'compare-fail': ['compare', 'gate-failed', 'lost'],
    'compare-incomparable': ['compare', 'pass', 'other'],
  };
  for (const [name, args] of Object.entries(after)) matches(name, transcript(args, (await call(...args)).ended));
  assert.equal(
    (await call('report', 'pass', '--json')).ended.out,
    readFileSync(path.join(cwd, 'pass', 'findings.json'), 'utf8'),
  );
});

/** A record of a run that was stopped after its third block: when a signal comes is no thing of a golden file. */
function interrupt(cwd: string, from: string, to: string): void {
  const run = readJson<Run>(cwd, from, 'run.json');
  const policies = run.plan.workload.policies.length;
  const cut = {
    ...run,
    slots: run.slots.slice(0, 3 * policies),
    outcome: { kind: 'interrupted' },
    harnessCpuUsPerRequest: [],
  };
  writeFileSync(path.join(cwd, to), JSON.stringify(cut));
}

function transcript(args: readonly string[], { code, out, err }: Ended): string {
  return `$ holdline ${args.join(' ')}\n--- exit code ${code}\n--- standard error\n${err}--- standard output\n${out}`;
}

/** Their names, and what people read of them. */
function filesIn(cwd: string, folder: string): string {
  const names = readdirSync(cwd).includes(folder) ? readdirSync(path.join(cwd, folder)).sort() : [];
  const report = names.includes('report.md') ? readFileSync(path.join(cwd, folder, 'report.md'), 'utf8') : '';
  return `--- files\n${names.map((name) => `${folder}/${name}\n`).join('')}--- report.md\n${report}`;
}

function matches(name: string, actual: string): void {
  const masked = MASKS.reduce((text, [seen, mask]) => text.replaceAll(seen, mask), actual);
  const file = new URL(`${name}.golden.txt`, FOLDER);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, masked);
  assert.equal(masked, readFileSync(file, 'utf8'), `${name}.golden.txt differs; UPDATE_GOLDEN=1 rewrites it`);
}
