import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HEAD, told } from '../testing/workload-files.js';

describe('mistakes in a load, its requests and what is asked of them', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
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
