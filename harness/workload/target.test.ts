import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EmbeddedTarget } from '../model/workload/workload.js';
import { HEAD, told, workloadOf } from '../testing/workload-files.js';

const withTarget = (text: string) => HEAD.replace('tls: false', text);

function embeddedOf(text: string): EmbeddedTarget {
  const { target } = workloadOf(withTarget(text));
  return target.kind === 'embedded' ? target : assert.fail();
}

describe('an embedded target', () => {
  it('may be far away, and may be DynamoDB', () => {
    const { rttMs, dynamodb } = embeddedOf('rtt: 84.5ms, service: dynamodb, tables: 3');
    assert.deepEqual([rttMs, dynamodb], [84.5, { tables: 3 }]);
    assert.deepEqual(embeddedOf('service: dynamodb').dynamodb, { tables: 0 });
  });

  it('has tables or a body, as the service has', () => {
    assert.deepEqual(told(withTarget('tables: 1')), ['3:23 there is no service with tables | add service: dynamodb']);
    assert.deepEqual(told(withTarget('service: dynamodb, body: 1KiB')), [
      '3:42 a service answers with a body of its own | remove it',
    ]);
  });
});

describe('the DNS server of an embedded target', () => {
  const withDns = (text: string, mode = 'resolver') =>
    withTarget(text).replace('keepAlive: false', `keepAlive: false, dns: ${mode}`);

  it('has the defaults of a resolv.conf', () => {
    const { target, policies } = workloadOf(withDns('host: orders.internal.test, dns: { ttl: 30s, failures: 1% }'));
    assert.equal(policies[0]!.dns, 'resolver');
    assert.deepEqual(target.kind === 'embedded' && target.dns, {
      host: 'orders.internal.test',
      latencyMs: 2,
      ttlSeconds: 30,
      aaaa: true,
      failures: 0.01,
      timeouts: 0,
      truncated: 0,
      search: [],
      ndots: 1,
      queryTimeoutMs: 1000,
      attempts: 2,
    });
    assert.equal(workloadOf(HEAD).policies[0]!.dns, 'system');
  });

  it('goes with a policy that asks it', () => {
    assert.deepEqual(told(withDns('tls: false')), [
      '4:44 the policy asks a DNS server, and the target has none | add dns: {} to target.embedded, or write dns: system',
    ]);
    assert.deepEqual(told(withDns('').replace('embedded: {  }', 'url: http://localhost')), [
      '4:44 the policy asks a DNS server, and the target has none | write dns: system',
    ]);
    assert.deepEqual(told(withTarget('dns: {}')), [
      '3:23 no policy asks the DNS server | write dns: resolver or dns: cached in a policy',
    ]);
    assert.deepEqual(told(withTarget('host: a.test')), [
      '3:23 there is no DNS server that knows the host | add dns: {}',
    ]);
  });

  it('has names of hosts, whole seconds, and shares of one whole', () => {
    assert.deepEqual(told(withDns('host: 10.0.0.1, dns: { ttl: 500ms, search: [a b] }')), [
      '3:29 `target.embedded.host` is `10.0.0.1`, which is not a name of a host | write a name such as orders.internal.test',
      '3:51 `target.embedded.dns.ttl` is `500ms`, which is not a whole number of seconds | write whole seconds, such as 5s',
      '3:67 `target.embedded.dns.search[0]` is `a b`, which is not a name of a host | write a name such as orders.internal.test',
    ]);
    assert.deepEqual(told(withDns('dns: { failures: 60%, timeouts: 50% }', 'cached')), [
      '3:23 the shares of failures, timeouts and truncated exceed 100% | lower one',
    ]);
  });
});

describe('TLS of an embedded target', () => {
  it('is off, usual, or as it is written', () => {
    const usual = { version: null, key: 'ecdsa', resumption: true, ticketRotationMs: null };
    assert.deepEqual(embeddedOf('tls: false').tls, false);
    assert.deepEqual(embeddedOf('latency: 1ms').tls, usual);
    assert.deepEqual(embeddedOf('tls: true').tls, usual);
    const old = { version: '1.2', key: 'rsa', resumption: true, ticketRotationMs: 2000 };
    assert.deepEqual(embeddedOf('tls: { version: 1.2, key: rsa, ticketRotation: 2s }').tls, old);
    assert.deepEqual(embeddedOf('tls: { version: "1.3", resumption: false }').tls, {
      ...usual,
      version: '1.3',
      resumption: false,
    });
  });

  it('has its mistakes at their places', () => {
    assert.deepEqual(told(withTarget('tls: { version: 1.1, keys: rsa, key: dsa }')), [
      '3:39 `target.embedded.tls.version` is 1.1, which is not a version that is spoken here | write 1.2 or 1.3',
      '3:44 unknown key `keys` in `target.embedded.tls` | did you mean `key`?',
      '3:60 `target.embedded.tls.key` is `dsa`, which is not known | did you mean `rsa`? write ecdsa or rsa',
    ]);
    assert.deepEqual(told(withTarget('tls: { resumption: false, ticketRotation: 2s }')), [
      '3:49 there are no session tickets without resumption | remove one of the two',
    ]);
  });
});
