import http from 'node:http';
import https from 'node:https';
import type { Page } from '../../model/protocol/stand-in.js';
import { lookupAt } from '../../system/pinned-lookup.js';

const ANSWER_MS = 5000;
const MOST_BYTES = 16 << 20;

/** Reads a page over a connection of its own, so that none is left open where it is read; `addresses` are those of its host where they were checked. */
export function readPage(url: string, addresses?: readonly string[]): Promise<Page> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message });
    const request = (url.startsWith('https:') ? https : http).get(
      url,
      { agent: false, lookup: lookupAt(addresses) },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > MOST_BYTES) request.destroy(new Error(`it is larger than ${MOST_BYTES >> 20} MiB`));
        });
        response.once('error', fail);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    const late = () => request.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`));
    const timer = setTimeout(late, ANSWER_MS);
    request.once('close', () => clearTimeout(timer));
    request.once('error', fail);
  });
}
