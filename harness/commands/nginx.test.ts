import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Findings } from '../model/findings.js';
import type { Run } from '../model/run.js';
import { loopbackCertificate } from '../targets/certificate.js';
import { quickWorkload, readJson, runCli, tempFolder, writeWorkload } from '../testing/cli.js';
import { findNginx, startNginx } from '../testing/nginx.js';

const binary = findNginx();
const CLIENTS = ['node-http', 'socket'];

for (const client of CLIENTS) {
  for (const tls of [false, true]) {
    test(`nginx counts exactly the connections and requests of ${client} over ${tls ? 'https' : 'http'}`, {
      skip: binary === null ? 'nginx is not installed' : false,
    }, async (t) => {
      const cwd = tempFolder(t);
      const certificate = tls ? await loopbackCertificate('ecdsa') : null;
      const nginx = await startNginx(binary!, cwd, certificate);
      t.after(() => nginx.stop());
      if (certificate !== null) writeFileSync(path.join(cwd, 'ca.pem'), certificate.cert);
      const target = tls ? `url: https://localhost:${nginx.port}\n  ca: ca.pem` : `url: http://127.0.0.1:${nginx.port}`;
      writeWorkload(cwd, quickWorkload({ target, more: `client: ${client}` }));
      const before = await nginx.counts();
      const { code, out, err } = await runCli(['load', 'workload.yaml', '--out', 'here'], { cwd });
      const after = await nginx.counts();
      assert.equal(code, 0, out + err);

      const { totals } = readJson<Run>(cwd, 'here', 'run.json');
      assert.equal(totals.connectionsOpened, after.accepts - before.accepts);
      assert.equal(totals.requestsCompleted, after.requests - before.requests);
      const findings = readJson<Findings>(cwd, 'here', 'findings.json');
      assert.equal(findings.policies.cold?.connections.perRequest, 1);
      assert.equal(findings.counts.socketsAgreeWithTarget, null);
      t.diagnostic(`${totals.connectionsOpened} connections, ${totals.requestsCompleted} requests`);
    });
  }
}
