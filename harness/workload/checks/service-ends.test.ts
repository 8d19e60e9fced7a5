import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { told, workloadOf } from '../../testing/workload-files.js';

const POLICIES = 'policies: { today: {} }\n';
const service = (more = '') => `name: x\npeak: 300/s\nservice: { command: node server.js${more} }\n`;
const answers = (rows: string) => `${service()}${POLICIES}calls:\n  a:\n    answers:\n${rows}`;
const row = (text: string) => answers(`      - { ${text} }\n`);

const BARE = (status: number, key: string) =>
  `an answer of status ${status} has no body | remove ${key}, or write status: 200`;
const QUERY = 'which has a query or a fragment, of which an answer knows nothing | write the path before it alone';
const EVERYTHING =
  'which is a mapping, whose log finds anything, so that it waits for nothing' +
  ' | write a path such as /healthz, or { log: /listening/ }; leave it out for the open port';

const CASES: Readonly<Record<string, readonly [text: string, said: readonly string[]]>> = {
  'a place without its end': [
    `${service(`, env: { A: "\${calls.a.url", B: "http://\${calls.a.host/x", C: "\${port", D: "\${calls.a.url/\${port}" }`)}calls: { a: {} }\n${POLICIES}`,
    [
      `3:47 \${calls.a.url has no end | close it: \${calls.a.url}`,
      `3:67 \${calls.a.host/x has no end | close it: \${calls.a.host}`,
      `3:97 \${port has no end | close it: \${port}`,
      `3:110 \${calls.a.url/\${port} is nothing that holdline fills in | did you mean \${calls.a.port}?`,
    ],
  ],
  'an origin of two calls, however it is written': [
    `${service()}${POLICIES}calls:\n  a: { origin: https://api.example }\n  b: { origin: "https://API.example.:443" }\n  c: { origin: "https://api.example:8443" }\n`,
    ['7:16 calls.a has the origin api.example:443 already | give all its answers to calls.a, or write another origin'],
  ],
  'stand-ins that do not speak as their origins do': [
    `${service()}${POLICIES}calls:\n  a: { origin: https://a.example, embedded: { tls: false } }\n  b: { origin: http://b.example, embedded: { tls: true } }\n  c: { origin: https://c.example, embedded: { tls: { key: rsa } } }\n`,
    [
      '6:47 the origin is called by https, and its stand-in speaks plain HTTP | remove it',
      '7:46 the origin is called by http, and its stand-in speaks TLS | remove it',
    ],
  ],
  'an origin that is no host': [
    `${service()}${POLICIES}calls:\n  a: { origin: "https://*.x" }\n  b: { origin: "https://a(b).x" }\n`,
    ['a: 6:16 *.x', 'b: 7:16 a(b).x'].map(
      (one) =>
        `${one.slice(3, 7)} \`calls.${one[0]}.origin\` is \`https://${one.slice(8)}\`, whose host is no name that can be called` +
        ' | write one host, without *, such as api.orders.example',
    ),
  ],
  'a body where there is none': [
    answers(
      '      - { get: /a, status: 204, text: x }\n      - { get: /b, status: 304, json: {} }\n      - { get: /c, status: 205, echo: true }\n      - { get: /d, status: 204, text: "" }\n      - { get: /e, status: 204, echo: false }\n',
    ),
    [`8:33 ${BARE(204, 'text')}`, `9:33 ${BARE(304, 'json')}`, `10:33 ${BARE(205, 'echo')}`],
  ],
  'headers that follow from the body': [
    row('get: /a, headers: { Content-Length: "3", transfer-encoding: chunked, x-a: b }, text: x'),
    ['8:31 Content-Length', '8:52 transfer-encoding'].map(
      (one) => `${one} follows from the body, and is sent by itself | remove it`,
    ),
  ],
  'paths that no request has': [
    answers(
      '      - { get: a }\n      - { get: "/a?b=1" }\n      - { get: "/a#b" }\n      - { get: "/a b" }\n      - { get: /ä }\n',
    ),
    [
      '8:16 `calls.a.answers[0].get` is `a`, which is no path | write a path such as /prices/42, or /prices/*',
      `9:16 \`calls.a.answers[1].get\` is \`/a?b=1\`, ${QUERY}`,
      `10:16 \`calls.a.answers[2].get\` is \`/a#b\`, ${QUERY}`,
      ...['11:16 [3].get` is `/a b`', '12:16 [4].get` is `/ä`'].map((one) => {
        const [place, what] = [one.slice(0, 5), one.slice(6)];
        return `${place} \`calls.a.answers${what}, which has a character that no path of a request holds | encode it, such as %20`;
      }),
    ],
  ],
  'answers behind one that fits everything they fit': [
    answers(
      '      - { get: /a/* }\n      - { get: /a/1 }\n      - { post: /a/1 }\n      - { any: /* }\n      - { put: /b* }\n      - { any: /a/* }\n',
    ),
    [
      ['9:11', 0],
      ['12:11', 3],
      ['13:11', 3],
    ].map(
      ([place, first]) =>
        `${place} the answer is never sent: calls.a.answers[${first}] fits everything that it fits | move it up, or remove it`,
    ),
  ],
  'a port that is not the one that is called': [
    `${service(', env: { PORT: "9" }')}policies: { a: { env: { PORT: "8" } }, b: { env: { PORT: "$' + '{port}" } } }\n`.replace(
      "$' + '",
      '$',
    ),
    [
      `3:50 PORT says 9, and the service is called at \${port} | remove it: the service is told its port as PORT`,
      `4:31 PORT says 8, and the service is called at \${port} | remove it: the service is told its port as PORT`,
    ],
  ],
};

describe('what a service and its calls cannot be', () => {
  for (const [name, [text, said]] of Object.entries(CASES)) it(name, () => assert.deepEqual(told(text), said));

  it('a log that finds everything', () => {
    for (const log of ['""', '//', '/.*/', '/x?/', '"a|"']) {
      assert.deepEqual(
        told(`${service(`, ready: { log: ${log} }`)}${POLICIES}`),
        [`3:44 \`service.ready\` ${EVERYTHING.replace(/^which is/, 'is')}`],
        log,
      );
    }
    const { target } = workloadOf(`${service(', ready: { log: /up$/ }')}${POLICIES}`);
    assert.deepEqual(target.kind === 'service' && target.ready, { kind: 'log', pattern: 'up$' });
  });

  it('is no mistake where a port is fixed and told, or answers differ', () => {
    const fixed = `${service(', url: "http://127.0.0.1:8080", env: { PORT: "8080" }')}${POLICIES}`;
    assert.equal(workloadOf(fixed).target.kind, 'service');
    const other = fixed.replace('"8080"', '"9"');
    assert.deepEqual(told(other), ['3:80 PORT says 9, and the service is called at 8080 | write PORT: "8080"']);
    assert.equal(
      workloadOf(answers('      - { get: /a }\n      - { get: /a/* }\n      - { any: /a }\n')).target.kind,
      'service',
    );
  });
});
