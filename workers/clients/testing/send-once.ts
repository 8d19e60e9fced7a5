import type { ClientName } from '../../../harness/model/workload/clients.js';
import type { RequestTemplate } from '../../../harness/model/workload/workload.js';
import { sendAll } from './send-all.js';

/** Only for tests: a process that sends requests of its second argument, by client, to the port of its first, and says how they ended. */
const [port, text = '{}'] = process.argv.slice(2);
const endings: Record<string, readonly string[]> = {};
for (const [client, requests] of Object.entries(JSON.parse(text) as Record<ClientName, RequestTemplate[]>)) {
  endings[client] = await sendAll(client as ClientName, { port: Number(port), requests });
}
process.stdout.write(JSON.stringify(endings));
