import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../harness/model/random.js';
import { draws } from '../../../harness/testing/whole.js';
import { mutateResponse } from './testing/mutate-response.js';
import { nodeOutcomeOf } from './testing/node-parser.js';
import { RESPONSES } from './testing/response-corpus.js';
import { type Outcome, outcomeOf } from './testing/response-outcome.js';

const MUTATED = draws(12_000, 150_000);
const SPLIT_EVERYWHERE = draws(600, 3000);

function quoted(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1'));
}

function everyByte(bytes: Buffer): number[] {
  return Array.from(bytes.keys()).slice(1);
}

function checkSplits(bytes: Buffer, isHead: boolean): void {
  const whole = outcomeOf(bytes, [], isHead);
  assert.deepEqual(outcomeOf(bytes, everyByte(bytes), isHead), whole, `byte by byte: ${quoted(bytes)}`);
  for (const cut of everyByte(bytes)) {
    assert.deepEqual(outcomeOf(bytes, [cut], isHead), whole, `cut at ${cut}: ${quoted(bytes)}`);
  }
}

interface Difference {
  readonly why: string;
  explains(text: string, ours: Outcome, node: Outcome, isHead: boolean): boolean;
}

/** Where the two may differ, and why; every other difference is a mistake. */
const DIFFERENCES: readonly Difference[] = [
  {
    why: 'llhttp judges a HEAD response without a length before it knows that no body follows; ours is reused',
    explains: (_text, ours, node, isHead) =>
      isHead && ours.keepsAlive && !node.keepsAlive && ours.status === node.status,
  },
  {
    why: 'a length over 2^53 is refused at once, not read for centuries',
    explains: (text, ours) => ours.kind === 'failed' && /[0-9a-f]{14}/i.test(text),
  },
  {
    why: 'llhttp waits for RTSP or ICE; only HTTP is spoken here',
    explains: (text, ours) => ours.kind === 'failed' && /(^|\r\n\r\n)[\r\n]*[RI]/.test(text),
  },
  {
    why: 'a tab after a length, close or keep-alive is white space to the standard and to later versions of llhttp',
    explains: (text) => /(content-length:[ \t]*\d+ *|connection:[^\r\n]*)\t/i.test(text),
  },
  {
    why: 'a coding without a name is refused, as later versions of llhttp refuse it',
    explains: (text, ours) => ours.kind === 'failed' && /transfer-encoding:[ \t]*\r\n/i.test(text),
  },
  {
    why: 'a status line that ends in two carriage returns is refused, as later versions of llhttp refuse it',
    explains: (text, ours) => ours.kind === 'failed' && /HTTP\/\d\.\d \d{3}[^\r\n]*\r\r/.test(text),
  },
];

function compare(bytes: Buffer, isHead: boolean, cuts: readonly number[] = []): Outcome['kind'] {
  const ours = outcomeOf(bytes, cuts, isHead);
  const node = nodeOutcomeOf(bytes, isHead);
  const same =
    ours.kind === node.kind &&
    ours.status === node.status &&
    ours.bodyBytes === node.bodyBytes &&
    ours.keepsAlive === node.keepsAlive &&
    ours.keepAliveHintS === node.keepAliveHintS;
  const text = bytes.toString('latin1');
  if (!same && !DIFFERENCES.some((difference) => difference.explains(text, ours, node, isHead))) {
    assert.deepEqual(ours, node, `${isHead ? 'HEAD' : 'GET'}, cut at ${cuts}: ${quoted(bytes)}`);
  }
  return ours.kind;
}

test('a response that is split at any byte gives the same result', () => {
  for (const bytes of RESPONSES) {
    checkSplits(bytes, false);
    checkSplits(bytes, true);
  }
});

test('a broken response that is split at any byte gives the same result', () => {
  const random = seededRandom(11);
  for (let n = 0; n < SPLIT_EVERYWHERE; n += 1) checkSplits(mutateResponse(RESPONSES, random), random() < 0.1);
});

test('every known response ends as it does in Node', () => {
  for (const bytes of RESPONSES) {
    compare(bytes, false);
    compare(bytes, true);
  }
});

test(`${MUTATED} mutated responses end as they do in Node, wherever they are split`, () => {
  const random = seededRandom(7);
  const ends = { complete: 0, failed: 0, ended: 0 };
  for (let n = 0; n < MUTATED; n += 1) {
    const bytes = mutateResponse(RESPONSES, random);
    const cuts = [random(), random()].map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b);
    ends[compare(bytes, random() < 0.1, cuts)] += 1;
  }
  // A corpus of which everything fails would agree about nothing.
  for (const [end, count] of Object.entries(ends)) assert.ok(count > MUTATED / 20, `${count} ${end}`);
});

test('the limit on headers is the one of Node, to the byte', () => {
  const limit = 16 * 1024;
  const sized = (bytes: number): readonly string[] => [
    `HTTP/1.1 200 ${'r'.repeat(bytes - 15)}\r\nContent-Length: 0\r\n\r\n`,
    `HTTP/1.1 200 OK\r\n${'n'.repeat(bytes - 2)}:\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nX:${'v'.repeat(bytes - 3)}\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nX:   ${'v'.repeat(bytes - 4)} \r\n\r\n`,
    `HTTP/1.1 200 OK\r\nX: ${'v'.repeat(limit / 2)}\r\nY: ${'v'.repeat(bytes - limit / 2 - 4)}\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nConnection: ${'v'.repeat(bytes - 12)}\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ${'v'.repeat(bytes - 1)}\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'e'.repeat(bytes)}\r\nx\r\n0\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;e="${'e'.repeat(bytes - 3)}"\r\nx\r\n0\r\n\r\n`,
  ];
  const kinds = [limit - 2, limit - 1, limit, limit + 1].map((bytes) =>
    sized(bytes).map((text) => compare(Buffer.from(text, 'latin1'), false, [text.length >> 1])),
  );
  assert.ok(
    kinds[0]!.every((kind) => kind === 'complete'),
    kinds[0]!.join(),
  );
  assert.ok(
    kinds[3]!.every((kind) => kind === 'failed'),
    kinds[3]!.join(),
  );
});

test('what differs from Node differs on purpose', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  const head = bytes('HTTP/1.1 200 OK\r\n\r\n');
  assert.deepEqual([outcomeOf(head, [], true).keepsAlive, nodeOutcomeOf(head, true).keepsAlive], [true, false]);
  const long = bytes('HTTP/1.1 200 OK\r\nContent-Length: 9007199254740993\r\n\r\n');
  assert.deepEqual([outcomeOf(long, [], false).kind, nodeOutcomeOf(long, false).kind], ['failed', 'ended']);
  const icy = bytes('ICE/1.0 200 OK\r\nContent-Length: 0\r\n\r\n');
  assert.deepEqual([outcomeOf(icy, [], false).kind, nodeOutcomeOf(icy, false).kind], ['failed', 'complete']);
});
