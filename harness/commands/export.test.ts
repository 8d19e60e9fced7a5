import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';

test('a workload is written for k6, with what differs and what comes next', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload());
  const { code, out, err } = await callCli(['export', 'workload.yaml', '--to', 'k6', '--shards', '2', '--out', 'k6'], {
    cwd,
  });
  assert.deepEqual([code, err], [0, '']);
  assert.deepEqual(readdirSync(path.join(cwd, 'k6')).toSorted(), [
    'script.ts',
    'testrun-1-cold.yaml',
    'testrun-2-keep-alive.yaml',
  ]);
  assert.match(readFileSync(path.join(cwd, 'k6', 'testrun-1-cold.yaml'), 'utf8'), /parallelism: 2\n/);
  assert.match(out, /^wrote k6\/script\.ts\n/);
  assert.match(out, /\n- TLS sessions are never resumed/);
  assert.match(out, /\n {2}kubectl create configmap holdline-quick --from-file=script\.ts\n/);
  const again = await callCli(['export', 'workload.yaml', '--to', 'k6', '--out', 'k6'], { cwd });
  assert.equal(again.code, 2);
  assert.match(again.err, /k6 holds files already/);
});

test('what cannot be exported is one line, and nothing is written', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  const ask = async (...args: string[]) => {
    const { code, out, err } = await callCli(['export', 'workload.yaml', ...args], { cwd });
    assert.deepEqual([code, out, existsSync(path.join(cwd, 'k6'))], [2, '', false]);
    return err.replaceAll(/\s+/g, ' ');
  };
  assert.match(await ask('--to', 'k6', '--out', 'k6'), /quick cannot be expressed in k6: its target is simulated/);
  assert.match(await ask('--to', 'k9', '--out', 'k6'), /--to is k9, which is not known.*k6/);
  assert.match(await ask('--out', 'k6'), /nothing says where to export to/);
  assert.match(await ask('--to', 'k6'), /nothing says where to write/);
  assert.match(await ask('--to', 'k6', '--out', 'k6', '--shards', '0'), /--shards is 0/);
});

test('a workload is written for Kubernetes with the files that it names, and the flags that it was given', async (t) => {
  const cwd = tempFolder(t);
  const more = 'feed: ids.csv\nrequests: [{ get: "/orders/{{id}}" }]\n';
  const load = '{ rate: 300/s, seed: 5, threads: 1, connections: 64 }';
  writeWorkload(cwd, quickWorkload({ target: 'url: http://orders.shop.svc:8080', load, more }));
  writeFileSync(path.join(cwd, 'ids.csv'), 'id\n1\n2\n');
  const args = ['export', 'workload.yaml', '--to', 'kubernetes', '--shards', '3', '--seed', '9', '--out', 'k8s'];
  const refused = await callCli(args, { cwd });
  assert.deepEqual([refused.code, existsSync(path.join(cwd, 'k8s'))], [2, false]);
  assert.match(refused.err, /--allow-host orders\.shop\.svc/);
  const { code, out, err } = await callCli([...args, '--allow-host', 'orders.shop.svc'], { cwd });
  assert.deepEqual([code, err], [0, '']);
  const read = (name: string) => readFileSync(path.join(cwd, 'k8s', name), 'utf8');
  assert.match(read('job.yaml'), /parallelism: 3\n/);
  assert.match(read('job.yaml'), /--seed 9 --allow-host orders\.shop\.svc/);
  assert.match(read('job.yaml'), /path: ids\.csv\n/);
  assert.match(read('workload-configmap.yaml'), /1-ids\.csv: \|\n {4}id\n {4}1\n/);
  assert.match(out, /kubectl apply -f \.\n/);
});

test('--shards auto follows from the rate, the cost of a request and the cores of a pod, and names what binds first', async (t) => {
  const cwd = tempFolder(t);
  const ask = async (...args: string[]) => {
    const base = ['export', 'workload.yaml', '--to', 'kubernetes', '--shards', 'auto', '--allow-host', 'orders.svc'];
    const { code, out, err } = await callCli([...base, ...args], { cwd });
    return { code, text: (out + err).replaceAll(/\s+/g, ' ') };
  };
  const load = '{ rate: 1000000/s, seed: 5, connections: 100000 }';
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}' }));
  assert.equal((await callCli(['load', 'workload.yaml', '--out', 'small', '--quiet'], { cwd })).code, 0);
  writeWorkload(cwd, quickWorkload({ target: 'url: http://orders.svc', load }));
  assert.match((await ask('--out', 'a')).text, /needs to know what a request costs/);
  const { code, text } = await ask('--measured', 'small', '--vcpu', '4', '--out', 'b');
  assert.equal(code, 0, text);
  const [, cores, shards] =
    /(\d+) cores/.exec(text) === null
      ? []
      : [0, Number(/take (\d+) cores/.exec(text)![1]), Number(/(\d+) shards:/.exec(text)![1])];
  assert.ok(Math.abs(shards! - cores! / (4 * 0.6)) <= 2, text);
  assert.match(readFileSync(path.join(cwd, 'b', 'job.yaml'), 'utf8'), new RegExp(`parallelism: ${shards}\n`));
  // A connection for each of 1,000,000 requests/s holds its port for a minute, and asks for a name.
  assert.match(text, /before CPU binds ports: .* --shards 931/);
  assert.match(text, /before CPU binds lookups: .* --shards 1000/);
});
