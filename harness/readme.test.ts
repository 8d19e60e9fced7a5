import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { USAGE as BENCH_USAGE } from './bench/options.js';
import { flagName } from './commands/verb.js';
import { VERBS } from './commands/verbs.js';
import { parseWorkload } from './workload/read.js';

const top = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...['api', 'architecture', 'bench', 'clients', 'formats', 'reading', 'troubleshooting', 'workloads'].map(
    (name) => `docs/${name}.md`,
  ),
];
const text = (name: string) => readFileSync(path.join(top, name), 'utf8');
const documents = DOCUMENTS.map(text).join('\n');
const pages = readdirSync(path.join(top, 'docs')).map((name) => `docs/${name}`);
const everything = [...new Set([...DOCUMENTS, ...pages])].map((name) => ({ name, page: text(name) }));
/** In the package of a reader. */
const YOURS = ['build:all'];
const scripts = (JSON.parse(text('package.json')) as { scripts: Record<string, string> }).scripts;

test('every YAML in the README is a workload', () => {
  const blocks = [...text('README.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);
  assert.ok(blocks.length >= 1);
  for (const block of blocks) {
    const workload = parseWorkload('README.md', block, { env: { API_KEY: 'x' }, overrides: {}, cores: 2 });
    assert.equal(workload.policies.length, 2);
  }
});

test('every npm script that is shown exists, and so does every file', () => {
  const all = everything.map(({ page }) => page).join('\n');
  const shown = [...all.matchAll(/npm run ([\w-]+)/g)]
    .map((match) => match[1]!)
    .filter((name) => !YOURS.includes(name));
  assert.ok(shown.includes('load') && shown.includes('compare'));
  for (const script of shown) assert.ok(scripts[script] !== undefined, `npm run ${script}`);
  const files = [...all.matchAll(/`((?:harness|workers|reports|workloads)\/[\w./-]*)`/g)].map((match) => match[1]!);
  assert.ok(files.length > 10);
  for (const file of files) assert.ok(existsSync(path.join(top, file)), file);
});

/** Up to where a shell, or a reader, goes on to something else. */
const COMMAND = /(?:\bholdline|npm run|cli\.js) (\w+)((?: (?!#|\|)[^\s`;&|]+)*)/g;

test('every command that is shown is one of a verb, with flags of its own', () => {
  let seen = 0;
  for (const { name, page } of everything) {
    for (const [line, verb, rest] of page.matchAll(COMMAND)) {
      const known = VERBS.find((one) => one.name === verb);
      // What stands behind a second -- is the user's own program.
      const [words = ''] = rest!.replace(/^ --(?= |$)/, '').split(/ --(?= |$)/);
      const flags = [...words.matchAll(/ (--[a-z][\w-]*)/g)].map((match) => match[1]!);
      if (known === undefined) continue;
      seen += 1;
      const own = ['--help', ...Object.keys(known.flags).map(flagName)];
      for (const flag of flags) assert.ok(own.includes(flag), `${name}: ${line}`);
    }
  }
  assert.ok(seen > 60, String(seen));
});

test('what the walk through a report quotes stands in a report', () => {
  const golden = text('reports/golden/service.golden.md')
    .replaceAll('&gt;', '>')
    .replaceAll(/[|*\\`]/g, '')
    .replaceAll(/\s+/g, ' ');
  const [, walk = ''] = text('docs/reading.md').split('## A service');
  const [own = ''] = walk.split('\n## ');
  const quotes = [...own.replaceAll(/\s+/g, ' ').matchAll(/\*\*(?:[^*]*?)`([^`]+)`/g)].map((match) => match[1]!);
  assert.ok(quotes.length > 10, String(quotes.length));
  for (const quote of quotes)
    assert.ok(golden.includes(quote.replaceAll(/[|*]/g, '').replaceAll(/\s+/g, ' ').trim()), quote);
});

test('the map of the house has every room', () => {
  const map = text('docs/architecture.md');
  const folders = [
    'harness',
    'harness/analysis',
    'harness/commands',
    'harness/run',
    'harness/workload',
    'reports',
    'workers',
  ];
  for (const folder of folders)
    for (const room of readdirSync(path.join(top, folder), { withFileTypes: true }).filter((one) => one.isDirectory()))
      assert.match(map, new RegExp(`\\b${room.name}/`), `${folder}/${room.name}`);
});

test('every option that is shown is known to a verb or to the bench', () => {
  const known = [...VERBS.flatMap(({ flags }) => Object.keys(flags).map(flagName)), '--help', '--version'].join('\n');
  const own = documents.replaceAll(/^npm (?:ci|install)\b.*$/gm, '');
  const shown = [...own.matchAll(/(?<![\w-])--([a-z][\w-]+)/g)].map((match) => match[1]!);
  assert.ok(shown.includes('format'));
  // The pairs of the bench are a program of their own, which says its usage in its source.
  const bench = `${BENCH_USAGE}\n${text('harness/bench/aa-pairs.ts')}`;
  for (const option of shown) assert.match(`${known}\n${bench}`, new RegExp(`--${option}\\b`), option);
});
