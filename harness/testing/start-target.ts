import type { TargetSpec } from '../model/protocol/slot.js';
import { type EmbeddedTarget, startEmbeddedTarget } from '../servers/http/embedded.js';
import { targetCertificate } from '../system/certificate.js';

/** An embedded target in this process, with a certificate of its own where it speaks TLS. */
export async function startTestTarget(spec: TargetSpec): Promise<EmbeddedTarget> {
  return startEmbeddedTarget(spec, await targetCertificate(spec));
}
