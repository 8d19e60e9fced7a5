import { CLIENT_NAMES, type ClientName, traitsOf } from '../../../harness/model/workload/clients.js';
import type { Ending } from '../../exchange.js';

/** `docs/clients.md`, made of what was seen. */

export const SENDING = CLIENT_NAMES.filter((name) => traitsOf(name).sends !== 'nothing');

/** What each client did with each odd answer, or whether it told each fact. */
export type Seen<Cell> = ReadonlyMap<string, ReadonlyMap<ClientName, Cell>>;

/** Rows that are not alike, and why not. */
const WHY: readonly { readonly rows: readonly string[]; readonly why: string }[] = [
  {
    rows: ['status 100, then 200', 'status 100, then the end'],
    why: 'undici, and fetch with it, drop a connection that answers with an unasked 100, and read no further.',
  },
  {
    rows: ['HTTP/1.0, ended by the connection', 'HTTP/1.1, ended by the connection'],
    why: 'autocannon does not take the end of a connection for the end of an answer.',
  },
  {
    rows: ['half a body, and the end', 'half a chunk, and the end', 'no last chunk, and the end'],
    why: 'aws-sdk-v2 does not hear of the end, and waits for the rest until `requestTimeout`.',
  },
  {
    rows: ['says gzip, and is none'],
    why: 'axios and fetch unpack what they are given, and the others do not look at it.',
  },
  {
    rows: [
      'a status of four digits',
      'HTTP/1.2 in the first line',
      'a length of a chunk that is none',
      'a length and chunks',
      'two lengths that agree',
      'a length that is no number',
      'lines that end with LF alone',
      'a header without a colon',
      'a blank before the colon',
      'a header folded over two lines',
      'NUL within a header',
      'a header of 20,000 bytes',
    ],
    why: 'autocannon has a parser of its own, which lets these pass; all others refuse what the parser of Node refuses.',
  },
];

/** The parser in the fetch of Node 20 and 22 lets these pass. */
export const TAKEN_BY_OLD_FETCH: readonly string[] = ['a blank before the colon', 'a header folded over two lines'];

export function cellOf(ending: Ending): string {
  return ending.kind === 'completed' ? String(ending.status) : ending.failure;
}

export function clientsPage(odd: Seen<string>, facts: Seen<boolean>): string {
  const alike = [...odd].filter(([, cells]) => isAlike(cells));
  const others = [...odd].filter(([, cells]) => !isAlike(cells));
  return [
    INTRODUCTION,
    table(
      ['answer', 'every client'],
      alike.map(([row, cells]) => [row, code([...cells.values()][0]!)]),
    ),
    NOT_ALIKE,
    table(
      ['answer', ...SENDING],
      others.map(([row, cells]) => [row, ...SENDING.map((name) => code(cells.get(name)!))]),
    ),
    reasons(others.map(([row]) => row)),
    WHAT_CLIENTS_TELL,
    table(
      ['fact', ...SENDING],
      [...facts].map(([row, cells]) => [row, ...SENDING.map((name) => yesNo(cells.get(name)!))]),
    ),
    AFTERWARDS,
  ].join('\n\n');
}

function isAlike(cells: ReadonlyMap<ClientName, string>): boolean {
  return new Set(cells.values()).size === 1;
}

/** Every row has its reason, and every reason its row. */
function reasons(rows: readonly string[]): string {
  const told = WHY.flatMap((one) => one.rows);
  const [without, idle] = [rows.filter((row) => !told.includes(row)), told.filter((row) => !rows.includes(row))];
  if (without.length + idle.length > 0) throw new Error(`not alike: ${without.join('; ')}; alike: ${idle.join('; ')}`);
  return [...WHY.map(({ why }) => `- ${why}`), OLD_FETCH].join('\n');
}

const code = (cell: string) => `\`${cell}\``;
const yesNo = (cell: boolean) => (cell ? 'yes' : 'no');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const INTRODUCTION = `# Clients: what each does with an odd answer, and what it can tell

This page is made by a test that sends real requests through every client, on Node 20, 22, 24 and 26
(\`workers/clients/clients-page.test.ts\`). A number is the status of a good answer; a word is the kind of failure.

The same bytes are the same failure, or none, for every client. Two rules go beyond what some libraries say:

- Bytes behind a whole answer, in the same breath, belong to no request: the next request on that connection would read them as
  its answer. That is \`protocol\` (\`UNASKED_BYTES\`), also where the library takes the answer and closes the connection.
  A body of 204 or 304 is such bytes.
- A status below 100 is none (\`NO_STATUS\`), and 101 is a switch of protocols that nobody asked for (\`UNASKED_SWITCH\`): both are
  \`protocol\`, whatever the library makes of them.`;

const NOT_ALIKE = '## Where the clients differ';

const OLD_FETCH =
  '- The fetch of Node 20 and 22 has an older parser, which lets a blank before the colon and a folded header pass.';

const WHAT_CLIENTS_TELL = `## What each client can tell

What a client cannot tell stands as nothing in the record (no hint, no connection that ended), and no cause is drawn from it.`;

const AFTERWARDS = `autocannon is driven by itself, and only its connections are watched. So there are no beginnings of bodies, no
hints, no versions and no ends of connections; where a cause would need them, the report says what is known and what
would tell. An axios, undici or SDK of your own is watched in the same way as ours.
`;
