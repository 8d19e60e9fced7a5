import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { analyse } from '../../analysis/run/findings.js';
import { fileOf, JOURNAL, mistakeOf, RECORD } from '../../testing/damaged-records.js';
import { readRun } from './read.js';

describe('journals', () => {
  const lines = JOURNAL.split('\n');
  const journalOf = (t: TestContext, changedLines: readonly string[]) =>
    readRun(path.dirname(fileOf(t, changedLines.join('\n'), 'journal.jsonl')));

  it('lose the lines that are damaged, and no other', (t) => {
    const foreign = lines[8]!.replace('"policy":"cold"', '"policy":"ghost"');
    const damage: readonly (readonly [string, readonly string[], number, number])[] = [
      ['nothing', lines, 6, 0],
      ['zeros where a line was to be', [...lines.slice(0, 9), '\0'.repeat(64), ...lines.slice(9)], 6, 1],
      ['half a line in the middle', [...lines.slice(0, 9), lines[9]!.slice(0, 100), ...lines.slice(10)], 5, 1],
      ['a slot of an unknown arm', [...lines.slice(0, 8), foreign, ...lines.slice(9)], 5, 1],
      ['a slot twice', [...lines.slice(0, 9), lines[8]!, ...lines.slice(9)], 6, 1],
      ['another run behind it', [...lines.slice(0, 13), ...lines.slice(0, 8), ''], 6, 8],
      ['an unknown kind, and a list', [...lines.slice(0, 9), '{"kind":"x"}', '[]', ...lines.slice(9)], 6, 2],
      ['its last line break', lines.slice(0, 13), 6, 0],
      ['something before it', ['', 'junk', ...lines], 6, 1],
    ];
    for (const [name, changedLines, slots, skipped] of damage) {
      const run = journalOf(t, changedLines);
      assert.deepEqual([run.slots.length, run.skippedLines ?? 0], [slots, skipped], name);
      assert.deepEqual(run.outcome, { kind: 'interrupted' });
    }
  });

  it('say in the findings how many lines were skipped', (t) => {
    const doubts = (changedLines: readonly string[]) =>
      analyse(journalOf(t, changedLines)).doubts.filter(({ code }) => code === 'skipped-lines');
    assert.deepEqual(doubts(lines), []);
    assert.deepEqual(
      doubts([...lines.slice(0, 9), 'x', 'y', ...lines.slice(9)]).map(({ figures }) => figures),
      [{ lines: 2 }],
    );
  });

  it('cannot do without the line that has the plan', (t) => {
    for (const first of ['', lines[0]!.slice(0, 200), lines[0]!.replace('"seed":3', '"seed":"x"')]) {
      const file = fileOf(t, [first, ...lines.slice(1)].join('\n'), 'journal.jsonl');
      assert.match(
        mistakeOf(file).what,
        /journal\.jsonl (cannot be read: the line that begins|is damaged: plan\.workload)/,
      );
    }
    const later = fileOf(
      t,
      lines.join('\n').replace('"kind":"begin"', '"kind":"begin","schemaVersion":7'),
      'journal.jsonl',
    );
    assert.match(mistakeOf(later).what, /was recorded by holdline 0\.1\.0, in schema 7/);
  });

  it('are read as what they hold, where the schema is not written down', (t) => {
    const { plan, slots, startedAt, environment } = readRun(fileOf(t, RECORD));
    const begin = JSON.stringify({ kind: 'begin', startedAt, plan, environment });
    const written = slots.map((slot) => JSON.stringify({ kind: 'slot', slot }));
    const run = journalOf(t, [begin, ...written, '\0'.repeat(64), '']);
    assert.deepEqual([run.slots, run.skippedLines], [slots, 1]);
  });

  it('are read under any name', (t) => assert.equal(readRun(fileOf(t, JOURNAL, 'kept.txt')).slots.length, 6));
});
