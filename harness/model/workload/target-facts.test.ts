import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EMBEDDED_TARGET } from '../../testing/example-workload.js';
import type { Target, UrlTarget } from './target.js';
import { TARGET_KINDS, targetFacts, targetIdentity } from './target-facts.js';

const URL_TARGET: UrlTarget = { kind: 'url', origin: 'https://orders.internal.test:8443', caFile: null };
const idle = (keepAliveTimeoutMs: number) => {
  const { idleCloseMs, announcedIdleS } = targetFacts({ ...EMBEDDED_TARGET, keepAliveTimeoutMs });
  return { idleCloseMs, announcedIdleS };
};

describe('the facts of a target', () => {
  it('say when a server of Node closes what is idle, and what it announces before', () => {
    assert.deepEqual(idle(5000), { idleCloseMs: 6000, announcedIdleS: 5 });
    assert.deepEqual(idle(300), { idleCloseMs: 1300, announcedIdleS: 0 });
    assert.deepEqual(idle(1999), { idleCloseMs: 2999, announcedIdleS: 1 });
    assert.deepEqual(idle(0), { idleCloseMs: 0, announcedIdleS: null });
  });

  it('say what lies between, and who else may be there', () => {
    const seen = (target: Target) => {
      const { path, ours, origin } = targetFacts(target);
      return [path, ours, origin];
    };
    assert.deepEqual(seen(EMBEDDED_TARGET), ['loopback', true, null]);
    assert.deepEqual(seen({ ...EMBEDDED_TARGET, rttMs: 20 }), ['relay', true, null]);
    assert.deepEqual(seen(URL_TARGET), ['network', false, URL_TARGET.origin]);
    assert.deepEqual(seen({ ...URL_TARGET, origin: 'http://127.0.0.1:80' }), [
      'loopback',
      false,
      'http://127.0.0.1:80',
    ]);
  });

  it('are there for every kind', () =>
    assert.deepEqual(TARGET_KINDS, ['embedded', 'url', 'simulated', 'service', 'service-elsewhere']));
});

describe('the identity of a target', () => {
  it('is another one with another round trip, and the same one with another latency or idle limit', () => {
    const { asked, mayDiffer } = targetIdentity(EMBEDDED_TARGET);
    for (const changes of [{ keepAliveTimeoutMs: 1 }, { latencyMs: 5 }]) {
      const other = targetIdentity({ ...EMBEDDED_TARGET, ...changes });
      assert.deepEqual(other.asked, asked);
      assert.notDeepEqual(other.mayDiffer, mayDiffer);
    }
    assert.notDeepEqual(targetIdentity({ ...EMBEDDED_TARGET, rttMs: 5 }).asked, asked);
  });

  it('asks whether the client proves who it is, not with which files', () => {
    const withFiles = (certFile: string) =>
      targetIdentity({ ...URL_TARGET, clientCertificate: { certFile, keyFile: 'k' } }).asked;
    assert.deepEqual(withFiles('a.pem'), withFiles('b.pem'));
    assert.notDeepEqual(withFiles('a.pem'), targetIdentity(URL_TARGET).asked);
  });
});
