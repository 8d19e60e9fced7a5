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
