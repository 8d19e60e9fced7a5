import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tempFolder } from '../testing/cli.js';
import * as api from './api.js';

const top = fileURLToPath(new URL('../../../', import.meta.url));
const PAGE = readFileSync(path.join(top, 'docs/api.md'), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]!);

/** The question of the README, without sockets. */
const WORKLOAD = `name: peak
peak: 2000/s
target: { simulated: { noise: 2% } }
load: { scale: 20% }
policies: { cold: { keepAlive: false }, keep-alive: { keepAlive: true } }
design: { invocations: 1, blocks: 4, slot: 500ms }
`;

/** Runs each in a project where the package is installed, and gives what it printed. */
async function runExamples(folder: string): Promise<string[]> {
  const { log } = console;
  const before = process.cwd();
  const printed: string[] = [];
  process.chdir(folder);
  try {
    for (const [index, code] of EXAMPLES.entries()) {
      const lines: string[] = [];
      console.log = (...words: unknown[]) =>
        lines.push(words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' '));
      const file = path.join(folder, `example-${index}.mjs`);
      writeFileSync(file, code);
      await import(pathToFileURL(file).href);
      printed.push(lines.join('\n'));
    }
  } finally {
    console.log = log;
    process.chdir(before);
  }
  return printed;
}

test('every example of docs/api.md runs in a project of its own, in the order of the page', async (t) => {
  const folder = tempFolder(t);
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(top, path.join(folder, 'node_modules/holdline'));
  mkdirSync(path.join(folder, 'workloads'));
  writeFileSync(path.join(folder, 'workloads/peak.yaml'), WORKLOAD);
  const [loaded, analysed, compared, rendered] = await runExamples(folder);
  assert.match(loaded!, /^inconclusive: 0 connections per request, in runs\/base$/);
  assert.match(analysed!, /^cold \d+(\.\d+)?\nkeep-alive \d+(\.\d+)?\n\{"mean":\d+/);
  assert.match(compared!, /unchanged/);
  assert.equal(rendered, '');
  assert.match(readFileSync(path.join(folder, 'comment.md'), 'utf8'), /^<!-- holdline:report/);
  assert.match(readFileSync(path.join(folder, 'report.html'), 'utf8'), /^<!doctype html>/);
});

test('every function of the package has its example', () => {
  assert.ok(EXAMPLES.length >= 4);
  for (const [name, value] of Object.entries(api)) {
    if (typeof value !== 'function' || /^[A-Z]/.test(name)) continue;
    assert.ok(EXAMPLES.some((code) => new RegExp(`\\b${name}\\(`).test(code)) || PAGE.includes(`\`${name}(`), name);
  }
});
