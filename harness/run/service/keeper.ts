import type {
  ServiceCall,
  ServiceEnd,
  ServiceReading,
  ServiceSpec,
  ServiceStarted,
  ServiceStopped,
} from '../../model/protocol/service.js';
import { type Child, startChild } from '../../system/child.js';

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
export async function keepService(spec: ServiceSpec): Promise<KeptService> {
  const child = startChild<ServiceCall>(KEEPER_FILE, 'keeper of the service');
  let stopping = false;
  const end = async () => {
    stopping = true;
    child.kill();
    await child.ended;
  };
  try {
    const started = await child.call<ServiceStarted>({ kind: 'start', spec });
    return {
      started,
      read: () => child.call<ServiceReading>({ kind: 'read' }),
      ended: endOf(child, () => stopping),
      stop: async () => {
        stopping = true;
        const stopped = await child.call<ServiceStopped>({ kind: 'stop' });
        await end();
        return stopped;
      },
    };
  } catch (error) {
    await end();
    throw error;
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
