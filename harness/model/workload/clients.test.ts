import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLIENT_NAMES, ownBound, poolBound, type SettingsOf, traitsOf } from './clients.js';
import { isUsual, meant, SETTING_NAMES, settingOf } from './settings.js';

describe('the bound of a client on its connections', () => {
  it('is what the policy says, by whatever name the client has for it', () => {
    assert.equal(poolBound('axios', { maxSockets: 10 }, true), 10);
    assert.equal(poolBound('undici', { connections: 7 }, false), 7);
  });

  it('is that of the AWS SDKs where they make the Agent themselves', () => {
    assert.equal(poolBound('aws-sdk-v3', { handler: 'options' }, false), 50);
    assert.equal(poolBound('aws-sdk-v3', { handler: 'default' }, true), 50);
    assert.equal(poolBound('aws-sdk-v3', { handler: 'options', maxSockets: 200 }, true), 200);
    assert.equal(poolBound('aws-sdk-v3', {}, true), null);
    assert.equal(poolBound('aws-sdk-v2', { via: 'environment' }, true), 50);
    assert.equal(poolBound('aws-sdk-v2', { via: 'environment' }, false), null);
    assert.equal(poolBound('aws-sdk-v2', { via: 'client' }, true), null);
  });

  it('makes requests wait under a policy of any client, and under no policy without one', () => {
    const policies = [{ maxSockets: 9 }, { connections: 9 }, { handler: 'options' }, { handler: 'agent' }, {}] as const;
    assert.deepEqual(
      policies.map((policy) => ownBound(policy, false)),
      [9, 9, 50, null, null],
    );
    assert.deepEqual(
      [true, false].map((tls) => ownBound({ via: 'environment' }, tls)),
      [50, null],
    );
  });

  it('is none where nobody sets one', () => {
    assert.equal(poolBound('node-http', {}, true), null);
    assert.equal(poolBound('autocannon', {}, true), null);
  });
});

describe('the settings of a policy', () => {
  it('have one meaning under several names', () => {
    assert.equal(meant({ idleTimeoutMs: 4000 }, 'idle'), 4000);
    assert.equal(meant({ freeSocketTimeoutMs: 3000 }, 'idle'), 3000);
    assert.equal(meant({ keepAliveTimeoutMs: 2000 }, 'idle'), 2000);
    assert.equal(meant({ tcpKeepAliveMs: 2000 }, 'idle'), null);
  });

  it('are usual where holdline decides them and nobody else did', () => {
    assert.ok(isUsual('requestTimeoutMs', 5000) && isUsual('dns', 'system') && isUsual('tlsResumption', true));
    assert.ok(!isUsual('requestTimeoutMs', 500) && !isUsual('dns', 'cached') && !isUsual('keepAlive', true));
  });

  it('have keys of their own, and every one of them a client that honours it', () => {
    assert.equal(new Set(SETTING_NAMES.map((name) => settingOf(name).key)).size, SETTING_NAMES.length);
    const unread = SETTING_NAMES.filter(
      (name) => !CLIENT_NAMES.some((client) => traitsOf(client).honours.includes(name)),
    );
    assert.deepEqual(unread, []);
  });

  it('are in the type of a client exactly where it honours them', () => {
    const known: SettingsOf<'undici'> = { dns: 'system', tlsResumption: true, requestTimeoutMs: 1, connections: 3 };
    // @ts-expect-error: maxSockets is not a word of undici.
    assert.equal(known.maxSockets, undefined);
  });
});
