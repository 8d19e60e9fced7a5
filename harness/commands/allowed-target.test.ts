import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePlan } from '../plan/compile.js';
import { quickWorkload } from '../testing/cli.js';
import { parseWorkload } from '../workload/read.js';
import { checkedAddresses } from './allowed-target.js';

const planOf = (url: string) =>
  compilePlan(
    parseWorkload('x.yaml', quickWorkload({ target: `url: "${url}"` }), { env: {}, overrides: {}, cores: 1 }),
  );

/** A resolver that knows a few names, and must not be asked for others. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'here.test': ['127.0.0.1', '::1'],
  'away.test': ['192.0.2.1'],
  'mixed.test': ['127.0.0.1', '192.0.2.1'],
  'missing.test': [],
};
const resolve = async (host: string) => NAMES[host] ?? assert.fail(`${host} was asked for`);
const check = (url: string, allowed: readonly string[] = []) => checkedAddresses(planOf(url), allowed, resolve);

test('a name of this machine is never asked of a resolver', async () => {
  for (const host of ['localhost', 'app.localhost', 'localhost.']) {
    assert.deepEqual(await check(`http://${host}:80`), ['127.0.0.1', '::1'], host);
  }
});

test('another name is this machine where all of its addresses are, and they are what connections may go to', async () => {
  assert.deepEqual(await check('http://here.test'), ['127.0.0.1', '::1']);
  for (const host of ['away.test', 'mixed.test', 'missing.test']) {
    await assert.rejects(check(`http://${host}`), new RegExp(`${host} is not this machine`), host);
  }
});

test('an address is itself', async () => {
  assert.equal(await check('http://127.0.0.1:80'), null);
  assert.equal(await check('http://[::1]:80'), null);
  for (const host of ['192.0.2.1', '[2001:db8::1]'])
    await assert.rejects(check(`http://${host}`), /is not this machine/);
});

test('what the user allows by name is sent to wherever that name points', async () => {
  assert.equal(await check('http://away.test', ['Away.Test.']), null);
  assert.equal(await check('http://[2001:db8::1]', ['2001:db8::1']), null);
  await assert.rejects(check('http://away.test', ['way.test', 'here.test']), /is not this machine/);
});
