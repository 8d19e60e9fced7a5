import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportDocument } from '../../harness/model/findings/document.js';
import { seededRandom } from '../../harness/model/random.js';
import { renderFindings } from '../index.js';
import { exampleFindings } from '../testing/example-findings.js';
import { MANY_POLICIES } from '../testing/example-runs.js';
import { renderText, TEXT_WIDTH } from './text.js';
import { wrap } from './text-table.js';

const random = seededRandom(11);
const upTo = (most: number) => Math.floor(random() * (most + 1));
const word = () => 'x'.repeat(1 + upTo(random() < 0.05 ? 120 : 14));
const phrase = () =>
  Array.from({ length: 1 + upTo(5) }, () => (random() < 0.2 ? `(${word()} ${word()})` : word())).join(' ');
const several = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + upTo(most) }, make);

function randomDocument(): ReportDocument {
  const columns = several(9, () => ({ title: phrase(), align: random() < 0.5 ? 'left' : 'right' }) as const);
  const rows = several(4, () => columns.map(phrase));
  const blocks = [
    { kind: 'paragraph', text: phrase().repeat(4) },
    { kind: 'list', items: several(3, phrase) },
    { kind: 'table', columns, rows },
  ] as const;
  const sections = [{ title: phrase(), blocks, level: 'summary' as const }];
  return { headline: phrase(), tone: 'good', sections, footer: several(3, phrase) };
}

const render = (document: ReportDocument, color = false, width?: number) =>
  renderText({ source: exampleFindings(), document, marker: null }, width === undefined ? { color } : { color, width });
const letters = (text: string) => [...text].filter((character) => character === 'x').length;

for (const width of [undefined, 20, 60, 132, 160]) {
  const most = width ?? TEXT_WIDTH;
  test(`no line is wider than ${most} columns, whatever the document`, () => {
    for (let round = 0; round < 100; round += 1) {
      const lines = render(randomDocument(), false, width).split('\n');
      const widest = Math.max(...lines.map((line) => [...line].length));
      assert.ok(widest <= most, `round ${round} has a line of ${widest}`);
    }
  });
}

test('below 72 columns no word is broken that a line has room for', () => {
  const columns = ['', 'keep-alive-with-sixty-four', 'requests/s', 'handshakes/s, full', 'connections', 'why'];
  const row = ['src/prices.js:41', '1,000 (900 to 1,100)', '2,000', '19 of them', '12', 'its Agent has no keepAlive'];
  const table = {
    kind: 'table',
    columns: columns.map((title) => ({ title, align: 'left' }) as const),
    rows: [row],
  } as const;
  const blocks = [table, { kind: 'list', items: [row.join(' ')] } as const];
  const sections = [{ title: row.join(' '), blocks, level: 'summary' as const }];
  const told = new Set([...columns, ...row].flatMap((text) => text.split(' ')));
  for (const width of [32, 40, 59, 71]) {
    const printed = render({ headline: row.join(' '), tone: 'good', sections, footer: [] }, false, width).split(/\s+/);
    const broken = printed.filter((one) => !/^[-=]*$/.test(one) && !told.has(one) && !told.has(one.replace(/:$/, '')));
    assert.deepEqual(broken, [], `${width}`);
  }
});

test('a wide terminal is used: tables to its width, prose to 120 columns', () => {
  const widest = (width: number) =>
    Math.max(
      ...renderFindings(MANY_POLICIES, 'text', { width })
        .split('\n')
        .map((line) => line.length),
    );
  assert.ok(widest(160) > 120 && widest(160) <= 160, `${widest(160)}`);
  const sections = [
    { title: null, blocks: [{ kind: 'paragraph', text: 'word '.repeat(99) } as const], level: 'summary' as const },
  ];
  const prose = render({ headline: '', tone: 'good', sections, footer: [] }, false, 160);
  assert.equal(Math.max(...prose.split('\n').map((line) => line.length)), 119);
});

test('wrapping loses nothing of a table that fits', () => {
  const cell = 'x'.repeat(200);
  const columns = [{ title: 'a', align: 'left' } as const, { title: 'b', align: 'right' } as const];
  const sections = [
    { title: null, blocks: [{ kind: 'table', columns, rows: [[cell, 'one']] } as const], level: 'summary' as const },
  ];
  assert.equal(letters(render({ headline: '', tone: 'good', sections, footer: [] })), 200);
});

test('a table of too many columns becomes records', () => {
  const columns = Array.from({ length: 12 }, (_, index) => ({ title: `column ${index}`, align: 'left' }) as const);
  const rows = [columns.map((_, index) => `value number ${index}`)];
  const sections = [{ title: null, blocks: [{ kind: 'table', columns, rows } as const], level: 'summary' as const }];
  assert.match(render({ headline: '', tone: 'good', sections, footer: [] }), /^ {2}column 11: value number 11$/m);
});

test('colour only when asked for, and only in the headline', () => {
  const document: ReportDocument = { headline: 'fine', tone: 'good', sections: [], footer: ['end'] };
  assert.equal(render(document), 'fine\n\nend\n');
  assert.equal(render(document, true), '\u001b[32mfine\u001b[0m\n\nend\n');
});

test('control characters in names do not reach the terminal', () => {
  const document: ReportDocument = { headline: 'a\u001b[2Jb\nc', tone: 'bad', sections: [], footer: [] };
  assert.equal(render(document), 'a\\x1b[2Jb c\n');
  const turned: ReportDocument = { ...document, headline: 'a\u202eb\u2028c\u009bd' };
  assert.equal(render(turned), 'a\\u{202e}b c\\x9bd\n');
});

test('intervals stay in one piece', () => {
  const text = renderFindings(exampleFindings(), 'text');
  assert.match(text, /\(800 to 880\)/);
  assert.match(renderFindings(MANY_POLICIES, 'text'), /a\|b `c` @team <b>/);
});

test('a number and its unit stay in one piece', () => {
  const lines = wrap('busy for 50 % of 12 ms (95 %: 9 to 14), 240 MB kept', 9);
  assert.deepEqual(lines, ['busy for', '50 % of', '12 ms (95', '%: 9 to', '14),', '240 MB', 'kept']);
});

test('brief is the summary: no details, no explanations, still the verdict', () => {
  const whole = renderFindings(exampleFindings(), 'text');
  const brief = renderFindings(exampleFindings(), 'text', { brief: true });
  assert.equal(brief.split('\n')[0], whole.split('\n')[0]);
  for (const title of ['At peak', 'Trust: high', 'Gates']) assert.match(brief, new RegExp(`^${title}`, 'm'));
  for (const title of ['What was asked', 'What was measured', 'Notes', 'Ceilings']) {
    assert.match(whole, new RegExp(`^${title}`, 'm'));
    assert.doesNotMatch(brief, new RegExp(`^${title}`, 'm'));
  }
  assert.ok(brief.split('\n').length <= 50, `${brief.split('\n').length} lines`);
});
