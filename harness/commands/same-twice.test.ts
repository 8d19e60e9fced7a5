import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Findings } from '../model/findings.js';
import { runCli, tempFolder } from '../testing/cli.js';

const WORKLOAD = fileURLToPath(new URL('../../../workloads/aa.yaml', import.meta.url));

test('the same policy twice on real sockets: counts are equal, and what was found is printed', async (t) => {
  const cwd = tempFolder(t);
  const args = ['--invocations', '2', '--slot', '500ms', '--warmup', '300ms', '--json', '--out', 'here'];
  const { code, out, err } = await runCli(['load', WORKLOAD, ...args], { cwd });
  assert.ok(code === 0 || code === 4, `${code}: ${err}`);
  const { savings, policies, blocks } = JSON.parse(out) as Findings;
  const { cpuPercent, verdict } = savings.second!;
  // A claim here would be a false alarm, and those have a rate, so it is printed; counts have none.
  t.diagnostic(
    `${blocks.valid} of ${blocks.planned} blocks: ${verdict}, CPU saved ${cpuPercent?.mean.toFixed(1)} % (${cpuPercent?.low?.toFixed(1)} to ${cpuPercent?.high?.toFixed(1)})`,
  );
  assert.equal(policies.first?.requests, policies.second?.requests);
});
