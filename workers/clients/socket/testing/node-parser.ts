import { createRequire } from 'node:module';
import { BROKEN, CUT_SHORT, type Outcome } from './response-outcome.js';

/**
 * Node's own parser, llhttp behind `_http_common`, as the judge of ours. Going through http.request and a socket that
 * plays bytes would be public API only, but 100,000 responses would then take minutes instead of a second.
 */
interface NodeParser {
  initialize(type: number, resource: object, maxHeaderBytes: number, lenientFlags: number): void;
  execute(bytes: Buffer): number | Error;
  finish(): undefined | Error;
  [callback: number]: unknown;
}

interface NodeParserClass {
  new (): NodeParser;
  readonly RESPONSE: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

type HeadersComplete = (
  major: number,
  minor: number,
  headers: readonly string[] | undefined,
  method: unknown,
  url: unknown,
  status: number,
  reason: string,
  upgrade: boolean,
  keepsAlive: boolean,
) => number;

const { HTTPParser } = createRequire(import.meta.url)('_http_common') as { HTTPParser: NodeParserClass };
const GO_ON = 0;
const NO_BODY = 1;

const parser = new HTTPParser();
let isHead = false;
let status = -1;
let bodyBytes = 0;
let keepsAlive = false;
let keepAliveHintS = -1;
let switched = false;
let complete = false;
let headers: string[] = [];

parser[HTTPParser.kOnHeaders] = (more: readonly string[]) => {
  headers.push(...more);
};
const onHeadersComplete: HeadersComplete = (...[, , last, , , code, , , keeps]) => {
  if (complete) return GO_ON;
  headers.push(...(last ?? []));
  const own = headers;
  headers = [];
  if (code === 101) switched = true;
  // As Node's client does: interim responses are skipped, and only the final one counts.
  if (code >= 100 && code < 200) return NO_BODY;
  status = code;
  keepsAlive = keeps;
  keepAliveHintS = hintOf(own);
  return isHead ? NO_BODY : GO_ON;
};
parser[HTTPParser.kOnHeadersComplete] = onHeadersComplete;
parser[HTTPParser.kOnBody] = (bytes: Buffer) => {
  if (!complete) bodyBytes += bytes.length;
};
parser[HTTPParser.kOnMessageComplete] = () => {
  if (status >= 0) complete = true;
};

/** What Node makes of `bytes`; what follows a complete response is left out, as our client drops the connection then. */
export function nodeOutcomeOf(bytes: Buffer, forHead: boolean): Outcome {
  isHead = forHead;
  status = -1;
  bodyBytes = 0;
  switched = false;
  complete = false;
  headers = [];
  parser.initialize(HTTPParser.RESPONSE, {}, 0, 0);
  const read = parser.execute(bytes);
  // Node offers the connection to whoever asked for another protocol; nobody did.
  if (switched) return BROKEN;
  if (!complete && read instanceof Error) return BROKEN;
  parser.finish();
  return complete ? { kind: 'complete', status, bodyBytes, keepsAlive, keepAliveHintS } : CUT_SHORT;
}

/** The rule of Node's Agent: the last `Keep-Alive` header, and only a hint that stands first in it. */
function hintOf(pairs: readonly string[]): number {
  let hint = -1;
  for (let at = 0; at < pairs.length; at += 2) {
    if (pairs[at]?.toLowerCase() !== 'keep-alive' || pairs[at + 1] === '') continue;
    const seconds = /^timeout=(\d+)/i.exec(pairs[at + 1] ?? '')?.[1];
    hint = seconds === undefined ? -1 : Number(seconds);
  }
  return hint;
}
