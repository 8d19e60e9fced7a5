import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CLIENT_NAMES, traitsOf } from '../../harness/model/workload/clients.js';
import { testJob } from '../../harness/testing/example-job.js';
import { WHOLE } from '../../harness/testing/whole.js';
import { type Capture, startCapture } from './testing/capture.js';
import { sendAll } from './testing/send-all.js';

/** No request goes anywhere but to the target: no redirect is followed, and no proxy of the environment is asked. */

const CLIENTS = CLIENT_NAMES.filter((client) => traitsOf(client).sends !== 'nothing');

/** One that would be followed by a GET, and one by what was sent; CI has the others. */
const STATUSES = WHOLE ? [301, 302, 303, 307, 308] : [302, 308];

const requestsOf = (client: (typeof CLIENTS)[number]) =>
  testJob().requests.map((request) =>
    traitsOf(client).sends === 'dynamodb'
      ? { ...request, method: 'POST', dynamodb: { operation: 'listTables' as const, input: {} } }
      : request,
  );

describe('a redirect to another port', () => {
  let elsewhere: Capture;
  before(async () => {
    elsewhere = await startCapture();
  });
  after(() => elsewhere.close());
  for (const client of CLIENTS) {
    for (const status of STATUSES) {
      test(`is not followed by ${client}: ${status}`, async () => {
        const location = `http://127.0.0.1:${elsewhere.port}/`;
        const head = `HTTP/1.1 ${status} Moved\r\nlocation: ${location}\r\ncontent-length: 2\r\n\r\n`;
        const target = await startCapture(head);
        const endings = await sendAll(client, { port: target.port, requests: requestsOf(client), times: 2 });
        target.close();
        assert.equal(endings.length, 2);
        assert.deepEqual([target.arrived.length, elsewhere.accepts], [2, 0]);
      });
    }
  }
});

test('a proxy of the environment is asked by nobody', async (t) => {
  const [target, proxy] = [await startCapture(), await startCapture()];
  t.after(() => target.close());
  t.after(() => proxy.close());
  const url = `http://127.0.0.1:${proxy.port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'npm_config_proxy', 'npm_config_https_proxy'];
  const proxies = names.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, url]);
  const env = { ...process.env, ...Object.fromEntries(proxies), NODE_USE_ENV_PROXY: '1', NO_PROXY: '', no_proxy: '' };
  const file = fileURLToPath(new URL('./testing/send-once.js', import.meta.url));
  const requests = Object.fromEntries(CLIENTS.map((client) => [client, requestsOf(client)]));
  const sent = await promisify(execFile)(process.execPath, [file, `${target.port}`, JSON.stringify(requests)], { env });
  assert.deepEqual(JSON.parse(sent.stdout), Object.fromEntries(CLIENTS.map((client) => [client, ['completed']])));
  assert.deepEqual([target.arrived.length, proxy.accepts], [CLIENTS.length, 0]);
});
