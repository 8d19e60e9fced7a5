import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';

/** A witness that is not ours: nginx with `stub_status`, in a folder of its own. */
export interface Nginx {
  readonly port: number;
  /** Accepts and requests so far, without those of reading them. */
  counts(): Promise<{ accepts: number; requests: number }>;
  stop(): void;
}

/** Null where nginx is not installed. */
export function findNginx(): string | null {
  try {
    return execFileSync('sh', ['-c', 'command -v nginx || ls /usr/sbin/nginx'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

export async function startNginx(
  binary: string,
  folder: string,
  tls: { key: string; cert: string } | null,
): Promise<Nginx> {
  const [port, statusPort] = [await freePort(), await freePort()];
  writeFiles(folder, port, statusPort, tls);
  const child = spawn(binary, ['-p', folder, '-c', 'nginx.conf', '-g', 'daemon off;'], { stdio: 'ignore' });
  let reads = 0;
  const counts = async () => {
    const text = await get(statusPort);
    reads += 1;
    const [accepts, , requests] = text
      .match(/^\s*(\d+) (\d+) (\d+)/m)!
      .slice(1)
      .map(Number);
    // The counters are those of the whole server, and every reading is a connection and a request of it.
    return { accepts: accepts! - reads, requests: requests! - reads };
  };
  await answers(counts);
  return { port, counts, stop: () => child.kill('SIGTERM') };
}

function writeFiles(folder: string, port: number, statusPort: number, tls: { key: string; cert: string } | null): void {
  mkdirSync(path.join(folder, 'logs'), { recursive: true });
  if (tls !== null) {
    writeFileSync(path.join(folder, 'key.pem'), tls.key);
    writeFileSync(path.join(folder, 'cert.pem'), tls.cert);
  }
  const secure = tls === null ? '' : ' ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path tmp-${name};`,
  );
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `worker_processes 1; pid nginx.pid; error_log logs/error.log;
events { worker_connections 4096; }
http {
  access_log off; ${temporary.join(' ')}
  keepalive_requests 1000000;
  server { listen 127.0.0.1:${port} backlog=4096${secure}; location / { return 200 "ok"; } }
  server { listen 127.0.0.1:${statusPort}; location / { stub_status; } }
}
`,
  );
}

async function answers(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

function get(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, agent: false }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(text);
    });
    request.on('error', reject);
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
