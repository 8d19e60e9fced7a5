import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleRun } from '../../testing/example-run.js';
import { liveLines } from './live-lines.js';
import { createProgress } from './progress.js';
import type { Screen } from './screen.js';

const { slots } = exampleRun();
const slot = { kind: 'slot', slot: slots[0]! } as const;
const arm = slots[0]!.arm;

function shown(screen: Screen, quiet = false) {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const progress = createProgress({ totalMs: 90_000, arms: [arm], blocks: 12, quiet, write, screen: () => screen });
  progress.step({ text: 'block 1', durationMs: 1000 });
  progress.kept(slot);
  progress.step({ text: 'block 2', durationMs: 1000 });
  const last = terminal(text);
  progress.end();
  return { text, last, end: terminal(text) };
}

const ESCAPE = '\u001b';
const PARTS = new RegExp(`${ESCAPE}\\[\\d*[AJ]|[^${ESCAPE}]`, 'g');

/** What stands on a terminal after a text: it understands what is written here, and nothing else. */
function terminal(text: string): readonly string[] {
  const lines = [''];
  let [row, column] = [0, 0];
  for (const part of text.match(PARTS) ?? []) {
    if (part.endsWith('A') && part.startsWith(ESCAPE)) row -= Number(part.slice(2, -1));
    else if (part === `${ESCAPE}[J`) lines.splice(row, lines.length, lines[row]!.slice(0, column));
    else if (part === '\r') column = 0;
    else if (part === '\n') {
      row += 1;
      column = 0;
      lines[row] ??= '';
    } else {
      lines[row] = lines[row]!.slice(0, column) + part;
      column += 1;
    }
    assert.ok(row >= 0, 'above what was drawn');
  }
  return lines;
}

test('a terminal shows one area: how far it is, and what each policy has come to', () => {
  const { text, last, end } = shown({ color: true, width: 80, redraws: true });
  assert.match(last[0]!, /^[█░]{12} 1 of 12 blocks, 1 min \d+ s left: block 2$/);
  assert.match(last[1]!, /^so far +requests +failed +connections per +CPU per request +p50 +p99$/);
  assert.match(last.at(-1)!, new RegExp(`^${arm} +400 +0 +[\\d.]+ +[\\d.,]+ [mµ]s +[\\d.]+ ms +[\\d.]+ ms$`));
  assert.deepEqual(end, [''], 'nothing of it is left');
  assert.ok(!text.includes(`${ESCAPE}[?25l`), 'the cursor is never hidden');
});

test('in the usual 80 columns no value is parted from its unit', () => {
  const figures = ['keep-alive', 'cold'].map((arm) => ({
    ...{
      arm,
      requests: 123_456,
      failures: 1234,
      connectionsPerRequest: 0.036,
      cpuUsPerRequest: 739,
      p50Ms: 8,
      p99Ms: 1234,
    },
  }));
  const state = { text: 'block 2', elapsedMs: 1000, leftMs: 1000, blocks: { done: 1, planned: 2 }, figures };
  const lines = liveLines(state, 80);
  assert.match(lines.at(-1)!, /^cold +123,456 +1,234 +[\d.]+ +739 µs +8(\.00)? ms +[\d,.]+ m?s$/);
  assert.match(lines.at(-2)!, /^keep-alive .*s$/);
  assert.ok(lines.every((line) => line.length < 80));
});

test('lines fit into a narrow terminal, which would break them otherwise', () => {
  for (const width of [20, 40, 60]) {
    const { last } = shown({ color: true, width, redraws: true });
    assert.ok(
      last.every((line) => line.length < width),
      last.join('\n'),
    );
  }
});

test('elsewhere a step is a line, without control bytes', () => {
  const { text } = shown({ color: false, width: 80, redraws: false });
  assert.match(text, /^block 1, 1 min 30 s left\nblock 2, 1 min \d+ s left\n$/);
});

test('quiet is nothing at all', () => {
  assert.equal(shown({ color: true, width: 80, redraws: true }, true).text, '');
});
