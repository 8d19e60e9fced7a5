import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { quickWorkload, runCli, tempFolder, writeWorkload } from '../testing/cli.js';

const BAD = `name: bad
peak: 300/min
target:
  embedded: { tls: false, latncy: 4ms }
requests:
  - { get: /, weight: 0 }
load: { rate: 1000000/s }
policies:
  cold: { keepAlive: false }
baseline: hot
design: { slot: 3 parsecs }
`;

test('every mistake of a workload is told at once, with its place and what would be right, and no stack', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, BAD);
  const { code, out, err } = await runCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 2);
  assert.equal(out, '');
  const places = [...err.matchAll(/^workload\.yaml:(\d+):(\d+)\b/gm)].map((match) => `${match[1]}:${match[2]}`);
  assert.deepEqual(places, ['4:27', '6:23', '7:15', '10:11', '11:17'], err);
  assert.match(err, /latncy/);
  assert.match(err, /latency/);
  assert.doesNotMatch(err, /\n\s+at .*\.js:\d+/);
});

test('what is not a workload is one clear line', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(path.join(cwd, 'folder.yaml'));
  writeFileSync(path.join(cwd, 'empty.yaml'), '');
  writeFileSync(path.join(cwd, 'big.yaml'), `name: ${'x'.repeat(10 * 1024 * 1024)}\n`);
  writeFileSync(path.join(cwd, 'binary.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0x01]));
  const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]\n`;
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}${level('f', 'e')}`;
  writeFileSync(path.join(cwd, 'bomb.yaml'), bomb);
  for (const name of ['missing', 'folder', 'empty', 'big', 'binary', 'bomb']) {
    const { code, out, err } = await runCli(['load', `${name}.yaml`], { cwd });
    assert.equal(code, 2, name);
    assert.equal(out, '', name);
    assert.match(err, new RegExp(`${name}\\.yaml`), name);
    assert.doesNotMatch(err, /\n\s+at .*\.js:\d+/, name);
    assert.ok(err.trimEnd().split('\n').length <= 4, `${name}: ${err}`);
  }
});

test('a target that is not this machine is refused with the total of requests, unless it is allowed by name', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'url: https://orders.example' }));
  const { code, err } = await runCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 2);
  assert.match(err, /orders\.example is not this machine/);
  assert.match(err.replace(/\s+/g, ' '), /up to [\d,]+ requests/);
  assert.match(err, /--allow-host orders\.example/);
});

test('a verb, an option or a format that does not exist is told with the one that was meant', async (t) => {
  const cwd = tempFolder(t);
  const ask = async (...args: string[]) => {
    const { code, err, out } = await runCli(args, { cwd });
    assert.equal(code, 2, `${args}: ${out}`);
    assert.doesNotMatch(err, /\n\s+at .*\.js:\d+/);
    return err;
  };
  assert.match(await ask('laod', 'x'), /Did you mean load/);
  assert.match(await ask('load', 'x', '--blcks', '4'), /Did you mean --blocks/);
  assert.match(await ask('load'), /missing required argument/);
  assert.match(await ask('report', '.', '--format', 'pdf'), /text, markdown, json/);
  assert.match(await ask('load', 'x', '--slot', '3'), /--slot is `3`/);
  assert.match(await ask('report', 'nowhere'), /there is no run at nowhere/);
});

test('help and version are no mistakes', async (t) => {
  const cwd = tempFolder(t);
  const help = await runCli(['--help'], { cwd });
  assert.equal(help.code, 0);
  for (const verb of ['load', 'report', 'compare']) assert.match(help.out, new RegExp(verb));
  const version = await runCli(['--version'], { cwd });
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
  assert.equal(version.code, 0);
});
