import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Section } from '../../harness/model/findings/document.js';
import { renderComparison, renderFindings } from '../index.js';
import { COMPARED } from '../testing/example-comparisons.js';
import { exampleFindings } from '../testing/example-findings.js';
import { MANY_POLICIES } from '../testing/example-runs.js';
import { escapeMarkdown, MARKDOWN_LIMIT, renderMarkdown } from './markdown.js';

test('nothing in a name becomes markup, a link, a cell or a mention', () => {
  assert.equal(escapeMarkdown('a|b'), 'a\\|b');
  assert.equal(escapeMarkdown('`x`'), '\\`x\\`');
  assert.equal(escapeMarkdown('<script>'), '&lt;script&gt;');
  assert.equal(escapeMarkdown('@team'), '@<!-- -->team');
  assert.equal(escapeMarkdown('\\|'), '\\\\\\|');
  assert.equal(escapeMarkdown('&lt;'), '&amp;lt;');
  assert.equal(escapeMarkdown('[a](b) *c*'), '\\[a\\](b) \\*c\\*');
  assert.equal(
    escapeMarkdown('https://example.test www.example.test'),
    'https:<!-- -->//example.test www<!-- -->.example.test',
  );
  assert.equal(escapeMarkdown('two\n# lines'), 'two # lines');
});

test('a table row has as many cells as its title, whatever the names', () => {
  const cells = (line: string) => line.replaceAll('\\|', '').split('|').length;
  const lines = renderFindings(MANY_POLICIES, 'markdown').split('\n');
  const rules = lines.flatMap((line, index) => (/^\|[:|-]+\|$/.test(line) ? [index] : []));
  assert.ok(rules.length > 3);
  for (const rule of rules) {
    for (let index = rule; lines[index]?.startsWith('|'); index += 1) {
      assert.equal(cells(lines[index]!), cells(lines[rule - 1]!), lines[index]);
    }
  }
});

test('a comparison begins with its marker, which a name cannot close', () => {
  const hostile = { ...COMPARED, head: { ...COMPARED.head, workload: 'a --> <b> @c' } };
  const first = (text: string) => text.split('\n')[0];
  assert.equal(first(renderComparison(COMPARED, 'markdown')), '<!-- holdline:report:v1 id=peak -->');
  assert.equal(first(renderComparison(hostile, 'markdown')), '<!-- holdline:report:v1 id=a-b-c -->');
  assert.doesNotMatch(renderFindings(exampleFindings(), 'markdown'), /<!-- holdline/);
});

/** Of GitHub; whoever posts the report may add a line of their own. */
const COMMENT_LIMIT = 65_536;

const section = (title: string, length: number, level: Section['level']): Section => ({
  title,
  blocks: [{ kind: 'list', items: Array.from({ length }, (_, index) => `${title} | item ${index}`) }],
  level,
});
const render = (sections: readonly Section[]) =>
  renderMarkdown(
    {
      source: exampleFindings(),
      document: { headline: 'long', tone: 'good', sections, footer: ['end'] },
      marker: null,
    },
    {},
  );

test('a report that is too long drops details first and says so', () => {
  const text = render([
    section('kept', 10, 'report'),
    section('small', 10, 'detail'),
    section('large', 5000, 'detail'),
  ]);
  assert.ok(text.length <= MARKDOWN_LIMIT);
  assert.match(text, /kept \\\| item 9/);
  assert.match(text, /<summary>small/);
  assert.doesNotMatch(text, /large/);
  assert.match(text, /truncated/);
  assert.match(text, /<sub>end<\/sub>/);
});

test('a report that is too long without details is cut at a whole line', () => {
  const text = render([section('endless', 5000, 'report')]);
  assert.ok(text.length <= MARKDOWN_LIMIT && text.length > MARKDOWN_LIMIT - 200);
  assert.ok(text.length < COMMENT_LIMIT - 1000);
  assert.match(text, /endless \\\| item \d+\n\n_This report is truncated[^\n]*_\n$/);
});

test('a report that fits is whole', () => {
  assert.doesNotMatch(render([section('kept', 10, 'report'), section('small', 10, 'detail')]), /truncated/);
});

test('no name becomes a heading, a list, a reference, code, a table, HTML or a direction of its own', () => {
  const names: readonly (readonly [string, string])[] = [
    ['# big', '\\# big'],
    ['- [x] done', '\\- \\[x\\] done'],
    ['1. first', '1\\. first'],
    ['--- ', '\\---'],
    ['fixes #12', 'fixes #<!-- -->12'],
    ['@all', '@<!-- -->all'],
    ['a | b `c` <script>', 'a \\| b \\`c\\` &lt;script&gt;'],
    ['![x](https://e.test/a.png)', '!\\[x\\](https:<!-- -->//e.test/a.png)'],
    ['\u001b[31mred\u202eder', '\\\\x1b\\[31mred\\\\u{202e}der'],
    ['GET /orders?a=1&b=2', 'GET /orders?a=1&amp;b=2'],
    ['-5.0 %', '-5.0 %'],
  ];
  for (const [name, expected] of names) assert.equal(escapeMarkdown(name), expected);
});
