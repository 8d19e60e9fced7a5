import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createHost } from '../../workers/host.js';
import type { BenchServer } from '../bench/bench-server.js';
import { findProgram } from '../bench/find-program.js';
import { startNginx } from '../bench/nginx.js';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import type { ClientName } from '../model/workload/workload.js';
import { type Certificate, loopbackCertificate } from '../servers/http/certificate.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { constantRate, testJob, testPolicy } from '../testing/example-job.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';

/** A witness that is not ours counts what every client opens and sends. */

/** Without the AWS clients, which need an answer of DynamoDB, and `simulated`, which sends nothing. */
const CLIENTS: Readonly<Record<'http' | 'https', readonly ClientName[]>> = {
  http: ['node-http', 'socket'],
  https: ['node-http', 'socket', 'agentkeepalive', 'axios', 'undici', 'fetch'],
};
const skip = findProgram('nginx') === null ? 'nginx is not installed' : false;

for (const protocol of ['http', 'https'] as const) {
  describe(`nginx over ${protocol} counts exactly`, { skip }, () => {
    const host = createHost(1);
    let nginx: BenchServer;
    let tls: Certificate | undefined;
    before(async () => {
      tls = protocol === 'https' ? await loopbackCertificate('ecdsa') : undefined;
      nginx = (await startNginx({ tls }))!;
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
      const job = testJob({ client, endpoint, policy: testPolicy({ keepAlive }), stages: constantRate(100, 300) });
      return (await host.measure({ ...job, slotMs: 300 })).totals;
    };

    for (const client of CLIENTS[protocol]) {
      it(`the connections and requests of ${client}`, async (t) => {
        const cold = await counted(() => send(client, false));
        assert.deepEqual(
          [cold.given.connectionsOpened, cold.given.requestsCompleted],
          [cold.connections, cold.requests],
        );
        assert.deepEqual([cold.connections, cold.requests], [30, 30]);
        const kept = await counted(() => send(client, true));
        assert.deepEqual(
          [kept.given.connectionsOpened, kept.given.requestsCompleted],
          [kept.connections, kept.requests],
        );
        assert.ok(kept.requests === 30 && kept.connections < 30, `${kept.connections} connections`);
        t.diagnostic(`${cold.connections} and ${kept.connections} connections`);
      });
    }

    it('what a whole run records, with its warm-up and its lead-in', async (t) => {
      const cwd = tempFolder(t);
      if (tls !== undefined) writeFileSync(path.join(cwd, 'ca.pem'), tls.cert);
      const target = `url: ${new URL(nginx.url).origin}${tls === undefined ? '' : '\n  ca: ca.pem'}`;
      writeWorkload(cwd, quickWorkload({ target }));
      const { given, ...seen } = await counted(() => callCli(['load', 'workload.yaml', '--out', 'here'], { cwd }));
      requireMeasured(given);
      const { totals } = readJson<Run>(cwd, 'here', 'run.json');
      assert.deepEqual({ connections: totals.connectionsOpened, requests: totals.requestsCompleted }, seen);
      const { policies, counts } = readJson<Findings>(cwd, 'here', 'findings.json');
      assert.equal(policies.cold?.connections.perRequest, 1);
      assert.equal(counts.socketsAgreeWithTarget, null);
    });
  });
}
