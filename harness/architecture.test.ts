import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Which way imports point. Tests may look anywhere; everything else keeps to these arrows. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'harness/cli.ts': ['harness/commands'],
  'harness/commands': [
    'harness/workload',
    'harness/plan',
    'harness/export',
    'harness/import',
    'harness/run',
    'harness/refs',
    'harness/analysis',
    'reports',
    'harness/system',
    'harness/model',
  ],
  'harness/workload': ['harness/model'],
  'harness/plan': ['harness/model'],
  'harness/export': ['harness/plan', 'harness/model'],
  'harness/import': ['harness/plan', 'harness/tally', 'harness/model'],
  'harness/run': ['harness/plan', 'harness/tally', 'harness/system', 'harness/model'],
  'harness/refs': ['harness/system', 'harness/model'],
  'harness/servers': ['harness/system', 'harness/model'],
  'harness/system': ['harness/model'],
  'harness/analysis': ['harness/tally', 'harness/model'],
  'harness/tally': ['harness/model'],
  'harness/model': [],
  workers: ['harness/tally', 'harness/system', 'harness/model'],
  reports: ['harness/model'],
  'harness/bench': [
    'harness/commands',
    'harness/analysis',
    'harness/workload',
    'harness/plan',
    'harness/run',
    'harness/system',
    'harness/tally',
    'harness/model',
    'workers',
  ],
};
const ROOMS = Object.keys(ARROWS).sort((a, b) => b.length - a.length);
const TEST_ONLY = [
  'harness/testing/',
  'workers/clients/socket/testing/',
  'workers/clients/testing/',
  'reports/testing/example-findings.ts',
  'reports/testing/example-runs.ts',
  'reports/testing/example-comparisons.ts',
  'reports/testing/schema-check.ts',
  'harness/testing/workload-files.ts',
];
/** What fetch cannot do: an address that was checked is connected to, whatever proxy the environment names. */
const AFTER_A_RUN = 'harness/commands/straight-post.ts';
const LONGEST_FILE = 250;
/** Put into services as it is, and so one file that imports nothing of ours. */
const PRELOAD = 'workers/preload/preload.cts';

const top = fileURLToPath(new URL('../../', import.meta.url));

interface Source {
  readonly file: string;
  readonly text: string;
  /** Of files as paths from the top, of packages by name. */
  readonly imports: readonly string[];
  /** Those of them that are loaded with the file, and not when they are first needed. */
  readonly loads: readonly string[];
}

const sources = ['harness', 'workers', 'reports'].flatMap(readSources);
const product = sources.filter(({ file }) => !isForTests(file));

