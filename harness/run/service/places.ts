import net from 'node:net';
import { hostAndPort } from '../../model/place.js';
import type { Call } from '../../model/workload/service.js';
import { knock } from '../../system/knock.js';
import { lookupAt } from '../../system/pinned-lookup.js';

/** Where a service and what it calls are reached in one arm. */
export interface Places {
  readonly port: number;
  /** Of the stand-ins, in the order of the calls. */
  readonly callPorts: readonly number[];
  /** Of the calls that have one, in their order: address and port of a DNS server. */
  readonly nameServers?: readonly (string | null)[];
  /** A PEM file with every certificate that is to be trusted. */
  readonly ca: string;
}

const PORT = `\${port}`;
const CA = `\${calls.ca}`;

/** Fills `${port}`, `${calls.NAME.url}`, `.host`, `.port` and `${calls.ca}`; what is none of them stays. */
export function fillPlaces(text: string, calls: readonly Call[], places: Places): string {
  return (
    text
      .replaceAll(PORT, String(places.port))
      // A function, because a text would be read for patterns such as $&.
      .replaceAll(CA, () => places.ca)
      .replaceAll(/\$\{calls\.([^.}]+)\.(url|host|port)\}/g, (whole, name: string, part: string) => {
        const index = calls.findIndex((call) => call.name === name);
        const call = calls[index];
        return call === undefined ? whole : partOf(part, call, places.callPorts[index] ?? 0);
      })
  );
}

function partOf(part: string, call: Call, port: number): string {
  const host = `localhost:${port}`;
  if (part === 'port') return String(port);
  return part === 'host' ? host : `${standsOnTls(call) ? 'https' : 'http'}://${host}`;
}

/** Whether the stand-in of a call speaks TLS. */
export function standsOnTls({ origin, answeredBy }: Call): boolean {
  return answeredBy.kind === 'embedded' ? answeredBy.tls !== false : origin?.startsWith('https:') === true;
}

/** What the service calls its calls, `host:port`, and their names in the workload. */
export function namesOf(calls: readonly Call[], { callPorts }: Places): Record<string, string> {
  return Object.fromEntries(
    calls.flatMap(({ name, origin }, index) => {
      const port = callPorts[index] ?? 0;
      const own = [`localhost:${port}`, `127.0.0.1:${port}`];
      return (origin === null ? own : [...own, hostAndPort(origin)]).map((place) => [place, name]);
    }),
  );
}

/** One that nobody listens on now; who is quicker than the service makes it fail, and it says so. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Who listens and takes no more connections is silent for longer. */
const SILENT_MS = 5000;

/** Whether somebody listens there already, be it one who takes no more connections. */
export async function isTaken(host: string, port: number): Promise<boolean> {
  return (await knock(host, port, SILENT_MS)) !== 'refused';
}

/** Whether somebody takes a connection there; `addresses` are those of the host where they were checked. */
export async function isAnswered(host: string, port: number, addresses?: readonly string[] | null): Promise<boolean> {
  return (await knock(host, port, SILENT_MS, lookupAt(addresses))) === 'connected';
}
