import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { CpuSource } from '../../../model/workload/service.js';
import { readPage } from '../../../servers/http/page.js';
import { tempFolder } from '../../../testing/cli.js';
import { parseExposition } from './exposition.js';
import { openUse as open } from './index.js';
import { UseLost, type UseSource } from './use.js';

const openUse = (source: CpuSource) => open(source, readPage);

/** A folder as the kernel has it. */
function cgroupFolder(t: TestContext, files: Readonly<Record<string, string>>) {
  const cgroup = tempFolder(t);
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(more)) writeFileSync(path.join(cgroup, name), text);
  };
  write(files);
  return { cgroup, write, source: openUse({ kind: 'cgroup', cgroup }) };
}

const skip = process.platform !== 'linux' && 'there is no /proc';

async function lost(source: UseSource | CpuSource): Promise<string> {
  const opened = 'read' in source ? source : openUse(source);
  const error = await opened.read().then(
    () => assert.fail('it was read'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UseLost, String(error));
  return `${error.message}; ${error.remedy}`;
}

const V2 = 'usage_usec 1500000\nuser_usec 900000\nsystem_usec 600000\nnr_periods 0\n';

describe('the CPU of a cgroup', () => {
  test('is that of version 2 with its parts, its memory and the processes within it', async (t) => {
    const { cgroup, source } = cgroupFolder(t, {
      'cpu.stat': V2,
      'memory.current': '52428800\n',
      'memory.peak': '62914560\n',
      // Two of them this namespace does not see.
      'cgroup.procs': '1000001\n0\n1000002\n0\n',
    });
    mkdirSync(path.join(cgroup, 'inner'));
    writeFileSync(path.join(cgroup, 'inner', 'cgroup.procs'), '1000003\n');
    assert.deepEqual(await source.read(), {
      userUs: 900_000,
      systemUs: 600_000,
      isSplit: true,
      grainUs: 1,
      memoryBytes: 52_428_800,
      peakMemoryBytes: 62_914_560,
      pids: [1_000_001, 1_000_002, 1_000_003],
    });
  });

  test('is that of version 1, whose parts are told in ticks', async (t) => {
    const { source } = cgroupFolder(t, {
      'cpu.stat': 'nr_periods 3\nthrottled_time 5\n',
      'cpuacct.usage': '2512345678\n',
      'cpuacct.stat': 'user 200\nsystem 50\n',
    });
    const { userUs, systemUs, isSplit, memoryBytes } = await source.read();
    assert.deepEqual([Math.round(userUs), systemUs, isSplit, memoryBytes], [2_012_346, 500_000, true, null]);
    const whole = await cgroupFolder(t, { 'cpuacct.usage': '2000\n' }).source.read();
    assert.deepEqual([whole.userUs, whole.systemUs, whole.isSplit], [2, 0, false]);
  });

  test('has the memory that its processes have resident, where they are seen', { skip }, async (t) => {
    const files = { 'cpu.stat': V2, 'memory.current': '1\n', 'cgroup.procs': `${process.ppid}\n` };
    const { memoryBytes, peakMemoryBytes } = await cgroupFolder(t, files).source.read();
    assert.ok((memoryBytes ?? 0) > 1 << 20, String(memoryBytes));
    assert.ok((peakMemoryBytes ?? 0) >= (memoryBytes ?? 0));
  });

  test('is told in one sentence where it cannot be read', async (t) => {
    assert.match(await lost({ kind: 'cgroup', cgroup: '/sys/fs/cgroup/no/such' }), /^there is no cgroup \/sys.*; the/);
    const empty = cgroupFolder(t, { 'memory.current': '1\n' });
    assert.match(await lost(empty.source), /has neither a cpu.stat with usage_usec nor cpuacct.usage; name the folder/);
    const ours = cgroupFolder(t, { 'cpu.stat': V2, 'cgroup.procs': `${process.pid}\n` });
    assert.match(
      await lost(ours.source),
      /^holdline itself runs in the cgroup .*; name the cgroup of the service alone/,
    );
    const again = cgroupFolder(t, { 'cpu.stat': V2 });
    await again.source.read();
    again.write({ 'cpu.stat': 'usage_usec 10\nuser_usec 5\nsystem_usec 5\n' });
    assert.match(await lost(again.source), /^the cgroup .* was made anew: its CPU is less than before; run it again/);
    rmSync(again.cgroup, { recursive: true });
    assert.match(await lost(again.source), /^there is no cgroup/);
  });
});

const METRICS = `# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total{worker="1",path="a} \\"b 5"} 1.25
process_cpu_seconds_total{worker="2"} 2.5 1395066363000
process_resident_memory_bytes 5.2428800e+07
http_requests_total{code="200"} 7 # {trace="x"} 1
broken{ 4
nothing NaN
`;

describe('what a service tells of itself', () => {
  test('is read in the format of Prometheus', () => {
    const found = parseExposition(METRICS);
    assert.deepEqual(
      [...found.keys()],
      ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'http_requests_total'],
    );
    assert.deepEqual(found.get('process_cpu_seconds_total'), [
      { labels: '{worker="1",path="a} \\"b 5"}', value: 1.25, decimals: 2 },
      { labels: '{worker="2"}', value: 2.5, decimals: 1 },
    ]);
    assert.deepEqual(
      ['1', '1.5', '-2.25', '1.25e-3', '5e3'].map((value) => parseExposition(`a ${value}`).get('a')![0]!.decimals),
      [0, 1, 2, 5, 0],
    );
    // Milliseconds, and in OpenMetrics seconds with a fraction, before an exemplar or without.
    for (const time of ['', ' 1520879607789', ' 1520879607.789', ' 1520879607.789 # {id="a"} 1 1520879607.7'])
      assert.deepEqual(parseExposition(`a_total{b="c"} 1.5${time}`).get('a_total'), [
        { labels: '{b="c"}', value: 1.5, decimals: 1 },
      ]);
  });

  test('is summed over its label sets, and refused where it cannot be what the service spends', async (t) => {
    let answer: { status: number; text: string } = { status: 200, text: METRICS };
    const server = http.createServer((_, response) => response.writeHead(answer.status).end(answer.text));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const source = (metric = 'process_cpu_seconds_total') =>
      openUse({ kind: 'prometheus', prometheus: `http://127.0.0.1:${port}/metrics`, metric });
    const own = source();
    assert.deepEqual(await own.read(), {
      userUs: 3_750_000,
      systemUs: 0,
      isSplit: false,
      grainUs: 10_000,
      memoryBytes: 52_428_800,
      peakMemoryBytes: null,
      pids: [],
    });
    const said = async (one: UseSource) => (await lost(one)).replaceAll(String(port), 'PORT');
    const at = 'http://127.0.0.1:PORT/metrics';
    assert.equal(
      await said(source('cpu_total')),
      `${at} has no metric cpu_total; it has process_cpu_seconds_total; name one that counts seconds in service.cpu.metric`,
    );
    answer = { status: 200, text: METRICS.replace('} 2.5', '} 0.5') };
    assert.match(
      await said(own),
      /^the service was started anew: process_cpu_seconds_total\{worker="2"\} is less than before/,
    );
    answer = { status: 200, text: METRICS.replace('worker="2"', 'worker="3"') };
    assert.match(
      await said(own),
      /no longer has process_cpu_seconds_total\{worker="2"\}: a process of the service has ended/,
    );
    answer = { status: 404, text: '' };
    const check = 'check service.cpu.prometheus, and that the service runs';
    assert.equal(await said(own), `${at} answered 404; ${check}`);
    const parts = 'process_cpu_user_seconds_total 1.5\nprocess_cpu_system_seconds_total 0.25\n';
    answer = { status: 200, text: `${parts}process_cpu_seconds_total 1.75\n` };
    const { userUs, systemUs, isSplit } = await source().read();
    assert.deepEqual([userUs, systemUs, isSplit], [1_500_000, 250_000, true]);
    const gone = { kind: 'prometheus', prometheus: 'http://127.0.0.1:1/metrics', metric: 'a' } as const;
    assert.equal(await lost(gone), `http://127.0.0.1:1/metrics cannot be read: ECONNREFUSED; ${check}`);
  });
});

describe('the CPU of a process', { skip }, () => {
  test('is told in one sentence where it cannot be read', async (t) => {
    assert.equal(
      await lost({ kind: 'pid', pid: 2 ** 31 - 1 }),
      'there is no process 2147483647; check service.cpu.pid: it is that of the service that runs now',
    );
    assert.match(
      await lost({ kind: 'pid', pid: process.pid }),
      /^holdline itself runs below process \d+, and would be/,
    );
    const pidFile = path.join(tempFolder(t), 'app.pid');
    assert.match(
      await lost({ kind: 'pid-file', pidFile }),
      /^the pid file .* cannot be read: ENOENT; check service.cpu.pid/,
    );
    writeFileSync(pidFile, 'no pid\n');
    assert.match(await lost({ kind: 'pid-file', pidFile }), /holds no pid; it is to hold the number of a process/);
  });
});