function readSources(folder: string): Source[] {
  return readdirSync(path.join(top, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?ts$/.test(name))
    .map((name) => {
      const file = path.posix.join(folder, name.replaceAll(path.sep, '/'));
      const text = readFileSync(path.join(top, file), 'utf8');
      const found = [...text.matchAll(/(?:^import\b[^'"]*|^\} from |^export [^'"]* from |import\()['"]([^'"]+)['"]/gm)];
      const resolved = found.map((match) => ({ how: match[0], name: resolveImport(file, match[1]!) }));
      const loads = resolved.filter(({ how }) => !/^import\(|^(?:import|export) type\b/.test(how));
      return { file, text, imports: resolved.map(({ name }) => name), loads: loads.map(({ name }) => name) };
    });
}

function resolveImport(file: string, name: string): string {
  if (!name.startsWith('.')) return name;
  return path.posix.join(path.posix.dirname(file), name).replace(/\.js$/, '.ts');
}

function isForTests(file: string): boolean {
  return file.endsWith('.test.ts') || TEST_ONLY.some((prefix) => file.startsWith(prefix));
}

function roomOf(file: string): string | undefined {
  return ROOMS.find((room) => file === room || file.startsWith(`${room}/`));
}

test('every import follows the arrows', () => {
  assert.ok(product.length > 80, 'the sources were found');
  const wrong = product.flatMap(({ file, imports }) => {
    const room = roomOf(file);
    assert.ok(room !== undefined, `${file} is in no room`);
    return imports
      .filter((name) => /^(harness|workers|reports)\//.test(name))
      .filter((name) => roomOf(name) !== room && !ARROWS[room]!.includes(roomOf(name) ?? ''))
      .map((name) => `${file} imports ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test('no file imports itself by way of others', () => {
  const importsOf = new Map(product.map(({ file, imports }) => [file, imports]));
  const cleared = new Set<string>();
  const circleFrom = (file: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (cleared.has(file)) return null;
    for (const next of importsOf.get(file) ?? []) {
      const circle = circleFrom(next, [...path, file]);
      if (circle !== null) return circle;
    }
    cleared.add(file);
    return null;
  };
  assert.deepEqual(circleFrom('harness/cli.ts', []), null);
  for (const { file } of product) assert.deepEqual(circleFrom(file, []), null);
});

test('the model imports nothing, and nothing of the product imports what is for tests', () => {
  const model = product.filter(({ file }) => file.startsWith('harness/model/'));
  assert.deepEqual(
    model.flatMap(({ file, imports }) =>
      imports.filter((name) => !name.startsWith('harness/model/')).map((name) => `${file}: ${name}`),
    ),
    [],
  );
  assert.deepEqual(
    product.flatMap(({ file, imports }) => imports.filter(isForTests).map((name) => `${file}: ${name}`)),
    [],
  );
});

test('every package is imported in one file', () => {
  const importers = new Map<string, Set<string>>();
  for (const { file, imports } of product) {
    for (const name of imports) {
      if (name.startsWith('node:') || /^(harness|workers|reports)\//.test(name)) continue;
      importers.set(name, (importers.get(name) ?? new Set()).add(file));
    }
  }
  assert.ok(importers.has('piscina') && importers.has('yaml'), [...importers.keys()].join(', '));
  const several = [...importers]
    .filter(([, files]) => files.size > 1)
    .map(([name, files]) => `${name}: ${[...files].join(', ')}`);
  assert.deepEqual(several, []);
});

test('no client is loaded into the main process: only workers import HTTP clients', () => {
  const clients = ['node:http', 'node:https', 'node:http2', 'undici', 'axios'];
  const main = product.filter(({ file }) => !/^(workers|harness\/(servers|bench))\//.test(file));
  assert.deepEqual(
    main.flatMap(({ file, imports }) =>
      imports.filter((name) => clients.includes(name) && file !== AFTER_A_RUN).map((name) => `${file}: ${name}`),
    ),
    [],
  );
  const loads = (name: string) => product.filter((source) => source.loads.includes(name)).map(({ file }) => file);
  assert.deepEqual(loads(AFTER_A_RUN), ['harness/commands/otlp-export.ts']);
  assert.deepEqual(
    loads('harness/commands/otlp-export.ts'),
    [],
    'it is loaded when it is needed, which is after a run',
  );
});

test('a start loads the table of verbs and the reader of the command line, and nothing of what verbs do', () => {
  const loads = new Map(product.map((source) => [source.file, source.loads]));
  const started = new Set<string>();
  const start = (name: string) => {
    if (started.has(name)) return;
    started.add(name);
    for (const next of loads.get(name) ?? []) start(next);
  };
  start('harness/commands/main.ts');
  const verbs = ['load-workload', 'report-run', 'compare-runs', 'watch-service', 'watch-once'];
  assert.deepEqual(
    verbs.filter((name) => !loads.has(`harness/commands/${name}.ts`)),
    [],
  );
  const packages = [...started].filter((name) => !name.startsWith('node:') && !loads.has(name));
  assert.deepEqual(packages, ['commander']);
  // A verb is a row and its flags; with each of them the table grows, and what they load must not.
  const beyond = [...started].filter((name) => !name.startsWith('harness/commands/'));
  assert.ok(beyond.length < 40, beyond.join('\n'));
});

test('files stay short enough to read at once', () => {
  const long = product.filter(({ text }) => text.split('\n').length > LONGEST_FILE).map(({ file }) => file);
  assert.deepEqual(long, [PRELOAD]);
});
