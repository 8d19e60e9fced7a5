import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Endpoint } from '../../harness/model/protocol/slot.js';
import type { ClientName } from '../../harness/model/workload/clients.js';
import type { EmbeddedTarget } from '../../harness/servers/http/embedded.js';
import { testTarget } from '../../harness/testing/example-target.js';
import { USUAL_TLS } from '../../harness/testing/example-workload.js';
import { startTestTarget } from '../../harness/testing/start-target.js';
import { wholeOnly } from '../../harness/testing/whole.js';
import type { Ending } from '../exchange.js';
import { type AnsweringServer, startAnswering, wordOf } from './testing/answering.js';
import { cellOf, clientsPage, SENDING, TAKEN_BY_OLD_FETCH } from './testing/clients-page.js';
import { FACTS, seeFacts } from './testing/facts.js';
import { ODD_ANSWERS } from './testing/odd-answers.js';
import { tell } from './testing/tell.js';

/** What stands in `docs/clients.md` is what is seen here. `UPDATE_GOLDEN=1` rewrites the page. */

const PAGE = new URL('../../../docs/clients.md', import.meta.url);
const NODE = Number(process.versions.node.split('.')[0]);
const ROWS = Object.keys(ODD_ANSWERS);
/** Before undici, which would have fetch use its own Agent. */
const INNER_FIRST: readonly ClientName[] = ['fetch', ...SENDING.filter((name) => name !== 'fetch')];

/** Each client alone, and what it does, is the contract's. */
const skip = process.env.UPDATE_GOLDEN !== '1' && wholeOnly;

describe('every client, by what it does', { skip }, () => {
  let server: AnsweringServer;
  let secure: EmbeddedTarget;
  const odd = new Map(ROWS.map((row) => [row, new Map<ClientName, string>()]));
  const facts = new Map(Object.keys(FACTS).map((row) => [row, new Map<ClientName, boolean>()]));
  before(async () => {
    server = await startAnswering(Object.values(ODD_ANSWERS));
    secure = await startTestTarget(testTarget({ bodyBytes: 0, tls: USUAL_TLS }));
  });
  after(() => {
    server.close();
    secure.close();
  });

  for (const client of INNER_FIRST) {
    test(`${client}: odd answers`, async () => {
      const { endings } = await tell(client, { endpoint: { port: server.port }, words: ROWS.map((_, n) => wordOf(n)) });
      assert.equal(endings.length, ROWS.length);
      ROWS.forEach((row, n) => {
        odd.get(row)?.set(client, rowCell(row, client, endings[n]!));
      });
    });

    test(`${client}: what it can tell`, async () => {
      const seen = await seeFacts(client, endpointOf(secure));
      for (const [row, has] of Object.entries(FACTS)) facts.get(row)?.set(client, has(seen));
    });
  }

  test('the page says what was seen', () => {
    const page = clientsPage(odd, facts);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(PAGE, page);
    assert.equal(page, readFileSync(PAGE, 'utf8'), 'docs/clients.md differs; UPDATE_GOLDEN=1 rewrites it');
  });
});

/** The page has what holds from Node 24 on, and says of which rows that is. */
function rowCell(row: string, client: ClientName, ending: Ending): string {
  const cell = cellOf(ending);
  if (client !== 'fetch' || NODE >= 24 || !TAKEN_BY_OLD_FETCH.includes(row)) return cell;
  assert.equal(cell, '200', row);
  return 'protocol';
}

function endpointOf({ listening }: EmbeddedTarget): Partial<Endpoint> {
  const [port] = listening.ports;
  return { protocol: 'https:', hostname: 'localhost', port: port!, ca: listening.ca, localAddress: '127.0.0.1' };
}
