import type { ClientName } from '../../harness/model/workload/clients.js';
import type { OpenClient } from '../client.js';
import type { Driver } from '../driver.js';

/** A client that our loops send through, or one that drives itself. */
export type AnyClient = OpenClient | Driver;

interface ClientModule {
  readonly client: AnyClient;
}

/** Loads a client, and with it its library, in the workers that use it alone: every row of `CLIENTS` has a file of its name here. */
export async function loadClient(name: ClientName): Promise<AnyClient> {
  const { client } = (await import(`./${name}.js`)) as ClientModule;
  return client;
}
