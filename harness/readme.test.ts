import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
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
  const shown = [...documents.matchAll(/npm run ([\w-]+)/g)].map((match) => match[1]!);
  assert.ok(shown.includes('load') && shown.includes('compare'));
  for (const script of shown) assert.ok(scripts[script] !== undefined, `npm run ${script}`);
  const files = [...documents.matchAll(/`((?:harness|workers|reports|workloads)\/[\w./-]*)`/g)].map(
    (match) => match[1]!,
  );
  assert.ok(files.length > 10);
  for (const file of files) assert.ok(existsSync(path.join(top, file)), file);
});

test('every option that is shown is known to a verb or to the bench', () => {
  const known = [...VERBS.flatMap(({ flags }) => Object.keys(flags).map(flagName)), '--help', '--version'].join('\n');
  const own = documents.replaceAll(/^npm (?:ci|install)\b.*$/gm, '');
  const shown = [...own.matchAll(/(?<![\w-])--([a-z][\w-]+)/g)].map((match) => match[1]!);
  assert.ok(shown.includes('format'));
  for (const option of shown) assert.match(`${known}\n${BENCH_USAGE}`, new RegExp(`--${option}\\b`), option);
});
