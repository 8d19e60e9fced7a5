import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { watchLines, watchSummary } from '../../reports/documents/watch.js';
import { callSitesOf, downstreamsOf } from '../analysis/service/call-sites.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { KILL_AFTER_MS, type NotReady, type ServiceEnd, type ServiceStopped } from '../model/protocol/service.js';
import type { PreloadReport } from '../model/run/preload.js';
import { type KeptService, keepService } from '../run/service/keeper.js';
import { preloadEnvironment, readReports } from '../run/service/preload.js';
import { print, say } from './terminal/output.js';
import { asWritten, many, once, toggle, type Verb } from './verb.js';
import { watchOnce } from './watch-once.js';
import { writeWatched } from './watched-workload.js';

const FLAGS = {
  cwd: once('<folder>', 'where the service starts (default: the current folder)', asWritten),
  allowHost: many('<name>', 'a host beyond this machine that the service may connect to; may be repeated', asWritten),
  once: once('<workload>', 'send each request of a workload with a service once, and end', asWritten),
  write: once('<file>', 'write a workload whose calls are those that were seen', asWritten),
  json: toggle('what was seen as JSON, at the end, and nothing else on standard output'),
};

/** Starts a service as it is, without a load, and tells what it calls, from which line. */
export const watchVerb: Verb<typeof FLAGS> = {
  name: 'watch',
  says: 'start a Node.js service as it is, and tell what it calls and which line opens connections',
  places: [{ name: 'command', says: 'the service, behind --', isRest: true, mayBeMissing: true }],
  flags: FLAGS,
  examples: [
    { line: 'watch -- node server.js', does: 'use the service meanwhile; Ctrl-C ends both' },
    { line: 'watch --once workloads/service.yaml', does: 'what each request calls, in ten seconds' },
    { line: 'watch --write orders.yaml -- node server.js', does: 'a workload of what was called meanwhile' },
    { line: 'watch --allow-host api.example -- npm start', does: 'a service that may call api.example' },
  ],
  exits: [EXIT.pass, EXIT.usage, EXIT.targetOrInternal],
  run(command, { cwd, allowHost, json, once: file, write }) {
    const options = { allowHosts: allowHost ?? [], json: json === true };
    if (file !== undefined && write !== undefined) {
      throw mistake('--once and --write do not go together', 'a workload for --once has its calls already');
    }
    if (file !== undefined) return watchOnce(file, command, options);
    if (command.length === 0)
      throw mistake('no service is named', 'write it behind --: holdline watch -- node server.js');
    return watch(command, { ...options, cwd: path.resolve(cwd ?? '.'), write: write ?? null });
  },
};

interface WatchOptions {
  readonly cwd: string;
  /** Hosts beyond this machine that the service may connect to. */
  readonly allowHosts: readonly string[];
  readonly json: boolean;
  /** Where a workload of what was seen is written; null writes none. */
  readonly write: string | null;
}

const LOOK_MS = 500;

/** Until the service ends or the user stops it. */
async function watch(command: readonly string[], options: WatchOptions): Promise<ExitCode> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-watch-'));
  const output = path.join(folder, 'output.txt');
  const settings = { folder, allow: options.allowHosts };
  const env = { ...definedOf(process.env), ...preloadEnvironment(settings, process.env) };
  try {
    const service = await keepService({ command, cwd: options.cwd, env, output, ready: { kind: 'at-once' } });
    const { started } = service;
    if (started.kind === 'failed') {
      await service.stop();
      throw notStarted(started.reason, command, options.cwd);
    }
    say(`watching ${command.join(' ')} (process ${started.pid}): use it, then end it with Ctrl-C`);
    const end = await follow(service, folder, output, options);
    if (end === null) tellStop(await service.stop());
    else tellEnd(end);
    conclude(readReports(folder), options, command);
    return end === null || end.exitCode === 0 ? EXIT.pass : EXIT.targetOrInternal;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Until the service ends by itself (how it did) or the user stops it (null). */
async function follow(service: KeptService, folder: string, output: string, options: WatchOptions) {
  const stop = listenForStop();
  const shown = new Map<string, string>();
  let told = 0;
  for (;;) {
    const { end } = await service.read();
    told += tail(output, told);
    if (!options.json) showNew(readReports(folder), options, shown);
    if (end !== null) {
      await service.stop();
      return end;
    }
    if (stop.signal.aborted) return null;
    await rest(LOOK_MS, undefined, { signal: stop.signal }).catch(() => {});
  }
}

function showNew(reports: readonly PreloadReport[], { cwd }: WatchOptions, shown: Map<string, string>): void {
  const lines = watchLines([...downstreamsOf(reports)], callSitesOf(reports, cwd));
  for (const [downstream, line] of lines) {
    if (shown.get(downstream) !== line) print(`${line}\n`);
    shown.set(downstream, line);
  }
}

function conclude(
  reports: readonly PreloadReport[],
  { cwd, json, write }: WatchOptions,
  command: readonly string[],
): void {
  const downstreams = [...downstreamsOf(reports)];
  const callSites = callSitesOf(reports, cwd);
  if (json) print(`${JSON.stringify({ downstreams: Object.fromEntries(downstreams), callSites }, null, 2)}\n`);
  else print(watchSummary(downstreams, callSites, reports.length));
  if (write === null) return;
  writeWatched(write, command, cwd, downstreams);
  say(`wrote ${write}: holdline watch --once ${write} tries it`);
}

function notStarted(reason: ServiceEnd | NotReady, [program]: readonly string[], cwd: string): Error {
  const why = reason.kind === 'ended' && reason.startError !== null ? reason.startError : 'it ended at once';
  if (!existsSync(cwd)) return mistake(`there is no folder ${cwd}`, 'check --cwd');
  return mistake(`${program} could not be started: ${why}`, 'check the command behind --');
}

function tellEnd({ exitCode, signal }: ServiceEnd): void {
  say(`the service ended by itself: ${signal === null ? `exit code ${exitCode}` : signal}`);
}

function tellStop({ wasKilled }: ServiceStopped): void {
  if (wasKilled) say(`the service did not end within ${KILL_AFTER_MS / 1000} s of SIGTERM, and was killed`);
}

/** What the service wrote since the last look goes on to standard error; gives how many bytes that were. */
function tail(file: string, from: number): number {
  const fresh = readFileSync(file).subarray(from);
  if (fresh.length > 0) process.stderr.write(fresh);
  return fresh.length;
}

function listenForStop(): AbortController {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => controller.abort());
  return controller;
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
