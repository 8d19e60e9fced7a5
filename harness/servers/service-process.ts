import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import {
  KILL_AFTER_MS,
  MARK_NAME,
  type ServiceCall,
  type ServiceEnd,
  type ServiceReading,
  type ServiceSpec,
  type ServiceStarted,
  type ServiceStopped,
} from '../model/protocol/service.js';
import { answerCalls } from '../system/answer.js';
import { isThere, processesOf, signalEach, signalGroup } from '../system/end-processes.js';
import { readTree, startTicksOf } from '../system/process-tree.js';
import { isReady, listensInstead } from './readiness.js';
import { keepOutput, type LastOutput, NO_OUTPUT } from './service-output.js';

/**
 * The keeper of a user's service: starts it in a session of its own, and ends all of it when the harness asks, or when the
 * harness is gone, however it went.
 */

interface Kept {
  readonly child: ChildProcess;
  readonly mark: string;
  readonly temporary: string | undefined;
  readonly killAfterMs: number;
  readonly ended: Promise<ServiceEnd>;
  /** Its processes so far, with when each began: one that dropped the mark is found only while its parent is there. */
  readonly seen: Map<number, number>;
  end: ServiceEnd | null;
}

let kept: Kept | null = null;

type Answer = ServiceStarted | ServiceReading | ServiceStopped | ServiceEnd;

answerCalls(async (call: ServiceCall): Promise<Answer> => {
  if (call.kind === 'start') return start(call.spec);
  if (kept === null) throw new Error(`${call.kind} before the service was started`);
  switch (call.kind) {
    case 'read':
      return read(kept);
    case 'await-end':
      return kept.ended;
    case 'stop':
      return stop(kept);
  }
});
process.on('disconnect', () => {
  killAll(kept);
  if (kept?.temporary === undefined) return;
  try {
    rmSync(kept.temporary, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Another keeper removes it in the same moment.
  }
});
process.on('exit', () => killAll(kept));

async function start(spec: ServiceSpec): Promise<ServiceStarted> {
  const [program = '', ...args] = spec.command;
  const child = spawn(program, args, {
    cwd: spec.cwd,
    env: { ...spec.env, [MARK_NAME]: spec.mark },
    detached: true,
    stdio: ['ignore', spec.output === null ? 'inherit' : 'pipe', spec.output === null ? 'inherit' : 'pipe'],
  });
  const output = spec.output === null ? NO_OUTPUT : keepOutput(child, spec.output, spec.hidden);
  const ended = endOf(child, output);
  const killAfterMs = spec.killAfterMs ?? KILL_AFTER_MS;
  const service: Kept = {
    child,
    mark: spec.mark,
    temporary: spec.temporary,
    killAfterMs,
    ended,
    seen: new Map(),
    end: null,
  };
  kept = service;
  ended.then((end) => {
    service.end = end;
  });
  const up = await Promise.race([isReady(child, spec.ready, output.recent), ended]);
  if (up === true) return { kind: 'ready', pid: child.pid ?? -1 };
  if (up !== false) return { kind: 'failed', reason: up };
  const instead = await listensInstead(spec.ready);
  await stop(service);
  const afterMs = spec.ready.kind === 'at-once' ? 0 : spec.ready.withinMs;
  return { kind: 'failed', reason: { kind: 'not-ready', afterMs, instead, lastOutput: output.told() } };
}

function read(service: Kept): ServiceReading {
  const { child, end } = service;
  const tree = (isThere(child) ? readTree(child.pid) : null) ?? {
    pids: [],
    userUs: 0,
    systemUs: 0,
    memoryBytes: 0,
    peakMemoryBytes: 0,
  };
  remember(service, tree.pids);
  return { ...tree, end };
}

function remember({ seen }: Kept, pids: Iterable<number>): void {
  for (const pid of pids) {
    const startTicks = startTicksOf(pid);
    if (startTicks !== null) seen.set(pid, startTicks);
  }
}

/** Everything of it that can be found now, by its parents, by the mark, and by what was seen before. */
function allOf(service: Kept): ReadonlySet<number> {
  const left = [...service.seen].flatMap(([pid, startTicks]) => (startTicksOf(pid) === startTicks ? [pid] : []));
  const all = processesOf({ child: service.child, mark: `${MARK_NAME}=${service.mark}`, left });
  remember(service, all);
  return all;
}

async function stop(service: Kept): Promise<ServiceStopped> {
  // While parents are there to tell whose the others are.
  allOf(service);
  signalGroup(service.child, 'SIGTERM');
  const isGone = await Promise.race([
    service.ended.then(() => true),
    pause(service.killAfterMs, false, { ref: false }),
  ]);
  // Also where the first process is gone: its children need not be.
  killAll(service);
  return { wasKilled: !isGone };
}

function killAll(service: Kept | null): void {
  if (service === null) return;
  // What was forked while the first time lasted is met by the second.
  for (const _ of [1, 2]) {
    const all = allOf(service);
    signalGroup(service.child, 'SIGKILL');
    // Those that made a session of their own.
    signalEach(all, 'SIGKILL');
  }
}

const REST_OF_OUTPUT_MS = 500;

function endOf(child: ChildProcess, output: LastOutput): Promise<ServiceEnd> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'ended', exitCode: null, signal: null, startError: error.code ?? error.message, lastOutput: '' }),
    );
    child.once('exit', (exitCode, name) => {
      const tell = () => {
        clearTimeout(rest);
        resolve({ kind: 'ended', exitCode, signal: name, startError: null, lastOutput: output.told() });
      };
      // What it wrote last may still be on its way; a child that outlives it may keep its output open for ever.
      const rest = setTimeout(tell, REST_OF_OUTPUT_MS);
      child.once('close', tell);
    });
  });
}
