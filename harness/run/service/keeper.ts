import { randomUUID } from 'node:crypto';
import {
  KILL_AFTER_MS,
  MARK_NAME,
  type ServiceCall,
  type ServiceEnd,
  type ServiceReading,
  type ServiceSpec,
  type ServiceStarted,
  type ServiceStopped,
} from '../../model/protocol/service.js';
import { ANSWER_MS, type Child, startChild } from '../../system/child.js';
import { childEnvironment } from '../../system/child-environment.js';
import { pidsMarked } from '../../system/process-tree.js';

const KEEPER_FILE = new URL('../../servers/service-process.js', import.meta.url);

/** A user's service while it runs, kept by a process of ours that ends it with the harness. */
export interface KeptService {
  readonly started: ServiceStarted;
  read(): Promise<ServiceReading>;
  /** Resolves with how the service ended by itself, and never where it is stopped. */
  readonly ended: Promise<ServiceEnd>;
  stop(): Promise<ServiceStopped>;
}

/** Starts a service; that it could not be started is in `started`, and is the user's business. */
export async function keepService(unmarked: Omit<ServiceSpec, 'mark'>): Promise<KeptService> {
  const spec: ServiceSpec = { ...unmarked, mark: randomUUID() };
  const child = startChild<ServiceCall>(KEEPER_FILE, 'keeper of the service', childEnvironment(), 'by-itself');
  let stopping = false;
  const end = async () => {
    stopping = true;
    child.kill();
    await child.ended;
    endMarked(spec.mark);
  };
  try {
    const started = await child.call<ServiceStarted>({ kind: 'start', spec }, startMs(spec));
    child.ended.then(() => {
      // Killed itself, it has ended nothing.
      if (!stopping) endMarked(spec.mark);
    });
    return {
      started,
      read: () => child.call<ServiceReading>({ kind: 'read' }),
      ended: endOf(child, () => stopping),
      stop: async () => {
        stopping = true;
        try {
          return await child.call<ServiceStopped>({ kind: 'stop' }, killAfterMs(spec) + ANSWER_MS);
        } finally {
          // Also where the keeper itself is lost meanwhile.
          await end();
        }
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function killAfterMs({ killAfterMs: after = KILL_AFTER_MS }: ServiceSpec): number {
  return after;
}

/** Until it is up, or has been ended because it was not. */
function startMs(spec: ServiceSpec): number {
  const readyMs = spec.ready.kind === 'at-once' ? 0 : spec.ready.withinMs;
  return readyMs + killAfterMs(spec) + ANSWER_MS;
}

/** What a keeper leaves that is ended before it can end its service. */
function endMarked(mark: string): void {
  for (const pid of pidsMarked(`${MARK_NAME}=${mark}`)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
}

/** Some weeks: as long as anything is kept. */
const LONGEST_MS = 2 ** 31 - 1;

async function endOf(child: Child<ServiceCall>, isStopping: () => boolean): Promise<ServiceEnd> {
  const never = new Promise<never>(() => {});
  const end = await child.call<ServiceEnd>({ kind: 'await-end' }, LONGEST_MS).catch((error: Error) => {
    if (isStopping()) return never;
    return { kind: 'ended', exitCode: null, signal: null, startError: null, lastOutput: error.message } as const;
  });
  return isStopping() ? never : end;
}
