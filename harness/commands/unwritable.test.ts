import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { UserMistake } from '../model/mistake.js';
import { openTree } from '../refs/trees.js';
import { writeRecord } from '../run/record/store.js';
import { temporaryFolder } from '../system/temporary-folder.js';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { exampleRun } from '../testing/example-run.js';
import { callCli } from '../testing/in-process.js';
import { pastBeside } from './predictions.js';

/** What can hold no folder: a file system of the kernel's, under which a recursive mkdir never returns, a file, a device. */
const PLACES =
  process.platform === 'linux' ? ['/proc/holdline', 'file', 'file/below', '/dev/full'] : ['file', 'file/below'];

const WRITERS = {
  load: ['load', 'workload.yaml', '--quiet', '--out'],
  report: ['report', 'run', '--out'],
  'report of percentiles': ['report', 'run', '--format', 'hgrm', '--out'],
  export: ['export', 'server.yaml', '--to', 'k6', '--out'],
};

test('a folder that cannot be written is a mistake with words, whoever writes', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(path.join(cwd, 'file'), '');
  mkdirSync(path.join(cwd, 'run'));
  writeRecord(path.join(cwd, 'run'), exampleRun());
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  writeFileSync(path.join(cwd, 'server.yaml'), quickWorkload({ target: 'url: http://127.0.0.1:1' }));
  for (const [name, args] of Object.entries(WRITERS)) {
    for (const place of PLACES) {
      const { code, err } = await callCli([...args, place], { cwd });
      assert.equal(code, 2, `${name} ${place}`);
      assert.match(err, /^(the folder )?(\/proc|file|\/dev).*\n {2}name .* with --out\n/s, `${name} ${place}`);
      assert.doesNotMatch(err, /\n +at |Error:/, `${name} ${place}`);
    }
  }
});

test('a file that cannot be written is told before a service is used, and an absolute one is where it says', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(path.join(cwd, 'file'), '');
  for (const file of ['file/x.yaml', 'none/x.yaml']) {
    const { code, err } = await callCli(['watch', '--write', file, '--', 'node', '-e', '1'], { cwd });
    assert.equal(code, 2, err);
    assert.match(err, /^(file|none)\/x\.yaml .*\n {2}name another file with --write\n$/);
  }
  const elsewhere = path.join(tempFolder(t), 'workloads', 'x.yaml');
  const init = ['init', '--service', 'node server.js', '--out'];
  assert.equal((await callCli([...init, elsewhere], { cwd })).code, 0);
  assert.match(readFileSync(elsewhere, 'utf8'), new RegExp(`\n {2}cwd: ".*${path.basename(cwd)}"\n`));
  assert.equal((await callCli([...init, 'file/x.yaml'], { cwd })).code, 2);
  assert.ok(!existsSync(path.join(cwd, elsewhere)));
});

test('a cache and a folder for temporary files that cannot be written are named', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(path.join(folder, 'file'), '');
  const ready = () => assert.fail('nothing is set up');
  const inCache = (env: Readonly<Record<string, string>>) =>
    withVariables(env, () =>
      assert.rejects(openTree({ top: folder, common: folder }, 'a'.repeat(40), ready), UserMistake),
    );
  for (const place of PLACES.filter((one) => one.startsWith('/'))) {
    await inCache({ XDG_CACHE_HOME: place });
    await inCache({ XDG_CACHE_HOME: '', HOME: place });
  }
  await inCache({ XDG_CACHE_HOME: path.join(folder, 'file') });
  await inCache({ XDG_CACHE_HOME: 'relative', HOME: '' });
  await withVariables({ TMPDIR: path.join(folder, 'none') }, async () => {
    assert.throws(() => temporaryFolder('x-'), /the folder for temporary files, .*none, is not there/);
  });
});

/** In the environment itself, because that is where the system looks for a home. */
async function withVariables(env: Readonly<Record<string, string>>, work: () => Promise<void>): Promise<void> {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  try {
    await work();
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
}

test('a history of predictions that cannot be read costs no run its report', (t) => {
  const folder = tempFolder(t);
  mkdirSync(path.join(folder, 'predictions.jsonl'));
  assert.deepEqual(pastBeside(path.join(folder, 'run'), 'peak'), []);
});
