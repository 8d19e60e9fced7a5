import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { watchLines, watchSummary } from '../../reports/documents/watch.js';
import { jsonText } from '../../reports/formats/json.js';
import { callSitesOf, downstreamsOf } from '../analysis/service/call-sites.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { KILL_AFTER_MS, type NotReady, type ServiceEnd, type ServiceStopped } from '../model/protocol/service.js';
import type { PreloadReport } from '../model/run/preload.js';
import { type KeptService, keepService } from '../run/service/keeper.js';
import { ask, preloadEnvironment, readReports } from '../run/service/preload.js';
import { temporaryFolder } from '../system/temporary-folder.js';
import { stopAtSignal } from './interruption.js';
import { print, say, tell } from './terminal/output.js';
import { assertNew, writeWatched } from './watched-workload.js';

export interface WatchOptions {
  readonly cwd: string;
  /** Hosts beyond this machine that the service may connect to. */
  readonly allowHosts: readonly string[];
  readonly json: boolean;
  /** Where a workload of what was seen is written; null writes none. */
  readonly write: string | null;
}

const LOOK_MS = 500;

/** Starts a service and tells what it calls, until the service ends or the user stops it. Throws UserMistake. */
export async function watchService(command: readonly string[], options: WatchOptions): Promise<ExitCode> {
  if (options.write !== null) assertNew(options.write);
  if (!existsSync(options.cwd)) throw mistake(`there is no folder ${options.cwd}`, 'check --cwd');
  const stop = stopAtSignal();
  const folder = temporaryFolder('holdline-watch-');
  const output = path.join(folder, 'output.txt');
  const settings = { folder, allow: options.allowHosts };
  const env = { ...definedOf(process.env), ...preloadEnvironment(settings, process.env) };
  try {
    const service = await keepService({ command, cwd: options.cwd, env, output, ready: { kind: 'at-once' } });
    const { started } = service;
    if (started.kind === 'failed') {
      await service.stop();
      throw notStarted(started.reason, command);
    }
    say(`watching ${command.join(' ')} (process ${started.pid}): use it, then end it with Ctrl-C`);
    const end = await follow(service, { folder, output, stop }, options);
    if (end === null) tellStop(await service.stop());
    else tellEnd(end);
    conclude(readReports(folder), options, command);
    return end === null || end.exitCode === 0 ? EXIT.pass : EXIT.targetOrInternal;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Until the service ends by itself (how it did) or the user stops it (null). */
async function follow(
  service: KeptService,
  { folder, output, stop }: { readonly folder: string; readonly output: string; readonly stop: AbortSignal },
  options: WatchOptions,
) {
  const shown = new Map<string, string>();
  let told = 0;
  for (;;) {
    const { end } = await service.read();
    told += tail(output, told);
    if (!options.json) {
      showNew(readReports(folder), options, shown);
      ask(folder, 'report');
    }
    if (end !== null) {
      await service.stop();
      return end;
    }
    if (stop.aborted) return null;
    await rest(LOOK_MS, undefined, { signal: stop }).catch(() => {});
  }
}

function showNew(reports: readonly PreloadReport[], { cwd }: WatchOptions, shown: Map<string, string>): void {
  const lines = watchLines([...downstreamsOf(reports)], callSitesOf(reports, cwd));
  for (const [downstream, line] of lines) {
    if (shown.get(downstream) !== line) tell(`${line}\n`);
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
  if (json) print(`${jsonText({ downstreams: Object.fromEntries(downstreams), callSites })}\n`);
  else tell(watchSummary(downstreams, callSites, reports.length));
  if (write === null) return;
  writeWatched(write, command, cwd, downstreams);
  say(`wrote ${write}: holdline watch --once ${write} tries it`);
}

function notStarted(reason: ServiceEnd | NotReady, [program]: readonly string[]): Error {
  const why = reason.kind === 'ended' && reason.startError !== null ? reason.startError : 'it ended at once';
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

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
