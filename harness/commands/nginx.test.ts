import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createHost, type Host } from '../../workers/host.js';
import type { BenchServer } from '../bench/bench-server.js';
import { startNginx } from '../bench/nginx.js';
import type { Findings } from '../model/findings/findings.js';
import type { Certificate } from '../model/protocol/slot.js';
import type { Run } from '../model/run/run.js';
import type { ClientName } from '../model/workload/workload.js';
import { loopbackCertificate } from '../system/certificate.js';
import { findProgram } from '../system/find-program.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { testJob, testPolicy } from '../testing/example-job.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';
import { withInstalled } from '../testing/whole.js';

/** A witness that is not ours counts what every client opens and sends. */

/** Without the AWS clients, which need an answer of DynamoDB, and `simulated`, which sends nothing. */
const CLIENTS: Readonly<Record<'http' | 'https', readonly ClientName[]>> = {
  http: ['node-http', 'socket'],
  https: ['node-http', 'socket', 'agentkeepalive', 'axios', 'undici', 'fetch'],
};
/** A closed loop never has more in flight, however busy the machine is. */
const LOOP = { kind: 'closed', concurrency: 3, count: 15 } as const;
const skip = withInstalled('nginx', findProgram('nginx') !== null);

for (const protocol of ['http', 'https'] as const) {
  describe(`nginx over ${protocol} counts exactly`, { skip }, () => {
    let host: Host;
    let nginx: BenchServer;
    let tls: Certificate | undefined;
    before(async () => {
      tls = protocol === 'https' ? await loopbackCertificate('ecdsa') : undefined;
      nginx = (await startNginx({ tls }))!;
      host = createHost(1);
    });
    after(() => Promise.all([nginx.close(), host.close()]));

    /** What nginx counts while something is done, beside what that gives. */
    async function counted<T>(work: () => Promise<T>) {
      const start = await nginx.read();
      const given = await work();
      const end = await nginx.read();
      return { given, connections: end.connections - start.connections, requests: end.requests - start.requests };
    }

    const send = async (client: ClientName, keepAlive: boolean) => {
      const { hostname, port } = new URL(nginx.url);
      const to = { protocol: `${protocol}:`, hostname, port: Number(port), addresses: ['127.0.0.1'] } as const;
      const endpoint = { ...to, ca: tls?.cert ?? null, localAddress: null };
      const job = testJob({ client, endpoint, policy: testPolicy({ keepAlive }), loop: LOOP });
      return (await host.measure(job)).totals;
    };

    for (const client of CLIENTS[protocol]) {
      it(`the connections and requests of ${client}`, async (t) => {
        const cold = await counted(() => send(client, false));
        assert.deepEqual(
          [cold.given.connectionsOpened, cold.given.requestsCompleted],
          [cold.connections, cold.requests],
        );
        assert.deepEqual([cold.connections, cold.requests], [LOOP.count, LOOP.count]);
        const kept = await counted(() => send(client, true));
        assert.deepEqual(
          [kept.given.connectionsOpened, kept.given.requestsCompleted],
          [kept.connections, kept.requests],
        );
        // Some open one more while another is not yet through its handshake.
        assert.ok(kept.requests === LOOP.count && kept.connections < 10, `${kept.connections} connections`);
        t.diagnostic(`${cold.connections} and ${kept.connections} connections`);
      });
    }

    // Whether it is encrypted makes no difference to the record, nor whether it is that of a shard: `merge.test.ts`.
    if (protocol === 'http') return;
    it('what a whole run records, with its warm-up and its lead-in', async (t) => {
      const cwd = tempFolder(t);
      writeFileSync(path.join(cwd, 'ca.pem'), tls!.cert);
      const target = `url: ${new URL(nginx.url).origin}\n  ca: ca.pem`;
      writeWorkload(cwd, quickWorkload({ target, policies: 'cold: { keepAlive: false }' }));
      const { given, ...seen } = await counted(() => callCli(['load', 'workload.yaml', '--out', 'here'], { cwd }));
      requireMeasured(given);
      const { totals, slots } = readJson<Run>(cwd, 'here', 'run.json');
      assert.deepEqual({ connections: totals.connectionsOpened, requests: totals.requestsCompleted }, seen);
      const ofCold = slots.filter(({ arm }) => arm === 'cold');
      assert.ok(ofCold.length >= 2 && ofCold.every(({ tally }) => tally.connections.opened === tally.sent));
      assert.equal(readJson<Findings>(cwd, 'here', 'findings.json').counts.socketsAgreeWithTarget, null);
    });
  });
}
