import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, beforeEach } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { PreloadReport } from '../model/run/preload.js';
import { readReports } from '../run/service/preload.js';

export const PRELOAD = fileURLToPath(new URL('../../workers/preload/preload.cjs', import.meta.url));
/** Programs are resolved from here, so that they find what is installed beside holdline. */
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));

/** How often a program calls what it calls. */
export const CALLS = 6;

/** Of the program that ran last. */
export let folder: string;
let server: http.Server;
/** Connections of the test that runs. */
export let accepts = 0;
export let port = 0;

before(async () => {
  server = http.createServer((request, response) => {
    if (request.url === '/close') response.setHeader('connection', 'close');
    response.end('{"ok":true}');
  });
  server.on('connection', () => {
    accepts += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
after(() => server.close());
beforeEach(() => {
  accepts = 0;
});

export interface Seen {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
  readonly reports: readonly PreloadReport[];
}

/** Runs a program of this text to its end. */
export async function run(
  text: string,
  settings: object = {},
  file = 'app.mjs',
  variables: object = {},
): Promise<Seen> {
  folder = mkdtempSync(path.join(PROJECT, 'dist/preload-test-'));
  try {
    writeFileSync(path.join(folder, file), text);
    const env = {
      PATH: process.env.PATH ?? '',
      URL: `http://127.0.0.1:${port}`,
      AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
      NODE_OPTIONS: `--require "${PRELOAD}"`,
      HOLDLINE_PRELOAD: JSON.stringify({ folder, ...settings }),
      ...variables,
    };
    const child = spawn(process.execPath, [path.join(folder, file)], { cwd: folder, env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    const reports = readReports(folder);
    return { code, signal, out, err, reports };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
