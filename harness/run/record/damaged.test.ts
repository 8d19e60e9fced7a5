import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { deflateSync, gzipSync, inflateSync } from 'node:zlib';
import { encodeBuckets } from '../../tally/hdr-encoding.js';
import { tempFolder } from '../../testing/cli.js';
import { changed, fileOf, mistakeOf, RECORD, told } from '../../testing/damaged-records.js';
import { readRun } from './read.js';

/** What is given for a run and is none, or was one: a sentence with a way out, whatever it is. */

/** One value, up to an hour: of another program's. */
const OF_AN_HOUR = encodeBuckets({ digits: 3, highest: 3_600_000_000, counts: Uint32Array.of(0, 1) });

/** One value in our buckets, and so many bytes of nothing. */
function unpacksTo(bytes: number): string {
  const own = Buffer.from(encodeBuckets({ digits: 3, highest: 600_000_000, counts: Uint32Array.of(0, 1) }), 'base64');
  const packed = deflateSync(Buffer.concat([inflateSync(own.subarray(8))], bytes));
  const head = Buffer.from(own.subarray(0, 8));
  head.writeUInt32BE(packed.length, 4);
  return Buffer.concat([head, packed]).toString('base64');
}

describe('files that are no run', () => {
  const cases: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['nothing', '', /^FILE is empty \|/],
    ['a report', '### pass\n', /^FILE is not JSON, and so no run \| name a run's folder/],
    ['a workload', 'name: x\npeak: 3/s\n', /^FILE is not JSON, and so no run \|/],
    ['findings', '{"schemaVersion":1,"verdict":{},"policies":{}}', /^FILE holds the findings of a run, and no run \|/],
    ['a comparison', '{"kind":"compared","base":{},"head":{}}', /^FILE holds a comparison, and no run \|/],
    ['a list', '[1]', /^FILE is JSON, but no run \|/],
    ['any object', '{"a":1}', /^FILE is JSON, but no run: its schemaVersion is missing \|/],
    ['gzip', gzipSync(RECORD), /^FILE is packed with gzip \| unpack it with gunzip first$/],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe), /^FILE is not a text file \|/],
    [
      'half of a run',
      RECORD.slice(0, 9000),
      /^FILE is damaged or cut off: from character 9000 of 9000 on it is no JSON \| copy it again/,
    ],
    [
      'a run of a later version',
      changed((run) => Object.assign(run, { schemaVersion: 3, environment: { holdline: '9.9' } })),
      /^FILE was recorded by holdline 9\.9, in schema 3; this version reads up to 2 \| upgrade holdline$/,
    ],
  ];
  for (const [name, content, expected] of cases) {
    it(name, (t) => assert.match(told(t, content), expected));
  }

  it('reads UTF-8 and UTF-16 with a byte order mark', (t) => {
    const cases = [
      `\ufeff${RECORD}`,
      Buffer.from(`\ufeff${RECORD}`, 'utf16le'),
      Buffer.from(`\ufeff${RECORD}`, 'utf16le').swap16(),
    ];
    for (const content of cases) assert.equal(readRun(fileOf(t, content)).slots.length, 8);
  });

  it('is bounded, and reads no more than the length of what is too long', (t) => {
    const file = fileOf(t, '{');
    truncateSync(file, 500 * 1024 * 1024);
    assert.match(mistakeOf(file).what, /is 500 MiB long$/);
  });
});

