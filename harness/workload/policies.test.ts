import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLIENT_NAMES, traitsOf } from '../model/workload/clients.js';
import { clientOf } from '../model/workload/workload.js';
import { HEAD, told, workloadOf } from '../testing/workload-files.js';
import { missingPackages } from './checks/packages.js';

const DYNAMODB = 'requests: [{ dynamodb: listTables }]\n';

function withPolicy(policy: string, client: string, rest = ''): string {
  const head = client.startsWith('aws') ? HEAD.replace('tls: false', 'service: dynamodb') : HEAD;
  return `${head.replace('{ keepAlive: false }', policy)}client: ${client}\n${rest}`;
}

describe('a policy that its client cannot honour', () => {
  const cases: readonly (readonly [policy: string, client: string, expected: string])[] = [
    [
      '{ keepAlive: true, maxSockets: 9 }',
      'undici',
      '4:38 the client undici does not honour maxSockets | write connections',
    ],
    [
      '{ keepAlive: true, connections: 9 }',
      'axios',
      '4:38 the client axios does not honour connections | write maxSockets',
    ],
    [
      '{ keepAlive: true, allowH2: true }',
      'node-http',
      '4:38 the client node-http does not honour allowH2 | remove it: HTTP/2 is spoken by undici, fetch only',
    ],
    [
      '{ keepAlive: true, freeSocketTimeout: 4s }',
      'fetch',
      '4:38 the client fetch does not honour freeSocketTimeout | write keepAliveTimeout',
    ],
    [
      '{ keepAlive: true, socketActiveTTL: 4s }',
      'node-http',
      '4:38 the client node-http does not honour socketActiveTTL' +
        ' | remove it: the life of a connection is bounded by agentkeepalive only',
    ],
    [
      '{ keepAlive: true, env: { AWS_NODEJS_CONNECTION_REUSE_ENABLED: "1" } }',
      'node-http',
      '4:38 the client node-http does not honour env' +
        ' | remove it: a variable about reuse is read by aws-sdk-v2, aws-sdk-v3 only',
    ],
    [
      '{ agent: default, maxSockets: 9 }',
      'node-http',
      "4:37 with agent: default, Node's globalAgent is used as it is: maxSockets has no effect | remove it",
    ],
    [
      '{ agent: none, keepAlive: true }',
      'axios',
      '4:28 agent: none never reuses a connection | write keepAlive: false, or another agent',
    ],
    ['{ agent: none }', 'axios', '4:13 `policies.cold.keepAlive` is missing | write true or false'],
    [
      '{ keepAlive: true, pipelining: 0 }',
      'undici',
      '4:50 a pipelining of 0 never reuses a connection | write keepAlive: false',
    ],
    [
      '{ keepAlive: false, pipelining: 1 }',
      'fetch',
      '4:51 a pipelining of 1 reuses connections | write keepAlive: true',
    ],
    [
      '{ keepAlive: false, allowH2: true }',
      'fetch',
      '4:48 on HTTP/2 connections are reused whatever keepAlive says | write keepAlive: true, or remove allowH2',
    ],
  ];
  for (const [policy, client, expected] of cases) {
    it(`is refused: ${client} ${policy}`, () => assert.deepEqual(told(withPolicy(policy, client)), [expected]));
  }

  it('is refused for the AWS SDKs with what the SDK does', () => {
    assert.deepEqual(told(withPolicy('{ keepAlive: true, via: environment }', 'aws-sdk-v3', DYNAMODB)), [
      '4:38 the client aws-sdk-v3 does not honour via' +
        ' | AWS SDK v3 reads no environment variable and has no global Agent: write handler, or env to prove it',
    ]);
    assert.deepEqual(told(withPolicy('{ via: environment, maxSockets: 9 }', 'aws-sdk-v2', DYNAMODB)), [
      '4:39 with via: environment, the SDK makes the Agent itself: maxSockets has no effect | remove it',
    ]);
    assert.deepEqual(told(withPolicy('{ handler: default, env: { SECRET: x } }', 'aws-sdk-v3', DYNAMODB)), [
      '4:46 the variable SECRET is not one about the reuse of connections' +
        ' | known are AWS_NODEJS_CONNECTION_REUSE_ENABLED; set others before the run',
    ]);
  });
});

