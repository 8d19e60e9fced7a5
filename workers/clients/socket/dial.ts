import net from 'node:net';
import tls from 'node:tls';
import type { Endpoint } from '../../../harness/model/protocol/slot.js';
import type { Lookup } from '../../lookup/lookup.js';
import { HeadMemo } from './head-memo.js';

/** What reads a socket: called with the shared buffer and how much of it was filled. */
export type OnBytes = (bytes: Uint8Array, length: number) => void;

/** Opens the connections of one client, with what they share: the buffer, the last head, the TLS context and session. */
export interface Dialer {
  readonly secure: boolean;
  /** Whether connections look up a name. */
  readonly named: boolean;
  readonly heads: HeadMemo;
  open(onBytes: OnBytes): net.Socket;
  /** Connects a socket that has closed once more; false where a socket serves only once. */
  reopen(socket: net.Socket): boolean;
  /** The session did not lead to a connection, so the next handshake starts afresh. */
  forgetSession(): void;
}

/** As large as what libuv reads at once. */
const READ_BUFFER_BYTES = 64 * 1024;

export interface DialerOptions {
  readonly endpoint: Endpoint;
  /** What a handshake asks for; null asks for no name. */
  readonly serverName: string | null;
  readonly tlsResumption: boolean;
  readonly lookup?: Lookup;
}

export function createDialer({ endpoint, serverName, tlsResumption, lookup = null }: DialerOptions): Dialer {
  // A read is over before the next begins, so that all connections of a thread can share one buffer.
  const buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  const onread = (onBytes: OnBytes) => ({
    buffer,
    callback(length: number, bytes: Uint8Array) {
      onBytes(bytes, length);
      return true;
    },
  });
  const place = { ...placeOf(endpoint), ...(lookup === null ? {} : { lookup }) };
  const named = net.isIP(endpoint.hostname) === 0;
  const heads = new HeadMemo();
  if (endpoint.protocol === 'http:') {
    return { named, heads, ...plainDialer(place, onread) };
  }
  return { named, heads, ...secureDialer({ ...place, ...secureOptions(endpoint, serverName) }, onread, tlsResumption) };
}

function plainDialer(
  place: net.TcpNetConnectOpts,
  onread: (onBytes: OnBytes) => net.OnReadOpts,
): Omit<Dialer, 'named' | 'heads'> {
  const reopen = (socket: net.Socket) => {
    socket.connect(place);
    return true;
  };
  return {
    secure: false,
    open(onBytes) {
      const socket = new net.Socket({ noDelay: true, onread: onread(onBytes) } as net.SocketConstructorOpts);
      reopen(socket);
      return socket;
    },
    reopen,
    forgetSession() {},
  };
}

function secureDialer(
  options: tls.ConnectionOptions,
  onread: (onBytes: OnBytes) => net.OnReadOpts,
  tlsResumption: boolean,
): Omit<Dialer, 'named' | 'heads'> {
  let session: Buffer | null = null;
  const keep = (latest: Buffer) => {
    session = latest;
  };
  return {
    secure: true,
    open(onBytes) {
      // The types of Node 20 do not know that tls.connect takes onread as net.connect does.
      const withRead = { ...options, onread: onread(onBytes), ...(session === null ? {} : { session }) };
      const socket = tls.connect(withRead as tls.ConnectionOptions);
      socket.setNoDelay(true);
      if (tlsResumption) socket.on('session', keep);
      return socket;
    },
    reopen: () => false,
    forgetSession() {
      session = null;
    },
  };
}

function placeOf({ hostname, port, localAddress }: Endpoint) {
  const isAddress = net.isIP(hostname) !== 0;
  return {
    host: hostname,
    port,
    // An address has no other family to fall back to, and the race between families costs a timer per connection.
    ...(isAddress ? { autoSelectFamily: false } : {}),
    ...(localAddress === null ? {} : { localAddress, family: 4 }),
  };
}

function secureOptions({ ca, clientCertificate }: Endpoint, serverName: string | null): tls.ConnectionOptions {
  return {
    // Built once: parsing the authorities for each connection would be most of its cost.
    secureContext: tls.createSecureContext({ ...(ca === null ? {} : { ca }), ...clientCertificate }),
    ALPNProtocols: ['http/1.1'],
    ...(serverName === null ? {} : { servername: serverName }),
  };
}
