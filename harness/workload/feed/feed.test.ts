/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: a workload's own placeholder. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { columnOf, type FeedRows } from '../../model/workload/feed.js';
import { folder, HEAD, told, workloadOf } from '../../testing/workload-files.js';
import { feedRows } from './feed.js';

let feeds = 0;
function feedWith(text: string | Uint8Array): string {
  feeds += 1;
  const name = `feed-${feeds}.csv`;
  writeFileSync(join(folder, name), text);
  return name;
}

const ORDERS = feedWith('sku,note\nA1,secret-note\nB2,"two\r\nlines"\n');
const using = (template: string, feed: string | null = ORDERS, client = 'socket') =>
  `${HEAD}client: ${client}\n${feed === null ? '' : `feed: ${feed}\n`}requests:\n  - { get: "/${template}" }\n`;

function valuesOf(rows: FeedRows): readonly (readonly string[])[] {
  const readers = rows.columns.map((name) => columnOf(rows, name)!);
  return Array.from({ length: rows.rows }, (_, row) => readers.map((valueAt) => valueAt(row)));
}

describe('a feed', () => {
  it('stands in the workload by its content, and its rows apart', () => {
    const workload = workloadOf(using('{{sku}}'));
    const sha256 = createHash('sha256').update('sku,note\nA1,secret-note\nB2,"two\r\nlines"\n').digest('hex');
    assert.deepEqual(workload.feed, { file: join(folder, ORDERS), sha256, rows: 2 });
    // The name of the folder is drawn, and may hold whatever is looked for.
    assert.doesNotMatch(JSON.stringify(workload).replaceAll(folder, ''), /secret-note|A1/);
    assert.deepEqual(valuesOf(feedRows(workload.feed!)), [
      ['A1', 'secret-note'],
      ['B2', 'two\r\nlines'],
    ]);
    assert.ok(!('feed' in workloadOf(HEAD)));
  });

  it('that changes after it was read is what was read, or refused', () => {
    const name = feedWith('sku\n1\n');
    const { feed } = workloadOf(using('{{sku}}', name));
    writeFileSync(join(folder, name), 'sku\n2\n');
    assert.deepEqual(valuesOf(feedRows(feed!)), [['1']]);
    assert.throws(() => feedRows({ ...feed! }), /is another file than the one that the plan was made with/);
  });

  const unreadable: readonly (readonly [text: string | Uint8Array, mistake: string])[] = [
    ['sku\n', 'FILE has no rows | write the names of the columns, and below them at least one row'],
    ['', 'FILE has no rows | write the names of the columns, and below them at least one row'],
    ['sku\n"1', 'FILE, line 2: a quote is never closed | write values as RFC 4180 has them: "a ""b"""'],
    ['sku,note\nA1,x\nhush\n', 'FILE, line 3: the row has 1 of 2 values | write one value for each column'],
    ['sku,\n1,2', 'FILE, line 1: column 2 has no name | give each column a name of its own'],
    ['sku,sku\n1,2', 'FILE, line 1: two columns are called sku | give each column a name of its own'],
    [
      'sku,n\n1,2',
      'FILE, line 1: a column is called n, and {{n}} has a meaning of its own | give each column a name of its own',
    ],
    [Buffer.from([0x61, 0x0a, 0xff]), 'FILE is not a text file | a feed is CSV in UTF-8'],
    [Buffer.alloc(10_000_001, 'a'), 'FILE is 10.0 MB long | a feed has at most 10 MB: keep fewer rows'],
  ];
  for (const [text, mistake] of unreadable) {
    it(`is refused: ${mistake}`, () => {
      const name = feedWith(text);
      assert.deepEqual(told(using('{{sku}}', name)), [`6:7 ${mistake.replace('FILE', join(folder, name))}`]);
    });
  }

  it('whose name is wrong is the only mistake', () => {
    assert.deepEqual(told(using('{{sku}}', '7')), ['6:7 `feed` is 7, which is not a text | put it in quotes']);
    assert.deepEqual(told(using('{{sku}}', '"${env.FEED}"')), [
      '6:7 the environment has no variable FEED | set it before the run: FEED=...',
    ]);
  });

  it('has names of columns without the blanks around them, and no rows for empty lines', () => {
    const { feed } = workloadOf(using('{{note}}', feedWith('sku , note\n\n1, a\n\n2,b\n\n')));
    assert.equal(feed?.rows, 2);
    assert.deepEqual(valuesOf(feedRows(feed!)), [
      ['1', ' a'],
      ['2', 'b'],
    ]);
  });

  it('that is not there is named', () => {
    const remedy = 'name a CSV file relative to this one, or with its whole path';
    assert.deepEqual(told(using('{{sku}}', 'no.csv')), [`6:7 there is no file ${join(folder, 'no.csv')} | ${remedy}`]);
  });

  it('that no request uses is refused', () => {
    const remedy = 'write {{sku}} in a path, a header or a body';
    assert.deepEqual(told(using('{{n}}')), [`6:1 no request uses the feed | ${remedy}`]);
  });
});

