import { constants, randomBytes } from 'node:crypto';
import https from 'node:https';
import type { Certificate } from '../../model/protocol/server.js';
import type { TlsSettings } from '../../model/workload/workload.js';

/** What OpenSSL takes for the keys of session tickets: a name, and one key each to sign and to encrypt. */
const TICKET_KEYS_BYTES = 48;

/** An HTTPS server that speaks TLS as the settings say. */
export function createTlsServer(settings: TlsSettings, certificate: Certificate): https.Server {
  const version = settings.version === null ? null : (`TLSv${settings.version}` as const);
  const server = https.createServer({
    ...certificate,
    ...(version === null ? {} : { minVersion: version, maxVersion: version }),
    // Node keeps no sessions of its own, so without tickets there is nothing that a client could resume.
    ...(settings.resumption ? {} : { secureOptions: constants.SSL_OP_NO_TICKET }),
  });
  if (settings.ticketRotationMs !== null) rotateTickets(server, settings.ticketRotationMs);
  return server;
}

function rotateTickets(server: https.Server, everyMs: number): void {
  const timer = setInterval(() => server.setTicketKeys(randomBytes(TICKET_KEYS_BYTES)), everyMs);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}
