import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, { existsSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { EXIT } from '../model/exit.js';
import type { Run } from '../model/run/run.js';
import {
  CLI,
  childrenOf,
  quickWorkload,
  type Running,
  readJson,
  startCli,
  tempFolder,
  writeWorkload,
} from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { wholeOnly } from '../testing/whole.js';

/** However a run ends, its exit code is one of ours, what was measured is saved, and nothing of it stays behind. */

const onLinux = { skip: process.platform === 'linux' ? false : 'finds processes by /proc' };
const COLD = 'cold: { keepAlive: false }';
const LONG = '{ invocations: 2, blocks: 4, slot: 200ms, leadIn: 50ms, warmup: 50ms }';

/** What was killed with the harness is there until the system has taken note of it. */
async function requireGone(pids: readonly { pid: number }[]): Promise<void> {
  for (const { pid } of pids) {
    for (let tries = 0; existsSync(`/proc/${pid}`); tries += 1) {
      assert.ok(tries < 500, `process ${pid} is still there`);
      await rest(10);
    }
  }
}

function start(cwd: string, env: Readonly<Record<string, string>> = {}): Running {
  writeWorkload(cwd, quickWorkload({ policies: COLD, design: LONG }));
  return startCli(['load', 'workload.yaml', '--out', 'here'], { cwd, env });
}

/** Loaded into the harness, and by the allow-list into no process that it starts. */
function preload(cwd: string, text: string): Readonly<Record<string, string>> {
  const file = path.join(cwd, 'preload.mjs');
  writeFileSync(file, text);
  return { NODE_OPTIONS: `--import=file://${file}` };
}

for (const [what, signals] of [
  ['the end of its terminal', ['SIGHUP']],
  ['a second Ctrl-C', ['SIGINT', 'SIGINT']],
] as const) {
  // All signals are heard by one function, and `nothing-lost.test.ts` sends one; the second ends a run of a service.
  const skip = onLinux.skip || wholeOnly;
  test(`${what} saves what was measured, and leaves no process behind`, { skip }, async (t) => {
    const cwd = tempFolder(t);
    const run = start(cwd);
    await run.saw('block 2');
    const children = childrenOf(run.child.pid!);
    for (const signal of signals) run.child.kill(signal);
    const { code, out, err } = await run.ended;
    assert.equal(code, EXIT.interrupted, err);
    assert.match(out, /^incomplete: interrupted after/);
    assert.deepEqual(readdirSync(path.join(cwd, 'here')).sort(), [
      'findings.json',
      'report.html',
      'report.md',
      'run.json',
    ]);
    assert.equal(children.length, 2, 'a target and a replayer');
    await requireGone(children);
  });
}

test('readers that leave end nothing', onLinux, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  const run = startCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
  // Before it has begun, so that nothing at all is read.
  run.child.stdout?.destroy();
  run.child.stderr?.destroy();
  const { code, out, err } = await run.ended;
  assert.deepEqual([code, out, err], [EXIT.pass, '', '']);
  assert.equal(readJson<Run>(cwd, 'here', 'run.json').outcome.kind, 'complete');
});

test('an output that is full is told in a sentence, and what was measured is kept', onLinux, (t) => {
  const cwd = tempFolder(t);
  const full = openSync('/dev/full', 'w');
  // All that is printed goes through one function, and the help is printed soonest.
  const command = [CLI, '--help'];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd, stdio: ['ignore', full, 'pipe'] });
  assert.equal(status, EXIT.usage);
  assert.match(String(stderr), /^standard output cannot be written: the disk is full\n/);
});

test(
  'a bug that nobody awaits is recorded, told with its stack, and ends with the code of a bug',
  onLinux,
  async (t) => {
    const cwd = tempFolder(t);
    const env = preload(cwd, `process.on('SIGUSR2', () => { throw new TypeError('planted'); });`);
    const run = start(cwd, env);
    await run.saw('block 2');
    const children = childrenOf(run.child.pid!);
    run.child.kill('SIGUSR2');
    const { code, err } = await run.ended;
    assert.equal(code, EXIT.targetOrInternal, err);
    assert.match(err, /TypeError: planted\n\s+at .*preload\.mjs/);
    const { outcome, slots } = readJson<Run>(cwd, 'here', 'run.json');
    assert.ok(outcome.kind === 'failed' && /^TypeError: planted/.test(outcome.error), JSON.stringify(outcome));
    assert.ok(slots.length >= 1);
    await requireGone(children);
  },
);

for (const [what, text] of [
  ['a crash before anything was read', `throw new Error('planted');`],
  ['a rejection that nobody handles', `Promise.reject(new Error('planted'));`],
  ['an exit that is not ours', 'process.exit(1);'],
] as const) {
  // Node hands it on as what is thrown.
  const skip = what.startsWith('a rejection') && wholeOnly;
  test(`${what} never ends with the code of a gate that failed`, { skip }, async (t) => {
    const cwd = tempFolder(t);
    // What goes wrong before the entry listens is Node's own, and nobody here can hear of it.
    const listens = "process.listenerCount('uncaughtException') > 0";
    const env = preload(
      cwd,
      `const timer = setInterval(() => { if (${listens}) { clearInterval(timer); ${text} } }, 0);`,
    );
    const run = start(cwd, env);
    const { code, err } = await run.ended;
    assert.equal(code, EXIT.targetOrInternal, err);
  });
}

/** Below is one that is full, and the sentence is made in one place. */
test('a limit of open files is told in a sentence', { skip: onLinux.skip || wholeOnly }, async (t) => {
  const cwd = tempFolder(t);
  const full = `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { openSync } = fs;
fs.openSync = (...given) => {
  if (String(given[0]).endsWith('journal.jsonl') && given[1] !== 'wx') throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  return openSync(...given);
};
syncBuiltinESMExports();`;
  const { code, err } = await start(cwd, preload(cwd, full)).ended;
  assert.equal(code, EXIT.targetOrInternal);
  assert.match(err, /EMFILE: too many open files/);
});

test('a folder that holds files of somebody else is left as it is', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(path.join(cwd, 'here'));
  writeFileSync(path.join(cwd, 'here', 'report.md'), 'mine');
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  const { code, err } = await callCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
  assert.equal(code, EXIT.usage);
  assert.match(err, /here holds files that are not of this run/);
  assert.deepEqual(readdirSync(path.join(cwd, 'here')), ['report.md']);
});

/** From here on no file takes anything, whoever writes; what is printed goes where it went. */
function fillDisk(t: { after(end: () => void): void }): void {
  const { writeSync, writeFileSync } = fs;
  const no = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  const set = (one: Pick<typeof fs, 'writeSync' | 'writeFileSync'>) => {
    Object.assign(fs, one);
    syncBuiltinESMExports();
  };
  const written = (file: number, ...rest: [Uint8Array]) => (file > 2 ? no() : writeSync(file, ...rest));
  t.after(() => set({ writeSync, writeFileSync }));
  set({ writeSync: written as typeof writeSync, writeFileSync: no });
}

test('a disk that takes nothing ends no run: it is summarised, told, and not called a gate', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  fillDisk(t);
  const { code, out, err } = await callCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
  assert.equal(code, EXIT.targetOrInternal);
  assert.match(out, /keep-alive/, 'the summary');
  assert.match(err, /the journal in here cannot be written: the disk is full/);
  assert.match(err, /the record of the run cannot be written: the disk is full/);
  assert.doesNotMatch(err, /\n\s+at /);
});