describe('a template', () => {
  const known = 'known are {{n}}, {{uuid}}, {{sku}}, {{note}}';

  it('names a column that is there', () => {
    assert.deepEqual(told(using('{{suk}}')), [
      `8:12 {{suk}} is no column of the feed | did you mean {{sku}}? ${known}`,
    ]);
    assert.deepEqual(told(using('{{sku}}/{{quantity}}')), [`8:12 {{quantity}} is no column of the feed | ${known}`]);
    assert.deepEqual(told(using('{{sku}}', null)), [
      '7:12 {{sku}} needs a feed | write {{n}} or {{uuid}}, or add feed: FILE.csv',
    ]);
    assert.deepEqual(told(using('{{the+sku}}{{sku}}')), [
      '8:12 {{the+sku}} holds no name | names have letters, digits, dashes, dots and underscores',
    ]);
  });

  it('is found in headers, bodies and JSON, keys included', () => {
    const requests = [
      '  - { get: "/{{sku}}", headers: { x-a: "{{a}}" } }',
      '  - { post: /p, body: "{{b}}" }',
      '  - { post: /q, json: { list: ["{{c}}"], "{{d}}": 1 } }',
    ].join('\n');
    const places = told(`${HEAD}client: socket\nfeed: ${ORDERS}\nrequests:\n${requests}\n`).map(
      (line) => line.split(' is ')[0],
    );
    assert.deepEqual(places, ['8:40 {{a}}', '9:23 {{b}}', '10:32 {{c}}', '10:51 {{d}}']);
  });

  it('in a header needs values that a header can hold', () => {
    const text = `${HEAD}client: socket\nfeed: ${ORDERS}\nrequests:\n  - { get: /, headers: { x-note: "{{note}}" } }\n`;
    const what = `{{note}} has a character that a header cannot hold, in the row at line 3 of ${join(folder, ORDERS)}`;
    assert.deepEqual(told(text), [`8:34 ${what} | remove line breaks, control characters and letters beyond Latin-1`]);
  });

  it('never comes from the environment', () => {
    const text = using('{{sku}}?k=${env.KEY}');
    assert.deepEqual(told(text, { env: { KEY: '{{hush}}' } }), [
      '8:12 a variable of the environment holds a template, which would be filled in | write templates in the workload only',
    ]);
  });

  it('in a header is Latin-1 in every row', () => {
    const name = feedWith('name\nZoë\nKovář\n');
    const text = `${HEAD}client: axios\nfeed: ${name}\nrequests:\n  - { get: /, headers: { x-name: "{{name}}" } }\n`;
    const what = `{{name}} has a character that a header cannot hold, in the row at line 3 of ${join(folder, name)}`;
    assert.deepEqual(told(text), [`8:34 ${what} | remove line breaks, control characters and letters beyond Latin-1`]);
  });

  it('is filled by every client', () => {
    for (const client of ['node-http', 'agentkeepalive', 'axios', 'undici', 'fetch']) {
      assert.equal(workloadOf(using('{{sku}}', ORDERS, client)).requests[0]!.path, '/{{sku}}');
    }
  });

  it('needs no feed for a number and a UUID', () => {
    assert.equal(workloadOf(using('{{n}}/{{uuid}}', null)).requests[0]!.path, '/{{n}}/{{uuid}}');
  });
});
