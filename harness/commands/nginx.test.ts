import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { findProgram } from '../bench/find-program.js';
import { startNginx } from '../bench/nginx.js';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import type { ClientName } from '../model/workload/workload.js';
import { loopbackCertificate } from '../servers/http/certificate.js';
import { quickWorkload, readJson, runCli, tempFolder, writeWorkload } from '../testing/cli.js';

/** A witness that is not ours counts what every client opens and sends. */

/** Without the AWS clients, which need an answer of DynamoDB, and `simulated`, which sends nothing. */
const ROWS: readonly (readonly [ClientName, ...('http' | 'https')[]])[] = [
  ['node-http', 'http', 'https'],
  ['socket', 'http', 'https'],
  ['agentkeepalive', 'https'],
  ['axios', 'https'],
  ['undici', 'https'],
  ['fetch', 'https'],
];
const skip = findProgram('nginx') === null ? 'nginx is not installed' : false;
const DESIGN = '{ invocations: 1, blocks: 2, slot: 500ms, leadIn: 100ms, warmup: 100ms }';

for (const [client, ...protocols] of ROWS) {
  for (const protocol of protocols) {
    test(`nginx counts exactly the connections and requests of ${client} over ${protocol}`, { skip }, async (t) => {
      const cwd = tempFolder(t);
      const tls = protocol === 'https' ? await loopbackCertificate('ecdsa') : undefined;
      const nginx = (await startNginx({ tls }))!;
      t.after(nginx.close);
      if (tls !== undefined) writeFileSync(path.join(cwd, 'ca.pem'), tls.cert);
      const target = `url: ${new URL(nginx.url).origin}${tls === undefined ? '' : '\n  ca: ca.pem'}`;
      // A third of the rate: beside other tests a core has not always time for 300 handshakes a second.
      const workload = quickWorkload({ target, more: `client: ${client}`, design: DESIGN }).replace('100%', '33%');
      writeWorkload(cwd, workload);
      const before = await nginx.read();
      const { code, out, err } = await runCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
      const after = await nginx.read();
      assert.equal(code, 0, out + err);

      const { totals } = readJson<Run>(cwd, 'here', 'run.json');
      assert.equal(totals.connectionsOpened, after.connections - before.connections);
      assert.equal(totals.requestsCompleted, after.requests - before.requests);
      const findings = readJson<Findings>(cwd, 'here', 'findings.json');
      assert.equal(findings.policies.cold?.connections.perRequest, 1);
      assert.equal(findings.counts.socketsAgreeWithTarget, null);
      t.diagnostic(`${totals.connectionsOpened} connections, ${totals.requestsCompleted} requests`);
    });
  }
}
