import net from 'node:net';
import { setTimeout as rest } from 'node:timers/promises';
import tls from 'node:tls';
import { inAddress } from '../../model/place.js';
import type { Endpoint } from '../../model/protocol/slot.js';
import type { Range } from '../../model/run/connection-facts.js';
import { addTotals, NO_TOTALS, type Totals } from '../../model/run/tally.js';

/** What a target says of the time, and what was sent to hear it, which its own counters have too. */
export interface ClockHeard {
  /** How far this machine's clock is ahead of it, milliseconds; null where it does not tell, or contradicts itself. */
  readonly aheadMs: Range | null;
  readonly sent: Totals;
}

/** One answer: between which moments it was made, here, and the whole second that it bears. */
export interface Dated {
  readonly sentMs: number;
  readonly heardMs: number;
  readonly dateMs: number;
}

/** Spread over more than a second: where the second of the target changes is what tells. */
const PROBES = 8;
const BETWEEN_MS = 160;
const PATIENCE_MS = 1000;
/** No head of an answer is longer. */
const MOST_HEAD_CHARACTERS = 65_536;

export async function hearClock(endpoint: Endpoint, now: () => number = Date.now): Promise<ClockHeard> {
  const dated: Dated[] = [];
  let sent = NO_TOTALS;
  for (let probe = 0; probe < PROBES; probe += 1) {
    if (probe > 0) await rest(BETWEEN_MS);
    const sentMs = now();
    const { date, totals } = await ask(endpoint);
    sent = addTotals(sent, totals);
    const dateMs = Date.parse(date ?? '');
    if (Number.isNaN(dateMs)) break;
    dated.push({ sentMs, heardMs: now(), dateMs });
  }
  return { aheadMs: aheadOf(dated), sent };
}

/** The time of an answer is cut to its second; every further answer narrows what is left. */
export function aheadOf(dated: readonly Dated[]): Range | null {
  if (dated.length === 0) return null;
  const low = Math.max(...dated.map(({ sentMs, dateMs }) => sentMs - dateMs - 1000));
  const high = Math.min(...dated.map(({ heardMs, dateMs }) => heardMs - dateMs));
  return low <= high ? { low, high } : null;
}

/** A HEAD on a connection of its own; whatever goes wrong is no time that was told. */
function ask(endpoint: Endpoint): Promise<{ readonly date: string | null; readonly totals: Totals }> {
  const { protocol, hostname, port, addresses, ca, clientCertificate } = endpoint;
  const place = { host: addresses?.[0] ?? hostname, port };
  const secure = protocol === 'https:';
  const names = net.isIP(hostname) === 0 ? { servername: hostname } : {};
  const socket = secure
    ? tls.connect({ ...place, ...names, ...(ca !== null && { ca }), ...clientCertificate })
    : net.connect(place);
  let totals: Totals = { ...NO_TOTALS, connectionsAttempted: 1 };
  let head = '';
  return new Promise((resolve) => {
    const end = (date: string | null) => {
      clearTimeout(late);
      socket.destroy();
      resolve({ date, totals });
    };
    // Not the socket's own, which begins anew with every byte.
    const late = setTimeout(() => end(null), PATIENCE_MS);
    socket.on('error', () => end(null));
    socket.on('close', () => end(null));
    socket.on('connect', () => {
      totals = { ...totals, connectionsOpened: 1 };
    });
    socket.on(secure ? 'secureConnect' : 'connect', () => {
      totals = { ...totals, handshakes: secure ? 1 : 0, requestsSent: 1 };
      socket.write(
        `HEAD / HTTP/1.1\r\nHost: ${inAddress(hostname)}:${port}\r\nConnection: close\r\nUser-Agent: holdline\r\n\r\n`,
      );
    });
    socket.on('data', (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (head.length > MOST_HEAD_CHARACTERS) return end(null);
      if (!head.includes('\r\n\r\n')) return;
      totals = { ...totals, requestsCompleted: 1 };
      end(/^date: *(.+)$/im.exec(head)?.[1] ?? null);
    });
  });
}
