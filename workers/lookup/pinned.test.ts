import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ClientName } from '../../harness/model/workload/clients.js';
import { testJob } from '../../harness/testing/example-job.js';
import { type Capture, startCapture } from '../clients/testing/capture.js';
import { warmHost as host } from '../clients/testing/warm-host.js';

let target: Capture;
before(async () => {
  target = await startCapture();
});
after(() => target.close());

const CLIENTS: readonly ClientName[] = [
  'node-http',
  'agentkeepalive',
  'axios',
  'undici',
  'fetch',
  'socket',
  'autocannon',
];

for (const client of CLIENTS) {
  test(`${client} connects to the address that was checked, and asks nobody for the name`, async () => {
    const { endpoint } = testJob();
    // A label of more than 63 characters is refused by every resolver, without a question.
    const hostname = `${'a'.repeat(64)}.test`;
    const pinned = { ...endpoint, hostname, port: target.port, addresses: ['127.0.0.1'] };
    const loop = { kind: 'closed', concurrency: 1, count: 2 } as const;
    const { tally } = await host.measure(testJob({ client, endpoint: pinned, loop, stages: [] }));
    assert.equal(tally.completed, 2);
  });
}
