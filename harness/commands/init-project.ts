import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EXIT, type ExitCode } from '../model/exit.js';
import { fileMistake } from '../model/file-mistake.js';
import { mistake } from '../model/mistake.js';
import { CLIENT_NAMES, traitsOf } from '../model/workload/clients.js';
import { nameIn } from '../model/workload/packages.js';
import { makeFolder } from '../system/make-folder.js';
import { NO_END, readCommand } from '../workload/readers/command.js';
import type { InitValues } from './init-flags.js';
import { slug } from './slug.js';
import { tell } from './terminal/output.js';

/** What a project says of itself in its package.json, as far as it matters here. */
export interface Project {
  readonly name: string;
  /** Null where it has no start script. */
  readonly start: string | null;
  /** HTTP clients among its dependencies. */
  readonly clients: readonly string[];
}

/** Those that holdline replays with, and others that are told by their Agent of Node's. */
const CLIENTS = [
  ...new Set(CLIENT_NAMES.flatMap((name) => traitsOf(name).packages.map(nameIn))),
  'got',
  'node-fetch',
  'superagent',
];

/** Writes the files, and tells what to run next. Throws UserMistake where one is there already or nothing can be started. */
export function initProject(folder: string, { service, url, out = 'holdline.yaml', ci }: InitValues): ExitCode {
  if (service !== undefined && url !== undefined) {
    throw mistake('--service and --url do not go together', 'a service is started by holdline, a url runs already');
  }
  const project = readProject(folder);
  const start = service ?? project.start;
  if (start === null && url === undefined) {
    throw mistake(
      'nothing here says how a service is started: there is no start script in package.json',
      'name it: holdline init --service "node server.js", or a server that runs: --url http://127.0.0.1:8080',
    );
  }
  const text =
    url === undefined ? serviceWorkload(project, start!, folderFrom(folder, out)) : urlWorkload(project, url);
  const files = [[out, text] as const, ...(ci ? [[WORKFLOW_FILE, workflow(out)] as const] : [])];
  for (const [file] of files) {
    if (existsSync(path.resolve(folder, file)))
      throw mistake(`${file} is there already`, 'name another with --out, or move it');
  }
  for (const [file, content] of files) write(path.resolve(folder, file), content);
  const next = url === undefined ? `npx holdline watch --once ${out}` : `npx holdline load ${out} --dry-run`;
  tell(`${files.map(([file]) => `wrote ${file}`).join('\n')}\nnext: ${next}\n`);
  return EXIT.pass;
}

/** Not even a shell starts a command in which a quote has no end. */
function assertClosed(start: string, what: string): void {
  const reading = readCommand(start);
  if (!reading.ok && reading.wrong === NO_END) {
    throw mistake(
      `${what} is ${start}, ${NO_END}`,
      'close it, or name the command: holdline init --service "node server.js"',
    );
  }
}

function nameFor(text: string): string {
  return slug(text) || 'service';
}

function readProject(folder: string): Project {
  const file = path.join(folder, 'package.json');
  if (!existsSync(file)) return { name: nameFor(path.basename(folder)), start: null, clients: [] };
  const parsed = parse(file);
  const dependencies = Object.keys({ ...record(parsed.dependencies), ...record(parsed.optionalDependencies) });
  const { start } = record(parsed.scripts);
  return {
    name: nameFor(typeof parsed.name === 'string' ? parsed.name : path.basename(folder)),
    start: typeof start === 'string' ? start : null,
    clients: CLIENTS.filter((name) => dependencies.includes(name)),
  };
}

function parse(file: string): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')));
  } catch (error) {
    throw mistake(`${file} cannot be read: ${(error as Error).message}`, 'mend it, or start elsewhere');
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Where the service starts, as seen from the file; empty where both are in one folder. */
function folderFrom(folder: string, out: string): string {
  return path.relative(path.dirname(path.resolve(folder, out)), path.resolve(folder));
}

function serviceWorkload({ name, clients, start: own }: Project, start: string, cwd: string): string {
  assertClosed(start, start === own ? 'the start script' : '--service');
  // What only a shell understands is given to one.
  const command = /[|&;<>$`*?~]|^\s*\w+=/.test(start) ? `[sh, -c, ${JSON.stringify(start)}]` : JSON.stringify(start);
  const seen = clients.length === 0 ? '' : ` # ${clients.join(', ')} among its dependencies`;
  return `# What does a request cost ${name}, and what would reuse of its connections save?
name: ${name}
peak: 6000/min # requests to the service at its busiest, across the fleet
service:
  command: ${command}${cwd === '' ? '' : `\n  cwd: ${JSON.stringify(cwd)}`}
  # env: { PRICES_URL: "\${calls.prices.url}" }   PORT is set anyway
  # ready: /healthz                               the open port if left out
# calls:${seen || ' # what it calls, and what stands in for it: holdline watch --write shows them'}
#   prices: { embedded: { tls: true, latency: 5ms } }
#   payments: { origin: https://api.payments.example, embedded: { tls: true } }
requests:
  - { get: / }
load: { rate: 50/s }
policies:
  today: {} # the service as it is
  cold: { keepAlive: false }
  keep-alive: { keepAlive: true, timeout: 4s }
# slo: { p99: 250ms, errors: 1% }                 what it promises: 100ms if left out
# fleet: { containers: 4, vcpu: 1, cpu: 55% }     what runs today: then the report says containers
# gates: [{ metric: connectionsPerRequest, call: "*", policy: today, max: 0.2 }]
`;
}

function urlWorkload({ name }: Project, url: string): string {
  return `# What does keep-alive save the callers of this server?
name: ${name}
peak: 6000/min # requests at its busiest
target: { url: ${JSON.stringify(url)} }
requests:
  - { get: / }
load: { rate: 50/s }
policies:
  cold: { keepAlive: false }
  keep-alive: { keepAlive: true }
gates: [{ metric: connectionsPerRequest, policy: keep-alive, max: 0.2 }]
`;
}

const WORKFLOW_FILE = '.github/workflows/holdline.yml';

/** Counts gate on any machine, so that a short run is enough; the report is the job's summary. */
function workflow(out: string): string {
  const file = /^[\w./-]+$/.test(out) ? out : `'${out.replaceAll("'", "'\\''")}'`;
  const load = `npx holdline load ${file} --invocations 1 --slot 2s --out runs/head`;
  return `name: holdline
on: pull_request
jobs:
  reuse:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 24, cache: npm }
      - run: npm ci
      - run: ${file === out ? load : JSON.stringify(load)}
      - if: always()
        run: cat runs/head/report.md >> "$GITHUB_STEP_SUMMARY"
`;
}

function write(file: string, text: string): void {
  try {
    makeFolder(path.dirname(file));
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    throw fileMistake(file, 'written', error, 'name another file with --out');
  }
}
