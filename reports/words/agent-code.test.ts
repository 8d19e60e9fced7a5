import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Script } from 'node:vm';
import { CALL_LIBRARIES } from '../../harness/model/findings/call-site.js';
import { CLIENT_NAMES } from '../../harness/model/workload/clients.js';
import { agentCode, bodyCode } from './agent-code.js';

const SETTINGS = { tls: true, maxSockets: 19, idleMs: 4000, lifetimeMs: 300_000 };

it('is code that can be compiled for every client, with and without TLS and a bound', () => {
  for (const client of [...CLIENT_NAMES, ...CALL_LIBRARIES]) {
    for (const tls of [true, false]) {
      for (const maxSockets of [19, null]) {
        const code = agentCode(client, { ...SETTINGS, tls, maxSockets });
        assert.doesNotThrow(() => new Script(code), `${client}: ${code}`);
        assert.equal(/maxSockets|connections:/.test(code), maxSockets !== null, code);
        assert.match(code, /4_000/);
      }
    }
  }
});

it('is code that frees the connection of an answer, for every library', () => {
  for (const library of CALL_LIBRARIES) {
    const code = bodyCode(library);
    assert.doesNotThrow(() => new Script(`async () => { ${code}\n}`), `${library}: ${code}`);
  }
});

it('makes an agent that has what was advised', () => {
  class Agent {
    readonly options: unknown;
    constructor(options: unknown) {
      this.options = options;
    }
  }
  const made = new Script(`${agentCode('node-http', SETTINGS)}\nagent`).runInNewContext({ https: { Agent } });
  assert.deepEqual({ ...made.options }, { keepAlive: true, maxSockets: 19, timeout: 4000 });
});

it('uses the dispatcher that it makes, and whatever it imports from undici', () => {
  for (const client of ['undici', 'fetch'] as const) {
    const code = agentCode(client, SETTINGS);
    const [, names = ''] = /import \{ ([^}]+) \} from 'undici'/.exec(code) ?? [];
    for (const name of [...names.split(', '), 'dispatcher']) assert.ok(code.split(name).length > 2, `${name}: ${code}`);
  }
});
