import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SlotRecord } from './model/run/run.js';
import { CLIENT_NAMES } from './model/workload/clients.js';
import { METRIC_NAMES } from './model/workload/metrics.js';
import { SETTING_NAMES, settingOf } from './model/workload/settings.js';
import { TARGET_KINDS } from './model/workload/target-facts.js';
import { tempFolder } from './testing/cli.js';

/** What it takes to add a client, a metric or a kind of target: the places in the sources that know one by its name. */

const top = fileURLToPath(new URL('../../', import.meta.url));
const sources = ['harness', 'workers', 'reports'].flatMap((folder) =>
  readdirSync(path.join(top, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'))
    .map((file) => {
      const text = readFileSync(path.join(top, file), 'utf8');
      return { file, text, lines: text.split('\n') };
    }),
);

/** Where a name stands for something else than a client: what it is there. */
const OTHER_WORDS: readonly (readonly [file: RegExp, name: RegExp, why: string])[] = [
  [/^harness\/bench\//, /^autocannon$/, 'a program that is measured beside ours'],
  [
    /^harness\/(model\/(findings\/call-site|run\/preload)|run\/record\/service-shape)\.ts$/,
    /^undici$/,
    'by which library a service calls',
  ],
  [
    /^harness\/(model\/findings\/call-site|analysis\/service\/library)\.ts$/,
    /./,
    'what a service calls with, by its packages',
  ],
  [/^harness\/model\/workload\/target-facts\.ts$/, /^(node-http|simulated)$/, 'the client of a target, in its row'],
  [/^workers\/clients\/(axios|node-request)\.ts$/, /^socket$/, 'an event of a request'],
  [/^reports\/words\/agent-code\.ts$/, /./, 'what a user of a client writes, in its row of a table'],
  [/^harness\//, /^simulated$/, 'the kind of target, which has the same name'],
];

function placesOf(pattern: RegExp, isOwn: (file: string) => boolean): readonly string[] {
  return (
    sources
      // Few have it at all.
      .filter(({ file, text }) => pattern.test(text) && !isOwn(file))
      .flatMap(({ file, lines }) =>
        lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
      )
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

  it('has a file of its name that starts it, which is loaded by that name', () => {
    const loader = readFileSync(path.join(top, 'harness/run/targets/index.ts'), 'utf8');
    for (const kind of TARGET_KINDS) {
      assert.ok(existsSync(path.join(top, `harness/run/targets/${kind}.ts`)), kind);
      assert.ok(!loader.includes(`'${kind}'`) && !loader.includes(`/${kind}.js`), kind);
    }
  });

  it('is one row and one file: a new one is read, started, measured, recorded and read again', async (t) => {
    const folder = tempFolder(t);
    withToyKind(folder);
    writeFileSync(path.join(folder, 'toy.yaml'), TOY_WORKLOAD);
    const built = pathToFileURL(path.join(folder, 'dist/harness/testing/in-process.js')).href;
    const { callCli } = (await import(built)) as typeof import('./testing/in-process.js');
    const run = async (...parameters: string[]) => {
      const { code, out, err } = await callCli(parameters, { cwd: folder });
      return { status: code, text: `${out}${err}` };
    };
    assert.deepEqual(await run('load', 'toy.yaml', '--out', 'o', '--quiet'), { status: 0, text: '' });
    const { plan, slots } = JSON.parse(readFileSync(path.join(folder, 'o/run.json'), 'utf8'));
    assert.deepEqual(plan.workload.target, { kind: 'toy', waitMs: 7, deep: 0.3, spentUs: 40 });
    assert.ok(slots.every((slot: SlotRecord) => slot.tally.completed > 0));
    const { text } = await run('report', 'o');
    assert.match(text, /CPU per request +about 40 µs +about 40 µs/);
    assert.match(text, /target +toy; wait: 7 ms, deep/);
    writeFileSync(path.join(folder, 'wrong.yaml'), TOY_WORKLOAD.replace('7ms', 'soon'));
    const wrong = await run('load', 'wrong.yaml');
    assert.deepEqual([wrong.status, /`target.toy.waits` is `soon`/.test(wrong.text)], [2, true], wrong.text);
  });
});

const TOY_ROW = `
  toy: fielded({
    docs: 'A toy.', client: 'simulated', clock: 'virtual', measures: 'client', section: 'target', groups: { cost: 'Cost.' },
    fields: {
      waitMs: { key: 'waits', reads: { kind: 'duration', unit: 'ms', least: '1ms', most: '1s' }, otherwise: '5ms', docs: 'How long.' },
      deep: { key: 'deep', reads: { kind: 'share', most: '100%' }, otherwise: '30%', docs: 'How deep.' },
      spentUs: { key: 'spent', within: 'cost', reads: { kind: 'duration', unit: 'us', least: '0us', most: '1s' }, otherwise: '40us', docs: 'CPU.' },
    },
    facts: ({ waitMs }) => ({ ...NO_FACTS, path: 'none', ours: true, requestMs: waitMs }),
    mayDiffer: [], asksWhether: [],
  }),`;

const TOY_FILE = `
import { elsewhere } from './driver.js';
import { NOWHERE } from './simulated.js';
export const driver = {
  open: async () => elsewhere(NOWHERE),
  simulation: ({ waitMs, spentUs }) => ({
    clock: 'virtual',
    cpuFactor: 1,
    target: { kind: 'simulated', capacity: 9, serviceMs: waitMs, connectMs: 0, requestCpuUs: spentUs, connectionCpuUs: 0, slotNoise: 0, driftNoise: 0 },
  }),
};`;

const TOY_WORKLOAD = `name: toy
peak: 300/s
target: { toy: { waits: 7ms } }
policies: { cold: { keepAlive: false }, keep-alive: { keepAlive: true } }
design: { invocations: 1, blocks: 2, slot: 500ms, leadIn: 0ms, warmup: 0ms }
`;

/** Copies of what runs; links where the folder of temporary files allows them, because copies are half a second of CPU. */
function linkTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, copy] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, copy);
    else if (!/\.(test\.js|map|d\.ts)$/.test(entry.name)) linkFile(source, copy);
  }
}

function linkFile(source: string, copy: string): void {
  try {
    linkSync(source, copy);
  } catch {
    copyFileSync(source, copy);
  }
}

/** What was built, with a kind of target more: the row and the file, and no other change. */
function withToyKind(folder: string): void {
  mkdirSync(path.join(folder, 'dist'));
  // Beside them other tests may have their folders just now.
  for (const room of ['harness', 'reports', 'workers'])
    linkTree(path.join(top, 'dist', room), path.join(folder, 'dist', room));
  for (const file of ['package.json', 'node_modules']) symlinkSync(path.join(top, file), path.join(folder, file));
  const table = path.join(folder, 'dist/harness/model/workload/target-kinds.js');
  const rows = readFileSync(table, 'utf8');
  assert.ok(rows.includes('FIELDED = {'));
  // It is written anew: the file that it is linked to stays as it is.
  rmSync(table);
  writeFileSync(table, rows.replace('FIELDED = {', `FIELDED = {${TOY_ROW}`));
  writeFileSync(path.join(folder, 'dist/harness/run/targets/toy.js'), TOY_FILE);
}

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
