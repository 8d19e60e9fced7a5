import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { quickWorkload, runCli, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { WHOLE } from '../testing/whole.js';
import { flagName } from './verb.js';
import { VERBS } from './verbs.js';

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

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
  const { code, out, err } = await callCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 2);
  assert.equal(out, '');
  const places = [...err.matchAll(/^workload\.yaml:(\d+):(\d+)\b/gm)].map((match) => `${match[1]}:${match[2]}`);
  assert.deepEqual(places, ['4:27', '6:23', '7:15', '10:11', '11:17'], err);
  assert.match(err, /latncy/);
  assert.match(err, /latency/);
  assert.doesNotMatch(err, /\n\s+at .*\.js:\d+/);
});

test('a process says and ends with the same: a mistake, help, and a workload on standard input', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, BAD);
  const simulated = quickWorkload({ target: 'simulated: {}' });
  // A process that reads a workload is most of a second of CPU: in `npm test` it is a mistake that stands on standard input.
  const more = [
    [['load', 'workload.yaml'], ''],
    [['load', '-', '--dry-run', '--out', 'here'], simulated],
  ] as const;
  for (const [args, input] of [[['--help'], ''], [['load', '-'], BAD], ...(WHOLE ? more : [])] as const) {
    assert.deepEqual(await runCli(args, { cwd, input }), await callCli(args, { cwd, input }), args.join(' '));
  }
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
    const { code, out, err } = await callCli(['load', `${name}.yaml`], { cwd });
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
  const { code, err } = await callCli(['load', 'workload.yaml'], { cwd });
  assert.equal(code, 2);
  assert.match(err, /orders\.example is not this machine/);
  assert.match(err.replace(/\s+/g, ' '), /up to [\d,]+ requests/);
  assert.match(err, /--allow-host orders\.example/);
});

test('a verb, an option or a format that does not exist is told with the one that was meant', async (t) => {
  const cwd = tempFolder(t);
  const ask = async (...args: string[]) => {
    const { code, err, out } = await callCli(args, { cwd });
    assert.equal(code, 2, `${args}: ${out}`);
    assert.doesNotMatch(err, /\n\s+at .*\.js:\d+/);
    return err;
  };
  assert.match(await ask('laod', 'x'), /there is no verb laod\n {2}did you mean load\?/);
  assert.match(await ask('orders.yaml'), /did you mean holdline load orders\.yaml\?/);
  assert.match(await ask('load', 'x', '--blcks', '4'), /Did you mean --blocks/);
  assert.match(await ask('load'), /missing required argument 'workload': a YAML file/);
  assert.match(await ask('compare', '--base', 'a', '--head', 'b'), /of refs, the workload that they are measured with/);
  for (const format of ['yaml', 'pdf'])
    assert.match(await ask('report', '.', '--format', format), /no format \w+\n.*text or txt, markdown or md, json/);
  assert.match(await ask('load', 'x', '--slot', '3'), /--slot is `3`/);
  assert.match(await ask('report', 'nowhere'), /there is no run at nowhere/);
});

test('help and version are no mistakes', async (t) => {
  const cwd = tempFolder(t);
  const help = await callCli(['--help'], { cwd });
  assert.equal(help.code, 0);
  for (const { name, says } of VERBS) assert.ok(help.out.includes(name) && flat(help.out).includes(says), help.out);
  for (const flag of ['--version', '-v']) {
    const version = await callCli([flag], { cwd });
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
    assert.equal(version.code, 0);
  }
});

test('the help of a verb has every flag, two examples and its exit codes', async (t) => {
  const cwd = tempFolder(t);
  for (const { name, flags, examples, exits } of VERBS) {
    const { code, out, err } = await callCli([name, '--help'], { cwd });
    assert.deepEqual([code, err], [0, '']);
    for (const [key, { says }] of Object.entries(flags)) {
      assert.match(out, new RegExp(`^ +${flagName(key)}\\b`, 'm'));
      assert.ok(flat(out).includes(says), says);
    }
    assert.ok(examples.length >= 2);
    // As a shell reads them.
    const joined = out.replaceAll(/ \\\n +/g, ' ');
    for (const { line } of examples) assert.ok(joined.includes(`holdline ${line}\n`), line);
    for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
    for (const exit of exits) assert.match(out, new RegExp(`^ {2}${exit} +\\w`, 'm'));
  }
});

test('a host that is allowed before the workload does not swallow it', async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'url: https://orders.example' }));
  const { code, err } = await callCli(['load', '--allow-host', 'other.example', 'workload.yaml'], { cwd });
  assert.equal(code, 2);
  assert.match(err, /--allow-host orders\.example/);
});

test('a workload on standard input runs under its own name, and its mistakes have places', async (t) => {
  const cwd = tempFolder(t);
  const quick = quickWorkload({ target: 'simulated: {}' });
  const { code, err } = await callCli(['load', '-', '--quiet'], { cwd, input: quick });
  assert.equal(code, 0, err);
  assert.ok(existsSync(path.join(cwd, 'runs', 'quick', 'latest', 'run.json')));
  const wrong = await callCli(['load', '-'], { cwd, input: `${quick}feed: orders.csv\n` });
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /^<stdin>:\d+:\d+ +there is no file orders\.csv/m);
  for (const input of ['', '\0', `name: ${'x'.repeat(3_000_000)}`]) {
    const refused = await callCli(['load', '-'], { cwd, input });
    assert.equal(refused.code, 2);
    assert.match(refused.err, /<stdin>/);
  }
});
