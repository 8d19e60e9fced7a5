import http from 'node:http';
import https from 'node:https';
import { pinnedLookup } from '../system/pinned-lookup.js';

const WAIT_MS = 10_000;
const LONGEST_ANSWER = 2000;

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The only ones that are connected to; null is wherever the name leads. */
  readonly addresses: readonly string[] | null;
}

/** What a server says, cut; or why there is no answer. */
export type Answered =
  | { readonly kind: 'answer'; readonly status: number; readonly statusText: string; readonly text: string }
  | { readonly kind: 'none'; readonly why: string };

/** Posts JSON to where an address leads and nowhere else: through no proxy of the environment, and no redirect is followed. */
export function post({ url, headers, addresses }: Post, body: string): Promise<Answered> {
  const options = {
    method: 'POST',
    // An agent of its own, as that of the process may know a proxy.
    agent: false,
    headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    signal: AbortSignal.timeout(WAIT_MS),
    ...(addresses !== null && { lookup: pinnedLookup(addresses) }),
  };
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ kind: 'none', why: reasonOf(error) });
    const request = (url.startsWith('https:') ? https : http).request(url, options, (response) => {
      const { statusCode: status = 0, statusMessage: statusText = '' } = response;
      let text = '';
      const end = () => resolve({ kind: 'answer', status, statusText, text: text.slice(0, LONGEST_ANSWER) });
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length < LONGEST_ANSWER) return;
        end();
        request.destroy();
      });
      response.once('end', end);
      response.once('error', fail);
    });
    request.once('error', fail);
    request.end(body);
  });
}

function reasonOf(error: Error & { readonly code?: string }): string {
  const { name, code, message } = (error as { errors?: readonly NodeJS.ErrnoException[] }).errors?.[0] ?? error;
  if (name === 'AbortError' || name === 'TimeoutError') return `did not answer within ${WAIT_MS / 1000} s`;
  if (code === 'ECONNREFUSED') return 'refuses connections (ECONNREFUSED): is a collector listening there?';
  return `could not be reached: ${code ?? message}`;
}
