import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draws } from '../../testing/whole.js';
import { type CsvRecord, readCsv } from './csv.js';

function recordsOf(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  const flaw = readCsv(text, (record) => records.push(record));
  return flaw === null ? records : assert.fail(flaw.wrong);
}

function valuesOf(text: string): readonly (readonly string[])[] {
  return recordsOf(text).map(({ values }) => values);
}

function flawOf(text: string): string {
  const flaw = readCsv(text, () => {});
  return flaw === null ? assert.fail('nothing was found wrong') : `${flaw.line} ${flaw.wrong}`;
}

test('lines end in CRLF or LF, and the last one as it likes', () => {
  for (const text of ['a,b\n1,2', 'a,b\n1,2\n', 'a,b\r\n1,2\r\n']) {
    assert.deepEqual(valuesOf(text), [
      ['a', 'b'],
      ['1', '2'],
    ]);
  }
  assert.deepEqual(valuesOf(''), []);
});

test('values may be empty, and blanks belong to them', () => {
  assert.deepEqual(valuesOf(',\n a ,""\n1,'), [
    ['', ''],
    [' a ', ''],
    ['1', ''],
  ]);
});

test('an empty line is no record, wherever it stands, and an empty value in quotes is one', () => {
  assert.deepEqual(valuesOf('a\n\nb\r\n\r\n\n'), [['a'], ['b']]);
  assert.deepEqual(valuesOf('\n\na\n""\n'), [['a'], ['']]);
  assert.deepEqual(
    recordsOf('a\n\n\nb\n').map(({ line }) => line),
    [1, 4],
  );
});

test('a quoted value may hold commas, quotes and lines', () => {
  assert.deepEqual(valuesOf('"a,b","say ""hi""","x\r\ny"\n"",""""'), [
    ['a,b', 'say "hi"', 'x\r\ny'],
    ['', '"'],
  ]);
});

test('a record knows its line, after lines within values too', () => {
  const lines = recordsOf('a\n"1\n2\n3"\nb\n').map(({ line }) => line);
  assert.deepEqual(lines, [1, 2, 5]);
});

test('what is no CSV has its line', () => {
  assert.equal(flawOf('a\n"b\nc'), '2 a quote is never closed');
  assert.equal(flawOf('a\n"b"c'), '2 something follows the quote that ends a value');
  assert.equal(flawOf('a\n"b\n",c"d'), '3 a value has a quote within it, and does not begin with one');
  assert.equal(flawOf('a\rb'), '1 a line ends in a carriage return without a line feed');
});

/** Enough for what grows with their square to take for ever. */
const MANY = draws(100_000, 1_000_000);

test(`megabytes in one quoted value, and in ${MANY} records`, () => {
  const long = 'x""'.repeat(3 * MANY);
  assert.equal(valuesOf(`"${long}"`)[0]![0]!.length, 6 * MANY);
  let records = 0;
  const flaw = readCsv('order-17,4\n'.repeat(MANY), ({ values }) => {
    if (values.length === 2) records += 1;
  });
  assert.deepEqual([flaw, records], [null, MANY]);
});
