import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { told, workloadOf } from '../../testing/workload-files.js';

const TARGET = 'name: x\npeak: 300/s\ntarget: { embedded: {} }\n';
const POLICIES = 'policies: { today: {} }\n';
const service = (more = '') => `name: x\npeak: 300/s\nservice: { command: node server.js${more} }\n`;
const SERVICE = service();
const CALLS = 'calls:\n  prices: { embedded: {} }\n';
const PLACE = 'is nothing that holdline fills in | did you mean';
const NOT_HERE = `3:42 \`service.url\` is no http address on this machine | write http://127.0.0.1:\${port}`;
const NO_PRELOAD = 'the policy is brought about by the preload, and there is none | remove preload: false';

const CASES: Readonly<Record<string, readonly [text: string, said: readonly string[]]>> = {
  'a target beside it': [
    `${SERVICE}${POLICIES}target: { embedded: {} }\n`,
    ['5:1 there are both a target and a service | a service is measured itself: remove target'],
  ],
  'a client beside it': [
    `${SERVICE}${POLICIES}client: axios\n`,
    ['5:1 the load of a service is sent by holdline itself | remove it'],
  ],
  'calls without it': [
    `${TARGET}policies: { cold: { keepAlive: false } }\ncalls: { prices: {} }\n`,
    ['5:1 calls are those of a service, and there is none | write service:, or remove it'],
  ],
  'no command': [
    `name: x\npeak: 300/s\nservice: {}\n${POLICIES}`,
    [
      '3:10 `service.command` is missing | write a text such as node server.js, or a list such as [node, server.js]; of a service that runs already url and cpu',
    ],
  ],
  'a name of a call that is none': [
    `${SERVICE}${POLICIES}calls: { Prices: {} }\n`,
    [
      '5:10 `Prices` is not a plain name for a call' +
        ' | begin with a lower-case letter; then letters, digits and dashes, such as prices',
    ],
  ],
  'a call that is real and a stand-in': [
    `${SERVICE}${POLICIES}calls:\n  a: { url: http://127.0.0.1:1, embedded: {} }\n`,
    ['6:33 the call has both url and embedded | keep one of them'],
  ],
  'answers of a real server': [
    `${SERVICE}${POLICIES}calls:\n  a: { url: http://127.0.0.1:1, answers: [{ get: / }] }\n`,
    ['6:33 a real server gives its own answers | remove url or answers'],
  ],
  'names that nobody looks up': [
    `${SERVICE}${POLICIES}calls:\n  a: { dns: {} }\n  b: { origin: "http://10.0.0.1", dns: {} }\n  c: { origin: "http://localhost:81", dns: {} }\n`,
    [
      '6:8 there is no name to look up: the service is told where its stand-in is | add origin: http://HOST, by which the service calls it',
      '7:35 nobody asks a DNS server for 10.0.0.1 | remove it, or write an origin with a name',
      '8:39 nobody asks a DNS server for localhost | remove it, or write an origin with a name',
    ],
  ],
  'a name that the service is not told': [
    `${service(`, env: { A_URL: "\${calls.a.url}" }`)}${POLICIES}calls:\n  a: { origin: "http://x.y", dns: {} }\n`,
    [
      '6:30 service.env.A_URL tells the service localhost, which asks no DNS server | write http://x.y there, or remove dns',
    ],
  ],
  'DNS servers that are not one, and whole': [
    `${SERVICE}${POLICIES}calls:\n  a: { origin: "http://x.y", dns: { failures: 60%, timeouts: 41% } }\n  b: { origin: "https://X.y.", dns: {} }\n`,
    [
      '6:30 the shares of failures, timeouts and truncated exceed 100% | lower one',
      '7:32 calls.a has a DNS server for x.y already | remove one of the two',
    ],
  ],
  'a policy that asks a DNS server where there is none': [
    `${SERVICE}policies: { today: {}, kept: { dns: cached } }\ncalls: { a: { origin: "http://x.y" } }\n`,
    [
      '4:32 the policy asks a DNS server, and no call has one | add dns: {} to a call with an origin, or write dns: system',
    ],
  ],
  'calls that are none, and a policy that asks for their names': [
    `${SERVICE}policies: { today: {}, kept: { dns: cached } }\ncalls: [a]\n`,
    ['5:8 `calls` is a list, where a mapping belongs | write keys with their values below it'],
  ],
  'an origin without the preload': [
    `${service(', preload: false')}${POLICIES}calls:\n  a: { origin: https://api.example }\n`,
    ['6:8 only the preload leads an origin to its stand-in, and there is none | remove preload: false'],
  ],
  'answers that are not whole': [
    `${SERVICE}${POLICIES}calls:\n  a:\n    answers:\n      - { get: /a, post: /b }\n      - { get: /a, text: x, file: y }
      - { status: 201 }\n      - {}\n      - { get: a*b }\n`,
    [
      '8:20 the answer has both get and post | write two',
      '9:29 the answer has both text and file | keep one',
      '10:9 the answer says not to what | write a method and a path, such as get: /prices/*',
      '11:9 the answer says not to what | write a method and a path, such as get: /prices/*',
      '12:16 `calls.a.answers[4].get` is `a*b`, which is no path | write a path such as /prices/42, or /prices/*',
    ],
  ],
  'what nobody can force': [
    `${SERVICE}policies: { a: { tlsResumption: false, keepAlive: false } }\n`,
    [
      '4:18 tlsResumption cannot be forced on a service' +
        ' | known here are keepAlive, by, maxSockets, timeout, dns, env, command, cwd, preload and requestTimeout',
    ],
  ],
  'a key that is misspelt, told once': [
    `${SERVICE}policies: { a: { keepAlve: false } }\n`,
    ['4:18 unknown key `keepAlve` in `policies.a` | did you mean `keepAlive`?'],
  ],
  'a way for nothing': [
    `${SERVICE}policies: { a: { by: preload } }\n`,
    ['4:18 nothing is forced by it | write keepAlive: false or true, or remove it'],
  ],
  'reuse by answers': [
    `${SERVICE}policies: { a: { by: downstream, keepAlive: true }, b: { by: downstream, keepAlive: false, maxSockets: 4 } }\n`,
    ['4:18', '4:58'].map(
      (place) =>
        `${place} the answers of what is called can end reuse, and nothing else` +
        ' | write by: preload, or keepAlive: false alone',
    ),
  ],
  'what needs the preload, without it': [
    `${service(', preload: false')}policies:\n  a: { keepAlive: true }\n  b: { maxSockets: 4 }
  c: { keepAlive: false, by: preload }\n  d: { keepAlive: false }\n  e: {}\n`,
    [`5:6 ${NO_PRELOAD}`, `6:6 ${NO_PRELOAD}`, `7:6 ${NO_PRELOAD}`],
  ],
  'settings of a service without one': [
    `${TARGET}policies: { cold: { keepAlive: false, by: preload, command: node x, cwd: y } }\n`,
    [
      '4:39 by is for the policy of a service, and there is none | remove it',
      '4:52 command is for the policy of a service, and there is none | remove it',
      '4:69 cwd is for the policy of a service, and there is none | remove it',
    ],
  ],
  'places that nobody fills in': [
    `${service(`, env: { A: "\${prot}", B: "\${calls.price.url}", C: "\${calls.prices.url}", D: "\${calls.ca}" }`)}${CALLS}policies: { a: { env: { X: "\${calls.prices.prt}" } } }\n`,
    [
      `3:47 \${prot} ${PLACE} \${port}?`,
      `3:61 \${calls.price.url} ${PLACE} \${calls.prices.url}?`,
      `6:28 \${calls.prices.prt} ${PLACE} \${calls.prices.port}?`,
    ],
  ],
  'places in a command, as a text and as a list': [
    `name: x\npeak: 300/s\nservice: { command: [node, server.js, "\${prot}"] }\n${CALLS}policies: { a: { command: "node \${potr}" } }\n`,
    [`3:39 \${prot} ${PLACE} \${port}?`, `6:27 \${potr} ${PLACE} \${port}?`],
  ],
  'an address elsewhere': [`${service(`, url: "http://example.com:\${port}"`)}${POLICIES}`, [NOT_HERE]],
  'an address of something else': [`${service(`, url: "ftp://127.0.0.1:\${port}"`)}${POLICIES}`, [NOT_HERE]],
  'an address with a path, which would be lost': [
    `${service(`, url: "http://127.0.0.1:\${port}/api"`)}${POLICIES}`,
    ['3:42 `service.url` has more than scheme, host and port | move the path to the requests, such as get: /orders'],
  ],
  'one port for the services of two policies': [
    `${service(', url: "http://127.0.0.1:8080"')}policies: { a: {}, b: { keepAlive: false } }\n`,
    [
      '3:42 each policy has a service of its own, and they cannot share a port' +
        ` | write http://127.0.0.1:\${port}; PORT tells the service`,
    ],
  ],
  'gates on calls that are not there, or not counted there': [
    `${SERVICE}${CALLS}${POLICIES}gates:
  - { metric: connectionsPerRequest, call: price, policy: today, max: 1 }
  - { metric: cpuUsPerRequest, call: prices, policy: today, max: 1ms }
  - { metric: connectionsPerRequest, call: "*", policy: today, max: 1 }\n`,
    [
      '8:44 no call is named `price` | known are prices and *',
      '9:38 cpuUsPerRequest is not counted by call' +
        ' | of a call there are connectionsPerRequest, handshakesPerRequest and fullHandshakesPerRequest',
    ],
  ],
};

describe('mistakes in a workload with a service', () => {
  for (const [name, [text, said]] of Object.entries(CASES)) it(name, () => assert.deepEqual(told(text), said));

  it('are none where a single policy has a port of its own, or a call has its usual stand-in', () => {
    const { target } = workloadOf(`${service(', url: "http://127.0.0.1:8080/"')}${CALLS}${POLICIES}`);
    assert.equal(target.kind, 'service');
    const text = `${SERVICE}calls: { a: {} }\npolicies: { today: {}, cold: { keepAlive: false } }\n`;
    assert.deepEqual(
      workloadOf(text).policies.map(({ service: asked }) => [asked?.by, asked?.keepAlive]),
      [
        [undefined, undefined],
        ['downstream', false],
      ],
    );
  });
});
