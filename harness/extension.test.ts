import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CLIENT_NAMES } from './model/workload/clients.js';
import { METRIC_NAMES } from './model/workload/metrics.js';
import { SETTING_NAMES, settingOf } from './model/workload/settings.js';

/** What it takes to add a client, a metric or a kind of target: the places in the sources that know one by its name. */

const top = fileURLToPath(new URL('../../', import.meta.url));
const sources = ['harness', 'workers', 'reports'].flatMap((folder) =>
  readdirSync(path.join(top, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'))
    .map((file) => ({ file, lines: readFileSync(path.join(top, file), 'utf8').split('\n') })),
);

/** Where a name stands for something else than a client: what it is there. */
const OTHER_WORDS: readonly (readonly [file: RegExp, name: RegExp, why: string])[] = [
  [/^harness\/bench\//, /^autocannon$/, 'a program that is measured beside ours'],
  [
    /^harness\/(model\/(findings\/call-site|run\/preload)|run\/record\/service-shape)\.ts$/,
    /^undici$/,
    'by which library a service calls',
  ],
  [/^harness\/model\/workload\/target-facts\.ts$/, /^(node-http|simulated)$/, 'the client of a target, in its row'],
  [/^workers\/clients\/(axios|node-request)\.ts$/, /^socket$/, 'an event of a request'],
  [/^reports\/words\/agent-code\.ts$/, /./, 'what a user of a client writes, in its row of a table'],
  [/^harness\//, /^simulated$/, 'the kind of target, which has the same name'],
];

function placesOf(pattern: RegExp, isOwn: (file: string) => boolean): readonly string[] {
  return sources
    .filter(({ file }) => !isOwn(file))
    .flatMap(({ file, lines }) =>
      lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
    );
}

describe('a client', () => {
  for (const name of CLIENT_NAMES) {
    it(`${name} stands in its row and its file`, () => {
      assert.ok(existsSync(path.join(top, `workers/clients/${name}.ts`)), 'it has a file of its name');
      const isOwn = (file: string) =>
        file === 'harness/model/workload/clients.ts' ||
        file === `workers/clients/${name}.ts` ||
        OTHER_WORDS.some(([place, word]) => place.test(file) && word.test(name));
      assert.deepEqual(placesOf(new RegExp(`['"\`]${name}['"\`]`), isOwn), []);
    });
  }

  it('of another name would be loaded by its row alone', () => {
    const loader = readFileSync(path.join(top, 'workers/clients/index.ts'), 'utf8');
    assert.deepEqual(
      CLIENT_NAMES.filter((name) => loader.includes(name)),
      [],
    );
  });
});

describe('a metric', () => {
  const READERS = 'harness/analysis/run/metric-readers.ts';

  for (const name of METRIC_NAMES) {
    it(`${name} stands in its row and its reader`, () => {
      const isOwn = (file: string) => file === 'harness/model/workload/metrics.ts' || file.startsWith('harness/bench/');
      // `containers` is a word for other things too; as a name of a metric it is compared with one.
      const pattern = name === 'containers' ? /metric\b.*['"]containers['"]/ : new RegExp(`['"]${name}['"]`);
      assert.deepEqual(placesOf(pattern, isOwn), []);
      const readers = sources
        .find(({ file }) => file === READERS)
        ?.lines.filter((line) => line.startsWith(`  ${name}: `));
      assert.equal(readers?.length, 1, 'it has one reader');
    });
  }
});

describe('a kind of target', () => {
  it('is told apart where its facts are and where it is started, and nowhere else', () => {
    const files = new Set(placesOf(/target\.kind/, () => false).map((place) => place.split(':')[0]));
    assert.deepEqual([...files].sort(), ['harness/model/workload/target-facts.ts', 'harness/run/targets/index.ts']);
  });
});

describe('a setting that a policy leaves to its client', () => {
  it('is missing and never null, so that nothing compares it with null', () => {
    const sparse = SETTING_NAMES.filter((name) => settingOf(name).otherwise === undefined);
    // These are words for other things too: only where a policy has them they are meant.
    const shared: readonly string[] = ['agent', 'connections', 'keepAliveTimeoutMs'];
    const names = sparse.map((name) => (shared.includes(name) ? `policy\\.${name}` : name));
    const pattern = new RegExp(`\\b(?:${names.join('|')}) (?:===|!==) null`);
    // Advice has settings of its own, which may be none.
    const found = placesOf(pattern, (file) => file === 'reports/words/agent-code.ts');
    assert.deepEqual(found, []);
  });
});
