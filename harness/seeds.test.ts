import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readWorkload } from './workload/read.js';

const top = fileURLToPath(new URL('../../', import.meta.url));
const text = (name: string) => readFileSync(path.join(top, name), 'utf8');
const seeds = text('docs/seeds.md');
const scripts = (JSON.parse(text('package.json')) as { scripts: Record<string, string> }).scripts;
/** The cells of every row that holds a claim; a bar within a cell is escaped. */
const rows = seeds
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| claim'))
  .map((line) => line.slice(2, -2).split(/ (?<!\\)\| /));
const commands = rows.flatMap(([, , repeat]) => [...(repeat ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]!));

test('every claim has its verdict, and what shows it', () => {
  assert.ok(rows.length > 35, `${rows.length} claims`);
  for (const row of rows) {
    assert.equal(row.length, 4, row.join(' | '));
    assert.match(row[3]!, /^(right|outdated|wrong|not shown)$/, row[0]);
    // What is only known names its source, or says that nothing here could tell.
    if (row[2] === '-') assert.ok(/RFC|CHANGELOG|AWS/.test(row[1]!) || row[3] === 'not shown', row[0]);
  }
});

test('every command that repeats a claim can be given', () => {
  assert.ok(commands.length > rows.length / 2);
  for (const command of commands) {
    const [, workload] = /^npm run load -- (workloads\/\S+\.yaml)$/.exec(command) ?? [];
    const [, file] = /^node --test dist\/(\S+)\.test\.js$/.exec(command) ?? [];
    if (workload !== undefined) readWorkload(path.join(top, workload), { env: {}, overrides: {}, cores: 2 });
    else if (file !== undefined) assert.ok(existsSync(path.join(top, `${file}.test.ts`)), command);
    else assert.match(command, /^npm ls /);
  }
  for (const [, script] of seeds.matchAll(/npm run ([\w-]+)/g)) assert.ok(scripts[script!] !== undefined, script);
});

test('every shipped workload has a row in its page', () => {
  const shipped = readdirSync(path.join(top, 'workloads'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => `workloads/${file.replaceAll(path.sep, '/')}`);
  assert.ok(shipped.length >= 15);
  for (const file of shipped) assert.ok(text('docs/workloads.md').includes(`| \`${file}\` |`), file);
});
