import path from 'node:path';
import { EXIT } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { refuseFlags } from './agreement.js';
import { hostName } from './host-name.js';
import { asWritten, many, once, toggle, type Verb } from './verb.js';

const FLAGS = {
  cwd: once('<folder>', 'where the service starts (default: the current folder)', asWritten),
  allowHost: many('<name>', 'a host beyond this machine that the service may connect to; may be repeated', hostName),
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
  exits: [EXIT.pass, EXIT.usage, EXIT.targetOrInternal, EXIT.interrupted],
  async run(command, { cwd, allowHost, json, once: file, write }) {
    const options = { allowHosts: allowHost ?? [], json: json === true };
    if (file !== undefined && write !== undefined) {
      throw mistake('--once and --write do not go together', 'a workload for --once has its calls already');
    }
    if (file !== undefined) refuseFlags({ cwd }, ['cwd'], 'with --once', 'the workload says where its service starts');
    if (file !== undefined) return (await import('./watch-once.js')).watchOnce(file, command, options);
    if (command.length === 0)
      throw mistake('no service is named', 'write it behind --: holdline watch -- node server.js');
    const { watchService } = await import('./watch-service.js');
    return watchService(command, { ...options, cwd: path.resolve(cwd ?? '.'), write: write ?? null });
  },
};
