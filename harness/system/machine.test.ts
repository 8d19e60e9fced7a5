import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeOpens, machineUse, noReading, readMachine } from './machine.js';

test('ActiveOpens is found by its heading, wherever the column stands', () => {
  const snmp =
    'Ip: Forwarding\nIp: 1\nTcp: RtoAlgorithm MaxConn ActiveOpens PassiveOpens\nTcp: 1 -1 37 2\nUdp: X\nUdp: 0\n';
  assert.equal(activeOpens(snmp), 37);
  assert.equal(activeOpens('Tcp: RtoAlgorithm\nTcp: 1\n'), null);
  assert.equal(activeOpens(null), null);
});

test('what is busy and not ours is foreign, as a share of one core', () => {
  const before = { ...noReading(), atMs: 0, busyMs: 1000, ownMs: 400, stealMs: 0, throttledMs: 0, timeWait: 3 };
  const after = { ...before, atMs: 2000, busyMs: 3000, ownMs: 1900, stealMs: 20, timeWait: 9 };
  const use = { replayer: 0.5, foreign: 0.25, steal: 0.01, throttled: 0, timeWait: 3 };
  assert.deepEqual(machineUse(before, after, 0.5), use);
  assert.equal(machineUse(noReading(), noReading(), 0.5).foreign, null);
});

test('our own CPU is seen, and a process that has ended counts nothing', {
  skip: process.platform === 'linux' ? false : 'reads /proc',
}, () => {
  const reading = readMachine([process.pid, 2 ** 22 + 1]);
  assert.ok(reading.ownMs! > 0 && reading.busyMs! >= reading.ownMs!);
  assert.ok(Number.isInteger(reading.activeOpens));
});