describe('a policy that its client honours', () => {
  it('may ask the DNS server, unless the client connects by itself', () => {
    const withDns = (client: string, rest: string) =>
      withPolicy('{ keepAlive: true, dns: cached }', client, rest).replace(/tls: false|(?=service)/, (tls) =>
        tls === '' ? 'dns: {}, ' : 'dns: {}',
      );
    const clients = CLIENT_NAMES.filter((name) => traitsOf(name).honours.includes('dns'));
    for (const client of clients) {
      const rest = client.startsWith('aws') ? DYNAMODB : '';
      assert.equal(workloadOf(withDns(client, rest)).policies[0]?.dns, 'cached');
    }
    assert.deepEqual(told(withDns('autocannon', 'load: { connections: 2 }\n')), [
      `4:38 the client autocannon does not honour dns | remove it: it is honoured by ${clients.join(', ')} only`,
    ]);
  });

  it('may leave keepAlive to the client', () => {
    const { policies } = workloadOf(withPolicy('{ agent: default }', 'axios'));
    assert.deepEqual([policies[0]?.keepAlive, policies[0]?.agent], [undefined, 'default']);
  });

  it('may be empty with a client that has a default of its own', () => {
    assert.equal(workloadOf(withPolicy('{}', 'fetch')).policies[0]?.keepAlive, undefined);
    assert.deepEqual(told(withPolicy('{}', 'node-http')), [
      '4:13 `policies.cold.keepAlive` is missing | write true or false',
    ]);
  });

  it('has its durations in milliseconds', () => {
    const policy = '{ keepAlive: true, keepAliveMsecs: 1s, freeSocketTimeout: 4s, socketActiveTTL: 1m }';
    const [read] = workloadOf(withPolicy(policy, 'agentkeepalive')).policies;
    assert.deepEqual([read?.tcpKeepAliveMs, read?.freeSocketTimeoutMs, read?.socketActiveTtlMs], [1000, 4000, 60_000]);
  });

  it('may set the variable that AWS SDK v3 ignores', () => {
    const policy = '{ handler: default, env: { AWS_NODEJS_CONNECTION_REUSE_ENABLED: "false" } }';
    const [read] = workloadOf(withPolicy(policy, 'aws-sdk-v3', DYNAMODB)).policies;
    assert.deepEqual(read?.env, { AWS_NODEJS_CONNECTION_REUSE_ENABLED: 'false' });
  });

  it('is never the baseline unless it is cold by its own words', () => {
    const text = HEAD.replace('{ cold: { keepAlive: false } }', '{ a: { agent: default }, b: { keepAlive: false } }');
    assert.equal(workloadOf(text).baseline, 'b');
  });
});

describe('a policy with a client of its own', () => {
  const policies = (text: string) => HEAD.replace('{ cold: { keepAlive: false } }', text);

  it('is replayed by it, the others by the client of the workload', () => {
    const read = workloadOf(
      `${policies('{ bare: { keepAlive: true }, other: { client: agentkeepalive, keepAlive: true, socketActiveTTL: 1m } }')}client: axios\n`,
    );
    assert.deepEqual(
      [read.client, ...read.policies.map(({ client }) => client)],
      ['axios', undefined, 'agentkeepalive'],
    );
    assert.deepEqual(
      read.policies.map((policy) => clientOf(read, policy)),
      ['axios', 'agentkeepalive'],
    );
  });

  const mistakes: readonly (readonly [name: string, text: string, expected: string])[] = [
    [
      'that does not honour the policy',
      policies('{ a: { client: undici, keepAlive: true, maxSockets: 9 } }'),
      '4:51 the client undici does not honour maxSockets | write connections',
    ],
    [
      'that does not honour it, where that of the workload would',
      `${policies('{ a: { keepAlive: true, connections: 9 }, b: { client: axios, keepAlive: true, connections: 9 } }')}client: undici\n`,
      '4:90 the client axios does not honour connections | write maxSockets',
    ],
    [
      'that cannot call the target',
      policies('{ a: { client: simulated, keepAlive: true } }'),
      '4:26 the simulated client calls only a simulated target | write target: { simulated: {} }, or another client',
    ],
    [
      'that sends something else',
      `${policies('{ a: { keepAlive: true }, b: { client: aws-sdk-v3, keepAlive: true } }')}`,
      '4:50 the client aws-sdk-v3 cannot send what the client node-http sends' +
        ' | DynamoDB operations and HTTP requests need a workload each',
    ],
    [
      'that keeps no rate',
      policies('{ a: { client: autocannon, keepAlive: true } }').replace('\n', '\nload: { scale: 50% }\n'),
      '2:9 autocannon cannot keep a rate: it sends one burst a second' +
        ' | write load: { connections: 50 } for a closed loop, or another client',
    ],
    [
      'that nobody knows',
      policies('{ a: { client: axois, keepAlive: true } }'),
      '4:26 `policies.a.client` is `axois`, which is not known | did you mean `axios`?',
    ],
  ];
  for (const [name, text, expected] of mistakes) {
    it(`${name} is refused`, () => {
      const lines = told(text);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.ok(lines[0]!.startsWith(expected), lines[0]);
    });
  }

  it('may be the second opinion on a closed loop', () => {
    const text = `${policies('{ ours: { keepAlive: true }, theirs: { client: autocannon, keepAlive: true } }')}load: { connections: 5 }\n`;
    const { policies: read } = workloadOf(text);
    assert.deepEqual(
      read.map(({ tlsResumption }) => tlsResumption),
      [true, false],
    );
  });
});

describe('the packages of a client', () => {
  it('are named where they are missing', () => {
    assert.deepEqual(
      missingPackages('axios', () => false),
      ['axios@1'],
    );
    assert.deepEqual(
      missingPackages('aws-sdk-v3', (name) => name !== '@smithy/node-http-handler'),
      ['@smithy/node-http-handler@4'],
    );
    assert.deepEqual(
      missingPackages('node-http', () => false),
      [],
    );
  });

  it('are looked up, each of them', () => {
    for (const client of CLIENT_NAMES) assert.deepEqual(missingPackages(client), []);
    assert.deepEqual(
      missingPackages('axios', (name) => name !== 'axios'),
      ['axios@1'],
    );
  });
});