describe('records that are damaged name the place', () => {
  const cases: readonly (readonly [string, (run: ReturnType<typeof JSON.parse>) => unknown, string])[] = [
    ['no tally', (run) => delete run.slots[2].tally, 'slots.2.tally is missing, and must be an object'],
    [
      'a number as a text',
      (run) => Object.assign(run.slots[0].tally, { sent: '12' }),
      'slots.0.tally.sent is "12", and must be a whole',
    ],
    [
      'a negative count',
      (run) => Object.assign(run.slots[0].tally, { reused: -1 }),
      'slots.0.tally.reused is -1, and must be a whole',
    ],
    [
      'what was NaN',
      (run) => Object.assign(run.slots[0].cpu, { userUs: null }),
      'slots.0.cpu.userUs is null, and must be a number',
    ],
    [
      'a histogram that does not decode',
      (run) => Object.assign(run.slots[0].tally.seconds[0], { responseTimeUs: 'x' }),
      'slots.0.tally.seconds.0.responseTimeUs is no histogram that can be read',
    ],
    [
      'a histogram that unpacks to more than there is room for',
      (run) => Object.assign(run.slots[1].tally, { responseTimeUs: unpacksTo(5 << 20) }),
      'slots.1.tally.responseTimeUs is no histogram that can be read',
    ],
    [
      'a histogram of other buckets',
      (run) => Object.assign(run.slots[1].tally, { responseTimeUs: OF_AN_HOUR }),
      'slots.1.tally.responseTimeUs is a histogram of other buckets',
    ],
    [
      'a slot of nobody',
      (run) => Object.assign(run.slots[3], { policy: 'ghost' }),
      'slots.3 is of an arm that is not in the plan',
    ],
    ['a slot twice', (run) => void run.slots.push(run.slots[0]), 'slots.8 is the second of the same arm and block'],
    ['no policies', (run) => Object.assign(run.plan.workload, { policies: [] }), 'plan.workload.policies is empty'],
    [
      'a baseline of nobody',
      (run) => Object.assign(run.plan.workload, { baseline: 'x' }),
      'plan.workload.baseline is no policy of the workload',
    ],
    [
      'an outcome of no kind',
      (run) => Object.assign(run, { outcome: { kind: '\u001b[31m' } }),
      'outcome.kind is "\\u001b[31m", and must be complete',
    ],
    [
      'causes of a loss that are none',
      (run) => Object.assign(run, { outcome: { kind: 'target-lost', reason: 'gone', causes: { a: 1 } } }),
      'outcome.causes is an object, and must be a list',
    ],
    [
      'a load of no kind',
      (run) => void delete run.plan.workload.load.loop,
      'plan.workload.load.kind is missing, and must be open or closed',
    ],
    [
      'a plan of others',
      (run) => Object.assign(run.plan.invocations[0].blocks[1], { order: ['cold'] }),
      'plan.invocations is not blocks of a slot of every arm',
    ],
  ];
  for (const [name, change, expected] of cases) {
    it(name, (t) => {
      const line = told(t, changed(change));
      assert.ok(line.startsWith(`FILE is damaged: ${expected}`), line);
    });
  }

  it('nothing but the schema', (t) => {
    assert.match(told(t, '{"schemaVersion":1}'), /^FILE is damaged: startedAt is missing, and must be a text \|/);
    assert.match(told(t, '{"schemaVersion":2}'), /^FILE is damaged: startedAt is missing/);
  });

  it('nested too deep to be walked through', (t) => {
    const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    const text = RECORD.replace('"gates":', `"__proto__":${deep},"gates":`);
    assert.match(told(t, text), /^FILE is damaged: plan\.workload is nested more than 100 levels deep/);
  });
});

describe('folders', () => {
  it('empty, missing, of something else, behind a broken link, beside a packed run', (t) => {
    const folder = tempFolder(t);
    assert.equal(mistakeOf(folder).what, `${folder} is empty`);
    assert.equal(mistakeOf(path.join(folder, 'none')).what, `there is no run at ${path.join(folder, 'none')}`);
    symlinkSync('2026', path.join(folder, 'latest'));
    assert.equal(
      mistakeOf(path.join(folder, 'latest')).what,
      `${path.join(folder, 'latest')} is a link to 2026, which is not there`,
    );
    assert.equal(mistakeOf(folder).what, `${folder} holds no run`);
    writeFileSync(path.join(folder, 'run.json.gz'), '');
    assert.equal(mistakeOf(folder).what, `${folder} holds run.json.gz and no run.json`);
    mkdirSync(path.join(folder, 'odd', 'run.json'), { recursive: true });
    assert.match(mistakeOf(path.join(folder, 'odd')).what, /run\.json is no regular file$/);
    assert.match(mistakeOf(path.join(folder, 'run.json.gz', 'x')).what, /goes through something that is a file/);
    assert.match(mistakeOf(path.join(folder, 'x'.repeat(300))).what, /is longer than the system allows a name$/);
    symlinkSync('circle', path.join(folder, 'circle'));
    assert.match(mistakeOf(path.join(folder, 'circle')).what, /goes through links that lead in a circle$/);
  });

  it('of runs names the newest of them, whatever their names say', (t) => {
    const folder = tempFolder(t);
    for (const [name, minute] of [
      ['peak/b', 3],
      ['peak/c', 1],
      ['other/a', 2],
    ] as const) {
      mkdirSync(path.join(folder, name), { recursive: true });
      const file = path.join(folder, name, 'run.json');
      writeFileSync(file, RECORD);
      utimesSync(file, 60 * minute, 60 * minute);
    }
    const newest = `name one of them, such as the newest, ${path.join(folder, 'peak', 'b')}`;
    for (const place of [folder, path.join(folder, 'peak')]) assert.equal(mistakeOf(place).remedy, newest);
  });
});
