import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Findings } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import { readJson, tempFolder } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { requireMeasured } from '../testing/measured.js';
import { wholeOnly } from '../testing/whole.js';

const WORKLOAD = fileURLToPath(new URL('../../../workloads/aa.yaml', import.meta.url));

/** The counts of a plan, and the rate of false alarms, are those of simulated experiments too. */
test('the same policy twice on real sockets: counts are equal, and what was found is printed', {
  skip: wholeOnly,
}, async (t) => {
  const cwd = tempFolder(t);
  const size = ['--invocations', '2', '--blocks', '2', '--slot', '300ms', '--warmup', '100ms', '--scale', '30%'];
  const ended = await callCli(['load', WORKLOAD, ...size, '--json', '--out', 'here'], { cwd });
  requireMeasured(ended);
  const { savings, blocks } = JSON.parse(ended.out) as Findings;
  const cpuPercent = savings.second?.cpuPercent;
  // A claim here would be a false alarm, and those have a rate, so it is printed; counts have none.
  t.diagnostic(
    `${blocks.valid} of ${blocks.planned} blocks: ${savings.second?.verdict}, CPU saved ${cpuPercent?.mean.toFixed(1)} % (${cpuPercent?.low?.toFixed(1)} to ${cpuPercent?.high?.toFixed(1)})`,
  );
  const { plan, slots } = readJson<Run>(cwd, 'here', 'run.json');
  const planned = (policy: string) =>
    new Map(
      slots
        .filter((slot) => slot.arm === policy)
        .map((slot) => [`${slot.invocation}/${slot.block}`, slot.tally.planned]),
    );
  const [first, second] = [planned('first'), planned('second')];
  assert.ok(first.size >= plan.invocations.length * plan.workload.design.blocks, `${first.size} slots`);
  assert.deepEqual(first, second);
  for (const [block, requests] of first) assert.ok(requests > 0, block);
});
