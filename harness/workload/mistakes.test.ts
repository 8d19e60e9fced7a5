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
          ' | move the path to the requests, such as get: /orders/42',
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
    [
      'two loads',
      `${HEAD}load: { scale: 10%, rate: 5/s }\n`,
      ['5:21 `load` has both scale and rate | keep one of scale, rate and stages'],
    ],
    [
      'a sequence with connections and a slot',
      `${HEAD}load: { sequence: 100, connections: 5 }\ndesign: { slot: 1s }\n`,
      [
        '5:24 `load` has both sequence and connections' +
          ' | a sequence is one request after the other on one connection: keep one of the two',
        '6:11 `design.slot` does not go with `load.sequence` | leave the slot out: the sequence ends it',
      ],
    ],
    [
      'a sequence too short to say anything',
      `${HEAD}load: { sequence: 5 }\n`,
      ['5:19 `load.sequence` is 5, which is less than 20 | write a whole number from 20 to 1000000'],
    ],
    [
      'a schedule in a closed loop',
      `${HEAD}load: { connections: 2, arrivals: uniform, pacing: precise, threads: 4 }\n`,
      [
        '5:25 `load.arrivals` does not go with a closed loop, where the answers set the rate' +
          ' | remove it, or name a rate, such as scale: 100%, to send on a schedule',
        '5:44 `load.pacing` does not go with a closed loop, where the answers set the rate' +
          ' | remove it, or name a rate, such as scale: 100%, to send on a schedule',
        '5:70 `load.threads` is 4, more than the 2 in flight | write at most 2, or leave it out',
      ],
    ],
    [
      'a tick for one that does not sleep',
      `${HEAD}load: { rate: 100/s, pacing: precise, tick: 4ms }\n`,
      ['5:39 `load.tick` does not go with pacing: precise, which does not sleep | remove one of the two'],
    ],
    [
      'a load that a virtual clock cannot have',
      `${HEAD.replace('embedded: { tls: false }', 'simulated: {}')}load: { rate: 100/s, threads: 2, tick: 4ms }\n`,
      ['5:22 `load.threads`', '5:34 `load.tick`'].map(
        (place) => `${place} does not go with a simulated target, whose clock is virtual | remove it`,
      ),
    ],
    [
      'more threads than connections',
      `${HEAD}load: { rate: 100/s, connections: 2, threads: 3 }\n`,
      ['5:47 `load.threads` is 3, more than the 2 in flight | write at most 2, or leave it out'],
    ],
    [
      'what fetch does not send',
      `${HEAD}client: fetch\nrequests: [{ get: /, body: x, headers: { Host: x } }]\n`,
      [
        '6:22 fetch sends no body with GET and HEAD | remove it, or write post',
        '6:42 fetch sets the header host itself | remove it, or another client',
      ],
    ],
    [
      'a header that belongs to the client',
      `${HEAD}requests: [{ get: /, headers: { Expect: 100-continue } }]\n`,
      ["5:33 the header Expect is not the request's to set | the policy and the client decide it: remove it"],
    ],
    [
      'a closed loop without time',
      `${HEAD.replace('embedded: { tls: false }', 'simulated: { serviceTime: 0ms }')}load: { connections: 2 }\n`,
      ['3:37 a closed loop never ends where a request takes no time | write a time such as 5ms'],
    ],
    [
      'autocannon at a rate',
      `${HEAD.replace('false } }', 'true } }').replace('keepAlive: false', 'keepAlive: true')}client: autocannon\nload: { scale: 50% }\n`,
      [
        '6:9 autocannon cannot keep a rate: it sends one burst a second' +
          ' | write load: { connections: 50 } for a closed loop, or another client',
      ],
    ],
    [
      'autocannon without a load, cold, with what it does not know',
      `${HEAD.replace('keepAlive: false', 'keepAlive: false, tlsResumption: true, maxSockets: 5, requestTimeout: 10ms')}client: autocannon\n`,
      [
        '4:32 autocannon cannot be cold: it loses the responses before a reconnect, and times them wrongly' +
          ' | write another client, such as node-http',
        '4:54 autocannon never resumes a TLS session | write false, or leave it out',
        '4:60 the client autocannon does not honour maxSockets | remove it: it is honoured by node-http, socket, agentkeepalive, axios, aws-sdk-v2, aws-sdk-v3 only',
        '4:91 autocannon has no timeout below a second | write 1s or more, or another client',
        '5:9 autocannon cannot keep a rate: it sends one burst a second' +
          ' | write load: { connections: 50 } for a closed loop, or another client',
      ],
    ],
    [
      'requests that autocannon does not send',
      `${HEAD.replace('keepAlive: false', 'keepAlive: true')}client: autocannon\nload: { connections: 5 }\nrequests:\n  - { head: /a, weight: 1.5 }\n  - { get: /b }\n`,
      [
        '8:3 autocannon sends requests in turn, not by such weights' +
          ' | write whole weights that add up to at most 1000',
        '8:7 autocannon waits for the body that an answer to HEAD does not have | write get',
      ],
    ],
    [
      'too few requests',
      `${HEAD}load: { rate: 5/s }\n`,
      ['5:15 a slot would send 10 requests; at least 20 are needed | write slot: 4s under design, or raise the rate'],
    ],
    [
      'a peak beyond the machine',
      HEAD.replace('300/s', '30000/s'),
      [
        '2:7 30000/s is beyond this machine: with 2 cores, node-http sends at most 24000/s' +
          ' | the most that fits here is scale: 80%',
      ],
    ],
    [
      'a rate beyond the fastest client',
      `${HEAD}load: { rate: 300000/s }\nclient: socket\n`,
      [
        '5:15 300000/s is beyond this machine: with 2 cores, socket sends at most 260000/s' +
          ' | the most that fits here is at most 260000/s',
      ],
    ],
    [
      'stages and another slot',
      `${HEAD}load: { stages: [{ for: 1s, to: 100% }] }\ndesign: { slot: 2s }\n`,
      ['6:17 `design.slot` is 2000ms, but the stages last 1000ms | leave the slot out: it lasts as long as the stages'],
    ],
    [
      'one name for two requests',
      `${HEAD}requests:\n  - get: /a\n  - get: /a\n`,
      ['7:5 two requests are called `GET /a` | give each a name of its own, such as name: get-order'],
    ],
    [
      'a header of the policy',
      `${HEAD}requests:\n  - { get: /a, headers: { Connection: close } }\n`,
      ["6:27 the header Connection is not the request's to set | the policy and the client decide it: remove it"],
    ],
    [
      'a gate without a bound',
      `${HEAD}gates: [{ metric: failureShare, policy: cold }]\n`,
      ['5:9 the gate has no bound | write max: 0.05, tolerance: 5% or both'],
    ],
    [
      'a gate in the wrong unit',
      `${HEAD}gates: [{ metric: cpuUsPerRequest, policy: cold, max: 5% }]\n`,
      ['5:55 `gates[0].max` is `5%`, which has no unit of a duration | write a time such as 140us'],
    ],
  ];
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(told(text), expected));
});
