import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { traitsOf } from '../../harness/model/workload/clients.js';
import { type AnsweringServer, startAnswering, wordOf } from './testing/answering.js';
import { SENDING } from './testing/clients-page.js';
import { tell } from './testing/tell.js';

/** Each answer takes so long, and the second request begins when the first has ended. */
const ANSWER_MS = 40;
/** Timers may be early by what they round. */
const ROUNDED_MS = 5;

describe('what a request waits in its own pool is no service time', () => {
  let server: AnsweringServer;
  before(async () => {
    const bytes = 'HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n{}';
    server = await startAnswering([{ bytes, afterMs: ANSWER_MS }]);
  });
  after(() => server.close());

  for (const client of SENDING) {
    const { queues } = traitsOf(client);
    if (queues === null) continue;
    test(`${client}, over ${queues.over}: 1`, async () => {
      const words = [wordOf(0), wordOf(0)];
      const endpoint = { port: server.port };
      // The first requests of a library load what it needs, which is no wait for a connection.
      const free = await tell(client, { endpoint, words, atOnce: true });
      assert.deepEqual(free.queuedMs, [null, null]);
      const wide = await tell(client, { endpoint, words, policy: { [queues.over]: 2 }, atOnce: true });
      const told = await tell(client, { endpoint, words, policy: { [queues.over]: 1 }, atOnce: true });
      const [first, second] = told.queuedMs;
      // A busy machine takes its time before it begins a connection, which the second one then has behind it as well.
      assert.ok(first! < second!, `the first waited ${first} ms, and the second ${second}`);
      assert.ok(second! >= ANSWER_MS - ROUNDED_MS, `the second waited ${second} ms`);
      // Where none has to wait for another, none waits as long, however busy the machine is.
      assert.ok(
        wide.queuedMs.every((ms) => ms !== null && ms < second!),
        `${wide.queuedMs} ms where none has to wait, ${second} ms where one has`,
      );
      const servedMs = told.tookMs[1]! - second!;
      assert.ok(servedMs >= ANSWER_MS - ROUNDED_MS, `${servedMs} ms of ${told.tookMs[1]} were its own`);
    });
  }
});
