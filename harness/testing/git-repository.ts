import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tempFolder } from './cli.js';

/** A git repository of a user's, with the cache of its working trees beside it. */

export interface GitRepository {
  readonly cwd: string;
  /** The variables that a command needs to keep its cache there. */
  readonly env: { readonly XDG_CACHE_HOME: string };
  /** Writes files, commits them all, and gives the commit. */
  commit(files: Readonly<Record<string, string>>, message?: string): string;
  write(files: Readonly<Record<string, string>>): void;
  git(...args: readonly string[]): string;
}

const WHO = ['-c', 'user.email=test@localhost', '-c', 'user.name=Test', '-c', 'commit.gpgsign=false'];

export function gitRepository(t: { after(end: () => void): void }): GitRepository {
  const top = tempFolder(t);
  const cwd = path.join(top, 'repository');
  mkdirSync(cwd);
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...WHO, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  git('init', '-q', '-b', 'main', '.');
  writeFileSync(path.join(cwd, '.gitignore'), 'node_modules\nruns\n');
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
      rmSync(path.join(cwd, name), { force: true });
      writeFileSync(path.join(cwd, name), text);
    }
  };
  const commit = (files: Readonly<Record<string, string>>, message = 'change') => {
    write(files);
    git('add', '-A');
    git('commit', '-q', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  return { cwd, env: { XDG_CACHE_HOME: path.join(top, 'cache') }, commit, write, git };
}

/** A service that calls one other as often as it is told, over an Agent of a package of its own repository. */
export const shop = (options: { readonly pool: string; readonly version?: string; readonly calls?: number }) => ({
  'vendor/pool/package.json': JSON.stringify({ name: 'pool', version: options.version ?? '1.0.0', main: 'index.js' }),
  'vendor/pool/index.js': `exports.agent = new (require('node:http').Agent)(${options.pool});\n`,
  'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: { pool: 'file:vendor/pool' } }),
  'package-lock.json': JSON.stringify({
    name: 'shop',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'shop', version: '1.0.0', dependencies: { pool: 'file:vendor/pool' } },
      'node_modules/pool': { resolved: 'vendor/pool', link: true },
      'vendor/pool': { version: options.version ?? '1.0.0' },
    },
  }),
  'app.mjs': `import http from 'node:http';
import { agent } from 'pool';
const call = () => new Promise((done, fail) =>
  http.get(process.env.PRICES, { agent }, (r) => r.resume().on('end', done)).on('error', fail));
http.createServer(async (q, r) => {
  for (let calls = 0; calls < ${options.calls ?? 1}; calls += 1) await call();
  r.end('ok');
}).listen(process.env.PORT, '127.0.0.1');
`,
  'workloads/shop.yaml': `name: shop
peak: 300/s
setup: [ln, -s, vendor, node_modules]
service: { command: node app.mjs, cwd: .., env: { PRICES: "\${calls.prices.url}" } }
calls: { prices: { embedded: {} } }
load: { connections: 2, threads: 1 }
policies: { today: {} }
design: { invocations: 1, blocks: 2, slot: 200ms, leadIn: 0ms, warmup: 50ms }
slo: { p99: 5s, errors: 1% }
`,
});
