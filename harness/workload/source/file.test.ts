import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { wholeOnly } from '../../testing/whole.js';
import { fileWith, folder, HEAD, mistakesAt, told, workloadOf } from '../../testing/workload-files.js';

describe('files that are no workload get one clear line', () => {
  it('missing, with the nearest name', () => {
    const path = fileWith(HEAD);
    const [only, ...rest] = mistakesAt(path.replace('file-', 'flie-'));
    assert.deepEqual(rest, []);
    assert.equal(only?.what, `there is no file ${path.replace('file-', 'flie-')}`);
    assert.match(only?.remedy ?? '', /^did you mean .*file-\d+\.yaml\?$/);
    assert.deepEqual(
      mistakesAt(join(folder, 'no-such-folder', 'a.yaml')).map(({ remedy }) => remedy),
      ['name a workload file, such as workloads/peak.yaml'],
    );
  });

  it('a directory', () => {
    const path = join(folder, 'directory');
    mkdirSync(path, { recursive: true });
    assert.deepEqual(mistakesAt(path), [{ what: `${path} is a directory`, remedy: 'name a file in it', where: null }]);
  });

  it('10 MB', () => {
    const path = fileWith(new Uint8Array(10 * 1024 * 1024).fill(0x61));
    assert.deepEqual(
      mistakesAt(path).map(({ what }) => what),
      [`${path} is 10.0 MiB long`],
    );
  });

  it('not UTF-8, or binary', () => {
    for (const bytes of [Uint8Array.of(0x6e, 0xff, 0xfe), Uint8Array.of(0x61, 0, 0x62)]) {
      const path = fileWith(bytes);
      assert.deepEqual(mistakesAt(path), [
        { what: `${path} is not a text file`, remedy: 'a workload is YAML in UTF-8', where: null },
      ]);
    }
  });

  it('packed, or UTF-16 with a byte order mark', () => {
    const packed = fileWith(Uint8Array.of(0x1f, 0x8b, 8, 0));
    assert.deepEqual(mistakesAt(packed), [
      { what: `${packed} is packed with gzip`, remedy: 'unpack it with gunzip first', where: null },
    ]);
    assert.equal(workloadOf(Buffer.from(`\ufeff${HEAD}`, 'utf16le')).name, 'x');
  });

  const unreadable: readonly (readonly [string, string, string])[] = [
    ['empty', '', '1:1 the file is empty'],
    ['only comments', '# nothing\n\n# here\n', '1:1 the file is empty'],
    ['a list', '- a\n- b\n', '1:1 the file is not a mapping of keys to values'],
    ['a word', 'peak', '1:1 the file is not a mapping of keys to values'],
    ['several documents', `${HEAD}---\n${HEAD}`, '5:1 the file holds more than one YAML document'],
    ['an alias without an anchor', 'name: x\npeak: *rate\n', '2:7 the alias *rate has no anchor before it'],
    ['an alias in itself', 'name: &a\n  b: *a\n', '2:6 the alias *a contains itself'],
    ['too deep', '['.repeat(30_000), 'the file is nested too deeply'],
    ['a bad tag', 'name: !!js/function x\n', '1:7 this is not YAML: Unresolved tag'],
    ['a tab', 'target:\n\tembedded: {}\n', '2:1 this is not YAML: Tabs are not allowed'],
    ['an open bracket', 'name: x\nload: [1\npeak: 3/s\n', '3:1 this is not YAML: Flow sequence'],
  ];
  for (const [name, text, expected] of unreadable) {
    it(name, () => {
      const lines = told(text);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.ok(lines[0]!.includes(expected), lines[0]);
    });
  }

  it('an alias bomb, quickly', () => {
    const rows = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [index, key] of [...'bcdefghi'].entries()) {
      const before = 'abcdefgh'[index];
      rows.push(`${key}: &${key} [${Array(9).fill(`*${before}`).join(', ')}]`);
    }
    const startedAt = process.cpuUsage();
    assert.deepEqual(told(rows.join('\n')), ['2:8 the aliases of the file expand to too much | write the values out']);
    assert.ok(process.cpuUsage(startedAt).user < 2_000_000);
  });

  // Of ten thousand, what compares each with every other would take half a minute.
  it('an eighth of a mebibyte of keys, in seconds', { skip: wholeOnly }, () => {
    const startedAt = process.cpuUsage();
    const lines = told(Array.from({ length: 10_000 }, (_, index) => `key${index}: 1`).join('\n'));
    assert.equal(lines.length, 101);
    assert.equal(lines.at(-1), '- and 9904 mistakes more | is this a workload?');
    assert.ok(process.cpuUsage(startedAt).user < 5_000_000);
  });
});
