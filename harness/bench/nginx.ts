import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { findProgram } from '../system/find-program.js';
import type { BenchServer, ServerCounts } from './bench-server.js';
import { startOn } from './cores.js';

const BODY_BYTES = 1024;

export interface NginxOptions {
  readonly core?: number | undefined;
  /** PEM with which it serves over https. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

/** nginx with one worker, in a folder of its own; null where there is none. */
export async function startNginx({ core, tls }: NginxOptions): Promise<BenchServer | null> {
  const program = findProgram('nginx');
  if (program === null) return null;
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-bench-'));
  const ports = { port: await freePort(), statusPort: await freePort() };
  for (const [name, pem] of Object.entries(tls ?? {})) writeFileSync(path.join(folder, `${name}.pem`), pem);
  writeFileSync(path.join(folder, 'nginx.conf'), configuration(folder, { ...ports, secure: tls !== undefined }));
  const child = startOn(core, [program, '-p', folder, '-c', path.join(folder, 'nginx.conf')]);
  const ended = once(child, 'exit');
  let reads = 0;
  const read = async () => {
    const counts = readStatus(await get(ports.statusPort));
    reads += 1;
    // Each reading is a request on a connection of its own.
    return { requests: counts.requests - reads, connections: counts.connections - reads };
  };
  await waitFor(read, ended);
  return {
    name: 'nginx',
    url: tls === undefined ? `http://127.0.0.1:${ports.port}/` : `https://localhost:${ports.port}/`,
    read,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The page of ngx_http_stub_status_module: three numbers below a line of names. */
export function readStatus(page: string): ServerCounts {
  const [accepts, , requests] = /^\s*(\d+) (\d+) (\d+)\s*$/m.exec(page)?.slice(1).map(Number) ?? [];
  if (accepts === undefined || requests === undefined) throw new Error(`not a status page of nginx: ${page}`);
  return { requests, connections: accepts };
}

interface Settings {
  readonly port: number;
  readonly statusPort: number;
  readonly secure: boolean;
}

function configuration(folder: string, { port, statusPort, secure }: Settings): string {
  const ownFolders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  // Only root may raise the limit of a process for itself.
  const files = process.getuid?.() === 0 ? 'worker_rlimit_nofile 65536;' : '';
  const certificate = secure ? 'ssl_certificate cert.pem; ssl_certificate_key key.pem;' : '';
  return `
    worker_processes 1; daemon off; ${files}
    pid ${path.join(folder, 'nginx.pid')}; error_log stderr error;
    events { worker_connections 16384; }
    http {
      access_log off; default_type text/plain; tcp_nodelay on; ${ownFolders.join(' ')}
      keepalive_requests 1000000000; keepalive_timeout 3600s;
      server {
        listen 127.0.0.1:${port} backlog=4096${secure ? ' ssl' : ''}; ${certificate}
        location / { return 200 "${'x'.repeat(BODY_BYTES)}"; }
      }
      server { listen 127.0.0.1:${statusPort}; location / { stub_status; } }
    }`;
}

async function waitFor(read: () => Promise<unknown>, ended: Promise<unknown>): Promise<void> {
  let isRunning = true;
  ended.then(() => {
    isRunning = false;
  });
  for (let tries = 0; isRunning && tries < 100; tries += 1) {
    try {
      await read();
      return;
    } catch {
      await rest(50);
    }
  }
  throw new Error('nginx did not start');
}

function get(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve(Buffer.concat(chunks).toString());
    });
    request.on('error', reject);
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
