import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A request as its bytes arrived, one character for each. */
export interface Arrived {
  readonly line: string;
  /** Without the blank after the colon. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface Capture {
  readonly port: number;
  /** In their order. */
  readonly arrived: Arrived[];
  /** Connections so far. */
  readonly accepts: number;
  close(): void;
}

const HEAD_END = '\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 2\r\n\r\n';

/** A TCP server that keeps what is sent to it, and answers each request: with `{}`, or with a head of one's own. */
export async function startCapture(head = ANSWER): Promise<Capture> {
  const arrived: Arrived[] = [];
  const sockets = new Set<Socket>();
  let accepts = 0;
  const server = net.createServer((socket) => {
    accepts += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let next = requestIn(text); next !== null; next = requestIn(text)) {
        text = text.slice(next.length);
        arrived.push(next.request);
        socket.write(next.request.line.startsWith('HEAD ') ? head : `${head}{}`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    arrived,
    get accepts() {
      return accepts;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function requestIn(text: string): { readonly request: Arrived; readonly length: number } | null {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const [line = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const headers = lines.map((one) => {
    const colon = one.indexOf(':');
    return [one.slice(0, colon), one.slice(colon + 1).replace(/^ /, '')] as const;
  });
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '0';
  const bodyAt = headEnd + HEAD_END.length;
  if (text.length < bodyAt + Number(length)) return null;
  const body = text.slice(bodyAt, bodyAt + Number(length));
  return { request: { line, headers, body }, length: bodyAt + body.length };
}
