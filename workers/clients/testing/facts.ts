import type { Endpoint } from '../../../harness/model/protocol/slot.js';
import { type ClientName, traitsOf } from '../../../harness/model/workload/clients.js';
import type { PolicyChanges } from '../../../harness/testing/example-job.js';
import { type Answer, startAnswering, wordOf } from './answering.js';
import { type Told, tell } from './tell.js';

/** What a client can tell, by what it told of servers that give it the occasion. */

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n';
const REFUSAL = '{"__type":"a#Refused","message":"no token"}';
const ANSWERS: readonly Answer[] = [
  {
    bytes: `HTTP/1.1 401 No\r\nKeep-Alive: timeout=7\r\nContent-Length: ${REFUSAL.length}\r\n\r\n${REFUSAL}`,
  },
  { bytes: `HTTP/1.1 103 Early Hints\r\n\r\n${OK}Connection: close\r\n\r\n{}`, finish: 'end' },
  { bytes: `${OK}\r\n{}`, finish: 'end' },
  { bytes: `${OK}\r\n{}`, afterMs: 20 },
];
/** A request behind `ENDED` could cross the end of its connection. */
const [REFUSED, TOLD, ENDED, LATE] = ANSWERS.map((_, nth) => wordOf(nth)) as [string, string, string, string];

/** Each fact, and whether what a client told has it. */
export const FACTS: Readonly<Record<string, (told: Seen) => boolean>> = {
  'connections that were begun, and opened': ({ plain: { events } }) => events.has('attempted') && events.has('opened'),
  'TLS handshakes, full or resumed': ({ secure: { events } }) => events.has('handshake-full'),
  'lookups of a name': ({ plain: { events } }) => events.has('lookup'),
  'which request of the workload it was': ({ plain: { templates } }) => templates[1] === 1,
  'the status of each answer': ({ plain: { endings } }) => endings[0]?.status === 401,
  'how the body of a refusal begins': ({ plain: { endings } }) => saysOf(endings[0]).includes('no token'),
  'answers below 200, as 103': ({ plain: { evidence } }) => evidence.has('interim'),
  'the version of HTTP': ({ plain: { evidence } }) => evidence.has('version'),
  'the hint in `Keep-Alive`': ({ plain: { evidence } }) => evidence.has('hint'),
  'answers that end a kept connection': ({ plain: { events } }) => events.has('closed-by-server'),
  'who ended a connection': ({ plain: { evidence } }) => evidence.has('ended'),
  'the wait in its own pool': ({ bounded: { evidence } }) => evidence.has('waited'),
};

interface Seen {
  readonly plain: Told;
  readonly secure: Told;
  readonly bounded: Told;
}

/** @param secure a server over TLS that answers whatever it is asked */
export async function seeFacts(name: ClientName, secure: Partial<Endpoint>): Promise<Seen> {
  const server = await startAnswering(ANSWERS);
  // As with a name: an address is not looked up.
  const endpoint = { port: server.port, hostname: 'localhost', localAddress: '127.0.0.1' };
  const seen = {
    plain: await tell(name, { endpoint, words: [REFUSED, TOLD, ENDED] }),
    secure: await tell(name, { endpoint: secure, words: [LATE] }),
    bounded: await tell(name, { endpoint, words: [LATE, LATE], policy: boundOf(name), atOnce: true }),
  };
  server.close();
  return seen;
}

function boundOf(name: ClientName): PolicyChanges {
  const { queues } = traitsOf(name);
  return queues === null ? {} : { [queues.over]: 1 };
}

function saysOf(ending: Told['endings'][number] | undefined): string {
  return ending?.kind === 'failed' ? ending.message : '';
}
