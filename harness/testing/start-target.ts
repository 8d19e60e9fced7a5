import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TargetSpec } from '../model/protocol/slot.js';
import { type EmbeddedTarget, startEmbeddedTarget } from '../servers/http/embedded.js';
import { targetCertificate } from '../system/certificate.js';

/** Made once for each key and host: those of RSA are a tenth of a second and more. */
const certificates = new Map<string, ReturnType<typeof targetCertificate>>();

/** An embedded target in this process, with a certificate of this process where it speaks TLS. */
export async function startTestTarget(spec: TargetSpec): Promise<EmbeddedTarget> {
  const name = JSON.stringify([spec.tls !== false && spec.tls.key, spec.host]);
  const certificate = certificates.get(name) ?? targetCertificate(spec);
  certificates.set(name, certificate);
  return startEmbeddedTarget(spec, await certificate);
}

/** The origin of a server of somebody else, in this process: one that is started is a quarter of a second of CPU. */
export async function serverOfOthers(t: { after(end: () => void): void }): Promise<string> {
  const server = http.createServer((_, response) => response.end('x'));
  await once(server.listen(0, '127.0.0.1', 4096), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
