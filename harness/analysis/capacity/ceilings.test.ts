import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleRun } from '../../testing/example-run.js';
import { withQueries } from '../../testing/example-slot.js';
import { sortBlocks } from '../run/blocks.js';
import { policyFindings } from '../run/policies.js';
import { ceilingsOf } from './ceilings.js';

const ASKED = exampleRun().plan.workload;

const ceiling = (policy: string, name: string, peakPerSecond = 2000) => {
  const findings = policyFindings(sortBlocks(exampleRun()).valid, policy, { ...ASKED, peakPerSecond });
  return ceilingsOf(findings, peakPerSecond).find((row) => row.name === name);
};

describe('ceilings at peak', () => {
  it('count what a cold policy needs', () => {
    assert.equal(ceiling('cold', 'ephemeral ports')?.needed, 5);
    assert.equal(ceiling('cold', 'NAT gateway addresses')?.needed, 3);
    assert.equal(ceiling('cold', 'load balancer capacity units')?.needed, 80);
    assert.equal(ceiling('cold', 'lookup pool')?.needed, 2);
  });

  it('take two packets for a lookup, and say so', () => {
    const row = ceiling('cold', 'resolver packets');
    assert.equal(row?.demand, 4000);
    assert.equal(row?.needed, 4);
    assert.match(row?.formula ?? '', /x 2 packets/);
  });

  it('take the packets that were counted where there is a DNS server, and no pool', () => {
    const findings = policyFindings(sortBlocks(exampleRun({ edit: withQueries(4000) })).valid, 'cold', ASKED);
    const rows = ceilingsOf(findings, 2000);
    const packets = rows.filter(({ name }) => name === 'resolver packets');
    // 4,000 queries for 500 requests, the lead-in included: 8 for each of 2,000 requests a second.
    assert.deepEqual(
      packets.map(({ demand, needed }) => [demand, needed]),
      [[16_000, 16]],
    );
    assert.match(packets[0]!.formula, /counted/);
    assert.equal(
      rows.some(({ name }) => name === 'lookup pool'),
      false,
    );
  });

  it('need little under keep-alive', () => {
    for (const name of ['ephemeral ports', 'NAT gateway addresses', 'load balancer capacity units', 'lookup pool']) {
      assert.equal(ceiling('keep-alive', name)?.needed, 1, name);
    }
  });

  it("find the sockets in use by Little's law, where a response time is known", () => {
    const demand = ceiling('cold', 'sockets in use')?.demand ?? 0;
    // The mean of the example's times is 5 ms x (0.5 + 0.5 / ln 2) = 6.1 ms, their median 5 ms.
    assert.ok(Math.abs(demand - 12.2) < 0.1, `${demand}`);
  });

  it('are none for a policy that was not measured', () => {
    assert.deepEqual(ceilingsOf(policyFindings([], 'cold', ASKED), 2000), []);
  });
});
