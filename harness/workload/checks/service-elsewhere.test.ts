import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { told, workloadOf } from '../../testing/workload-files.js';

const service = (more: string) => `name: x\npeak: 300/s\nservice: { url: http://127.0.0.1:8080${more} }\n`;
const PID = service(', cpu: { pid: 4711 }');
const TODAY = 'policies: { today: {} }\n';
const CALLS = 'calls:\n  prices: { port: 5001 }\n';
const START = 'remove it, or write service.command for holdline to start it';

const CASES: Readonly<Record<string, readonly [text: string, said: readonly string[]]>> = {
  'both ways to begin': [
    `${service(', command: node x, cpu: { pid: 1 }')}${TODAY}`,
    [
      '3:57 the CPU of a service that holdline starts is that of its processes' +
        ' | remove it, or remove command where the service runs already',
    ],
  ],
  'nobody who tells its CPU, and two who do': [
    `${service(', cpu: { metric: a }')}${TODAY}`,
    ['3:45 `service.cpu` names nobody who tells it | write one of pid, cgroup and prometheus'],
  ],
  'two who tell it': [
    `${service(', cpu: { pid: 1, cgroup: a, metric: b }')}${TODAY}`,
    ['3:55 `service.cpu` has both pid and cgroup | keep one of them', '3:66 a metric is one of prometheus | remove it'],
  ],
  'no process, metric or address': [
    `${service(', cpu: { pid: 0 }')}${TODAY}`,
    [
      '3:52 `service.cpu.pid` is 0, which is neither a process nor a file | write a number such as 4711, or a file that holds it',
    ],
  ],
  'what belongs to a start': [
    `${service(', cpu: { pid: 1 }, cwd: a, ready: /up')}${TODAY}`,
    [
      '3:57 cwd is for a service that holdline starts, and this one runs already | remove it',
      '3:65 ready is for a service that holdline starts, and this one runs already | remove it',
    ],
  ],
  'no address': [
    `name: x\npeak: 300/s\nservice: { cpu: { pid: 1 } }\n${TODAY}`,
    ['3:10 `service.url` is missing | write where the service listens, such as url: http://127.0.0.1:8080'],
  ],
  'neither started nor read': [
    `name: x\npeak: 300/s\nservice: { url: "http://127.0.0.1:8080" }\n${TODAY}`,
    [
      '3:10 nothing says how this service is started, or how its CPU is read | write command: node server.js, or, where it runs already, cpu: { pid: 1234 }, a cgroup or a prometheus page',
    ],
  ],
  'an address that is to be filled in': [
    `name: x\npeak: 300/s\nservice: { cpu: { pid: 1 }, url: "http://127.0.0.1:\${port}" }\n${TODAY}`,
    ['3:34 `service.url` is no http address | write where the service listens, such as http://127.0.0.1:8080'],
  ],
  'stand-ins that it cannot find or trust': [
    `${PID}calls:\n  a: {}\n  b: { port: 1, origin: https://api.example, embedded: { tls: true } }\n${TODAY}`,
    [
      '5:6 a service that runs already cannot be told where its stand-in is' +
        ' | write port: 5001, and start the service with http://127.0.0.1:5001 for a',
      '6:17 only the preload leads an origin to its stand-in, and the service runs already' +
        ' | remove it, or write service.command',
      '6:58 its certificate is made for the run, and a service that runs already does not trust it' +
        ' | remove it, or write service.command',
    ],
  ],
  'a port of a stand-in of which each policy has one': [
    `name: x\npeak: 300/s\nservice: { command: node x }\n${CALLS}${TODAY}`,
    [
      `5:13 each policy has a stand-in of its own, and they cannot share a port | write \${calls.prices.url} in service.env`,
    ],
  ],
  'policies that need a process of their own': [
    `${PID}policies:\n  a: { command: node y }\n  b: { env: { A: b } }\n  c: { cwd: d }\n  d: { preload: false }\n`,
    ['5:8 command', '6:8 env', '7:8 cwd', '8:8 preload'].map(
      (key) => `${key} would take another process, and the service runs already | ${START}`,
    ),
  ],
  'policies that need the preload': [
    `${PID}${CALLS}policies:\n  a: { keepAlive: true }\n  b: { maxSockets: 4 }\n  c: { keepAlive: false, by: preload }\n`,
    ['7:8 keepAlive', '8:8 maxSockets', '9:26 by'].map(
      (key) => `${key} is brought about by the preload, and the service runs already | ${START}`,
    ),
  ],
  'a port for two': [
    `${PID}calls: { a: { port: 5001 }, b: { port: 5001 }, c: { port: 8080 } }\n${TODAY}`,
    [
      '4:40 calls.a listens on port 5001 already | write another',
      '4:59 the service listens on port 8080 already | write another',
    ],
  ],
  'answers of no call': [
    `${PID}policies: { a: { keepAlive: false, by: downstream } }\n`,
    [
      '4:36 there is no call whose answers could end reuse' +
        ' | write by: inbound to end the connections to the service, or calls with a port',
    ],
  ],
  'inbound reuse': [
    `${PID}policies: { a: { keepAlive: true, by: inbound } }\n`,
    [
      `4:18 keepAlive is brought about by the preload, and the service runs already | ${START}`,
      '4:35 what is sent to the service can end its own connections, and nothing else | write keepAlive: false alone',
    ],
  ],
};

describe('mistakes in a workload with a service that is started elsewhere', () => {
  for (const [name, [text, said]] of Object.entries(CASES)) it(name, () => assert.deepEqual(told(text), said));

  it('are none where its CPU is told, and its calls are led to ports', () => {
    const by = (text: string) => workloadOf(text).policies.map(({ keepAlive, service: own }) => [keepAlive, own?.by]);
    const cold = 'policies: { today: {}, cold: { keepAlive: false } }\n';
    assert.deepEqual(by(PID + cold), [
      [true, undefined],
      [false, 'inbound'],
    ]);
    assert.deepEqual(by(PID + CALLS + cold), [
      [true, undefined],
      [true, 'downstream'],
    ]);
    const cpu = (written: string) => {
      const { target } = workloadOf(service(`, cpu: { ${written} }`) + TODAY);
      return target.kind === 'service-elsewhere' ? target.cpu : null;
    };
    assert.deepEqual(cpu('pid: 4711'), { kind: 'pid', pid: 4711 });
    assert.deepEqual(cpu('pid: /run/app.pid'), { kind: 'pid-file', pidFile: '/run/app.pid' });
    assert.deepEqual(cpu('cgroup: /sys/fs/cgroup/app'), { kind: 'cgroup', cgroup: '/sys/fs/cgroup/app' });
    assert.deepEqual(cpu('prometheus: http://127.0.0.1:9100/metrics'), {
      kind: 'prometheus',
      prometheus: 'http://127.0.0.1:9100/metrics',
      metric: 'process_cpu_seconds_total',
    });
  });
});
