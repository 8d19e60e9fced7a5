import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What equal sides are measured with: gates as a user would set them, on counts, on CPU and on the 99th percentile. */

/** A 99th percentile is paired where every slot has 368 requests: three standard deviations fewer than these are. */
const DESIGN = `design: { invocations: 3, blocks: 2, slot: 600ms, leadIn: 50ms, warmup: 150ms }
slo: { p99: 1s, errors: 1% }
`;

const TIMES = `  - { metric: cpuUsPerRequest, policy: today, tolerance: 10% }
  - { metric: responseTimeP99Ms, policy: today, tolerance: 25% }
`;

/** A client in a loop against the embedded target. */
const CLIENT = `name: aa-client
peak: 720/s
target: { embedded: { tls: false, latency: 1ms } }
load: { scale: 100%, threads: 1 }
policies: { today: { keepAlive: true } }
${DESIGN}gates:
  - { metric: connectionsPerRequest, policy: today, tolerance: 10% }
  - { metric: lookupsPerRequest, policy: today, tolerance: 10% }
${TIMES}`;

/** A service of its own process, which calls one other for each request. */
const SERVICE = `name: aa-service
peak: 720/s
service: { command: node app.mjs, env: { PRICES: "\${calls.prices.url}" } }
calls: { prices: { embedded: { latency: 1ms } } }
load: { scale: 100%, threads: 1 }
policies: { today: {} }
${DESIGN}gates:
  - { metric: connectionsPerRequest, policy: today, call: "*", tolerance: 10% }
${TIMES}`;

const APP = `import http from 'node:http';
const agent = new http.Agent({ keepAlive: true });
http.createServer((request, response) => {
  http.get(process.env.PRICES, { agent }, (answer) => answer.resume().on('end', () => response.end('ok')))
    .on('error', () => response.writeHead(502).end());
}).listen(process.env.PORT, '127.0.0.1');
`;

export const WORKLOADS = ['aa-client.yaml', 'aa-service.yaml'] as const;

const FILES = { 'aa-client.yaml': CLIENT, 'aa-service.yaml': SERVICE, 'app.mjs': APP };

/** A repository of which the last two commits have the same files. */
export function makeRepository(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
  const who = ['-c', 'user.email=aa@localhost', '-c', 'user.name=aa', '-c', 'commit.gpgsign=false'];
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...who, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  git('init', '-q', '-b', 'main', '.');
  git('add', '-A');
  git('commit', '-q', '-m', 'base');
  git('commit', '-q', '--allow-empty', '-m', 'head: the same');
}
