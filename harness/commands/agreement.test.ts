import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

test('what cannot mean what was written is a mistake', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({}));
  for (const [args, says] of [
    [['report', 'here', '--json', '--format', 'html'], '--json and --format html do not go together'],
    [['load', 'workload.yaml', '--out', ''], '--out is empty'],
    [['load', ''], '<workload> is empty'],
    [['load', 'workload.yaml', '--dry-run', '--allow-host', 'http://a.example/'], 'which is no name of a host'],
    [['load', 'workload.yaml', '--dry-run', '--allow-host', 'a.example:80'], 'which is no name of a host'],
    [['compare', 'a', 'b', '--out', 'c', '--slot', '1s'], '--out, --slot mean nothing for runs that are saved'],
    [['export', 'workload.yaml', '--to', 'k6', '--out', 'k6', '--put'], '--put means nothing with --to k6'],
    [['export', 'workload.yaml', '--to', 'kubernetes', '--out', 'k8s', '--image', '$(id)'], 'no name of an image'],
    [['export', 'workload.yaml', '--to', 'kubernetes', '--out', 'k8s', '--shards', '0x3'], 'not a whole number'],
    [['export', 'workload.yaml', '--to', 'kubernetes', '--out', 'k8s', '--measured', 'x'], 'means nothing without'],
    [
      ['export', 'workload.yaml', '--to', 'kubernetes', '--out', 'k8s', '--start-at', '2020-01-01T00:00:00Z'],
      'is over',
    ],
    [['watch', '--once', 'workload.yaml', '--cwd', 'x'], '--cwd means nothing with --once'],
  ] as const) {
    const { code, out, err } = await callCli(args, { cwd });
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.ok(flat(err).includes(says), err);
  }
  for (const host of ['orders', 'orders.internal.', '10.0.0.1', '::1', '[::1]', 'bücher.example'])
    assert.equal((await callCli(['load', 'workload.yaml', '--dry-run', '--allow-host', host], { cwd })).code, 0, host);
});

test('a dry run of a shard says whose plan it shows, and that its time is over', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'url: http://127.0.0.1:9' }));
  const dry = ['load', 'workload.yaml', '--dry-run', '--shard', '0/2'];
  assert.match(
    (await callCli(dry, { cwd })).err,
    /^shard 0 of 2 starts at .*; the plan is that of all shards together/,
  );
  const late = await callCli([...dry, '--start-at', '2020-01-01T00:00:00Z'], { cwd });
  assert.equal(late.code, 2);
  assert.match(late.err, /is over/);
});

test('a place that can hold no folder is told at once', { timeout: 20_000 }, async (t) => {
  if (!existsSync('/proc/1')) return t.skip('there is no /proc');
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({}));
  writeFileSync(path.join(cwd, 'file'), '');
  for (const folder of ['/proc/holdline/here', 'file/here']) {
    const { code, err } = await callCli(['export', 'workload.yaml', '--to', 'k6', '--out', folder], { cwd });
    assert.equal(code, 2, err);
  }
});
