import type {
  ServiceCall,
  ServiceReading,
  ServiceSpec,
  ServiceStarted,
  ServiceStopped,
} from '../../model/protocol/service.js';
import { startChild } from '../../system/child.js';

const KEEPER_FILE = new URL('../../servers/service-process.js', import.meta.url);

/** A user's service while it runs, kept by a process of ours that ends it with the harness. */
export interface KeptService {
  readonly started: ServiceStarted;
  read(): Promise<ServiceReading>;
  stop(): Promise<ServiceStopped>;
}

/** Starts a service; that it could not be started is in `started`, and is the user's business. */
export async function keepService(spec: ServiceSpec): Promise<KeptService> {
  const child = startChild<ServiceCall>(KEEPER_FILE, 'keeper of the service');
  const end = async () => {
    child.kill();
    await child.ended;
  };
  try {
    const started = await child.call<ServiceStarted>({ kind: 'start', spec });
    return {
      started,
      read: () => child.call<ServiceReading>({ kind: 'read' }),
      stop: async () => {
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
