import type { TlsSettings } from '../../model/workload/workload.js';
import type { TargetFile } from '../schema/workload.js';

/** How a server of ours speaks TLS, as a file says it. */
export function toTls(tls: Exclude<NonNullable<TargetFile['embedded']>['tls'], false>): TlsSettings {
  const { version, key, resumption, ticketRotation } = tls;
  return { version: version ?? null, key, resumption, ticketRotationMs: ticketRotation ?? null };
}
