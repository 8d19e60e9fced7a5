import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tempFolder } from './testing/cli.js';

const top = fileURLToPath(new URL('../../', import.meta.url));
const MODULES = ['typescript', '@typescript', '@types', 'undici-types'];
const WRONG = "import axios from 'axios';\nexport const client: number = axios;\nexport const one: number = 'one';\n";

/** A tree with one wrong file and some of our packages. */
function build(t: TestContext, modules: readonly string[]) {
  const folder = tempFolder(t);
  for (const file of ['compile.js', 'package.json', 'tsconfig.json']) {
    copyFileSync(path.join(top, file), path.join(folder, file));
  }
  mkdirSync(path.join(folder, 'harness'));
  writeFileSync(path.join(folder, 'harness', 'wrong.ts'), WRONG);
  mkdirSync(path.join(folder, 'node_modules', '@aws-sdk'), { recursive: true });
  mkdirSync(path.join(folder, 'node_modules', '@smithy'));
  for (const name of modules) {
    symlinkSync(path.join(top, 'node_modules', name), path.join(folder, 'node_modules', name));
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['compile.js'], { cwd: folder, encoding: 'utf8' });
  return { status, said: stdout + stderr, isBuilt: existsSync(path.join(folder, 'dist', 'harness', 'wrong.js')) };
}

const optional = [
  '@aws-sdk/client-dynamodb',
  '@smithy/node-http-handler',
  ...['agentkeepalive', 'aws-sdk', 'autocannon', 'axios', 'cacheable-lookup', 'dns-packet', 'dynalite', 'undici'],
];

test('with every package the types are checked', (t) => {
  const { status, said } = build(t, [...MODULES, ...optional]);
  assert.notEqual(status, 0);
  assert.match(said, /wrong\.ts.*'string' is not assignable to type 'number'/);
  assert.doesNotMatch(said, /not checked/);
});

test('without an optional package everything is compiled all the same', (t) => {
  const { status, said, isBuilt } = build(t, [...MODULES, ...optional.filter((name) => name !== 'axios')]);
  assert.deepEqual([status, isBuilt], [0, true], said);
  assert.match(said, /^types are not checked: without axios\n$/);
});

test('without a compiler there is no stack, but what to do', (t) => {
  const lean = build(t, ['typescript']);
  assert.deepEqual([lean.status, lean.isBuilt], [2, false]);
  assert.match(lean.said, /the compiler is not installed.*\n {2}npm install --no-save --omit=optional @typescript\//);
  const bare = build(t, []);
  assert.equal(bare.status, 2);
  assert.match(bare.said, /the compiler is not installed; --omit=dev leaves it out\n {2}npm ci\n$/);
  assert.doesNotMatch(lean.said + bare.said, /at .*\.js:/);
});
