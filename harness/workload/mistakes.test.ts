import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileWith, folder, HEAD, mistakesAt, told } from '../testing/workload-files.js';

describe('mistakes in a workload', () => {
  it('are reported all at once, each with its place', () => {
    const text = [
      'name: x',
      'peak: 200000/min',
      'target: { embedded: { latency: 4, tls: maybe } }',
      'requests:',
      '  - { weight: 0, get: /a }',
      '  - { name: b, get: /b, post: /c }',
      'load: { scale: 5000% }',
      'policies:',
      '  cold: { kepAlive: false }',
      '  warm: { keepAlive: true }',
      'baseline: clod',
      'design: { blocks: 3 }',
      'slo: [1]',
      'gates:',
      '  - { metric: connectionsPerRequest, policy: worm, max: 0.05 }',
      '  - { metric: containers, policy: warm, max: 4 }',
      'name: y',
    ].join('\n');
    assert.deepEqual(told(text), [
      '3:32 `target.embedded.latency` is 4, which has no unit | write a duration in us, ms, s, m or h, such as 4ms',
      '3:40 `target.embedded.tls` is `maybe`, which is neither true nor false | write true or false',
      '5:15 `requests[0].weight` is 0, which is not above 0 | write a number above 0, such as 1',
      '6:25 the request has both get and post | write two requests',
      '7:16 166667/s is beyond this machine: with 2 cores, node-http sends at most 24000/s' +
        ' | the most that fits here is scale: 720%',
      '9:11 unknown key `kepAlive` in `policies.cold` | did you mean `keepAlive`?',
      '11:11 `baseline` is `clod`, which no policy is called | did you mean `cold`?',
      '12:19 `design.blocks` is 3, which is odd | write an even number, because blocks are mirrored in pairs',
      '13:6 `slo` is a list, where a mapping belongs | write a mapping with p99, errors',
      '15:46 `gates[0].policy` is `worm`, which no policy is called | did you mean `warm`?',
      '16:15 the metric `containers` needs a fleet | write a fleet with containers, vcpu and cpu, or gate another metric',
      '17:1 the key `name` is here twice; first on line 1 | remove one of them',
    ]);
  });

  it('carry the offending line as written', () => {
    const path = fileWith(`${HEAD}load: { scael: 5% }   # a tenth\n`);
    assert.deepEqual(mistakesAt(path), [
      {
        what: 'unknown key `scael` in `load`',
        remedy: 'did you mean `scale`?',
        where: { file: path, line: 5, column: 9, text: 'load: { scael: 5% }   # a tenth' },
      },
    ]);
  });

  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'missing keys',
      'name: x\n',
      [
        '1:1 `peak` is missing | write a rate in /s, /min or /h, such as 3333/s',
        '1:1 `target` is missing | write target: { embedded: {} }, or service: for one of yours',
        '1:1 `policies` is missing | write keys with their values below it',
      ],
    ],
    [
      'a missing key below',
      HEAD.replace('keepAlive: false', 'timeout: 1s'),
      ['4:13 `policies.cold.keepAlive` is missing | write true or false'],
    ],
    [
      'an empty section',
      `${HEAD}design:\n`,
      ['5:1 `design` is empty | write a mapping with invocations, blocks, slot, leadIn, warmup'],
    ],
    [
      'no policies',
      HEAD.replace(/policies: .*/, 'policies: {}'),
      ['4:11 `policies` has no policy | write at least one, such as cold: { keepAlive: false }'],
    ],
    [
      'a bad unit of a rate',
      HEAD.replace('300/s', '300/d'),
      ['2:7 `peak` is `300/d`, which has no unit of a rate | write a rate in /s, /min or /h, such as 3333/s'],
    ],
    [
      'a share without its sign',
      `${HEAD}load: { scale: 10 }\n`,
      ['5:16 `load.scale` is 10, which is not between 0 and 1 | write 10%, or a number from 0 to 1'],
    ],
    [
      'an address with a path',
      HEAD.replace('embedded: { tls: false }', 'url: http://a/b'),
      [
        '3:16 `target.url` is `http://a/b`, which has more than scheme, host and port' +
          ' | write http://a; a path belongs to the requests, such as get: /orders/42',
      ],
    ],
    [
      'an address with a password',
      HEAD.replace('embedded: { tls: false }', 'url: http://me:secret@a'),
      [
        '3:16 `target.url` is `http://***@a`, which holds credentials' +
          ` | send them as a header: authorization: "\${env.NAME}"`,
      ],
    ],
    [
      'two targets',
      HEAD.replace('tls: false }', 'tls: false }, simulated: {}'),
      ['3:37 `target` has both embedded and simulated | keep one of embedded, url and simulated'],
    ],
    [
      'a client that cannot call the target',
      `${HEAD}client: simulated\n`,
      ['5:9 the simulated client calls only a simulated target | write target: { simulated: {} }, or another client'],
    ],
    [
      'an unknown client',
      `${HEAD}client: node-htp\n`,
      [
        '5:9 `client` is `node-htp`, which is not known | did you mean `node-http`?' +
          ' write node-http, socket, agentkeepalive, axios, undici, fetch, aws-sdk-v2, aws-sdk-v3, autocannon or simulated',
      ],
    ],
    [
      'an authority that is missing',
      HEAD.replace('embedded: { tls: false }', 'url: https://a, ca: no.pem'),
      [
        `3:31 there is no file ${join(folder, 'no.pem')} | name a PEM file relative to this one, or with its whole path`,
      ],
    ],
    [
      'a certificate of the client that is missing, and has no key',
      HEAD.replace('embedded: { tls: false }', 'url: https://a, cert: no.pem'),
      [
        '3:27 `target.cert` stands without `target.key` | add key: client.key',
        `3:33 there is no file ${join(folder, 'no.pem')} | name a PEM file relative to this one, or with its whole path`,
      ],
    ],
    [
      'a key without a certificate, where nobody asks for one',
      HEAD.replace('embedded: { tls: false }', 'url: http://a, key: no.key'),
      [
        '3:26 `target.key` goes with an https url only | remove it',
        '3:26 `target.key` stands without `target.cert` | add cert: client.pem',
      ],
    ],
  ];
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(told(text), expected));
});
