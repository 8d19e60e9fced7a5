import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readJson, tempFolder } from './testing/cli.js';
import { WHOLE } from './testing/whole.js';

/** What `npm pack` gives, in a project of its own. */

const top = fileURLToPath(new URL('../../', import.meta.url));
const MOST_BYTES = 15_000_000;

const SIMULATED = `name: packed
peak: 2000/s
target: { simulated: { noise: 5% } }
load: { scale: 20% }
policies: { cold: { keepAlive: false }, keep-alive: { keepAlive: true } }
design: { invocations: 2, blocks: 2, slot: 300ms }
`;

const AXIOS = `name: client
peak: 300/s
target: { embedded: { tls: false } }
client: axios
policies: { cold: { keepAlive: false } }
`;

const USE = `import { analyse, compare, load, readRun, render, UserMistake } from 'holdline';
const { findings, folder } = await load('packed.yaml', { out: 'api' });
if (analyse(readRun(folder)).verdict.status !== findings.verdict.status) throw new Error('another verdict');
if (!render(findings, 'html').startsWith('<!doctype html>')) throw new Error('no page');
if (!render(compare('cli', 'api')).includes('connections unchanged')) throw new Error(render(compare('cli', 'api')));
await load('nowhere.yaml').then(() => { throw new Error('it was read'); }, (error) => { if (!(error instanceof UserMistake)) throw error; });
console.log('used');
`;

function run(cwd: string, program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

/** As if npm had installed what it depends on: everything but what is installed by its name only. */
function install(folder: string): void {
  const { peerDependencies } = readJson<{ peerDependencies: Readonly<Record<string, string>> }>(folder, 'package.json');
  const left = Object.keys(peerDependencies).map((name) => name.split('/')[0]);
  mkdirSync(path.join(folder, 'node_modules'));
  for (const name of readdirSync(path.join(top, 'node_modules')).filter((one) => !left.includes(one)))
    symlinkSync(path.join(top, 'node_modules', name), path.join(folder, 'node_modules', name));
}

const skip = !WHOLE && 'to pack it takes npm five seconds of CPU; HOLDLINE_TEST_WHOLE=1 does';

test('the package works in a project of its own: the command, and its functions', { skip }, (t) => {
  const project = tempFolder(t);
  const [packed] = JSON.parse(run(top, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', project)) as [
    { filename: string; unpackedSize: number; files: { path: string }[] },
  ];
  assert.ok(packed.unpackedSize < MOST_BYTES, `${packed.unpackedSize} bytes`);
  assert.deepEqual(
    packed.files.filter(({ path: file }) => /\.test\.|\/testing\/|\.map$|^node_modules/.test(file)),
    [],
  );
  run(project, 'tar', '-xzf', packed.filename);
  mkdirSync(path.join(project, 'node_modules'));
  renameSync(path.join(project, 'package'), path.join(project, 'node_modules/holdline'));
  install(path.join(project, 'node_modules/holdline'));
  writeFileSync(path.join(project, 'packed.yaml'), SIMULATED);
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'mine', scripts: { start: 'node a.js' } }));
  const manifest = readJson<{ bin: { holdline: string } }>(project, 'node_modules/holdline/package.json');
  const bin = path.join(project, 'node_modules/holdline', manifest.bin.holdline);
  assert.match(run(project, process.execPath, bin, 'init'), /wrote holdline\.yaml/);
  run(project, process.execPath, bin, 'load', 'packed.yaml', '--out', 'cli', '--quiet');
  assert.ok(statSync(path.join(project, 'cli/report.html')).size > 10_000);
  writeFileSync(path.join(project, 'axios.yaml'), AXIOS);
  const missing = spawnSync(process.execPath, [bin, 'load', 'axios.yaml'], { cwd: project, encoding: 'utf8' });
  assert.equal(missing.status, 2);
  assert.match(
    missing.stderr,
    /^axios\.yaml:4:9 {2}the client axios is not installed\n.*\n.*\n {2}add it: npm install -D axios@1\n$/,
  );
  writeFileSync(path.join(project, 'use.mjs'), USE);
  assert.match(run(project, process.execPath, 'use.mjs'), /used/);
  assert.ok(statSync(path.join(project, 'node_modules/holdline/dist/harness/commands/api.d.ts')).isFile());
});
