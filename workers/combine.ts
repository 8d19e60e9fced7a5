import type { SlotMeasurement } from '../harness/model/protocol/replayer.js';
import type { ShardReport } from '../harness/model/protocol/shard.js';
import type { CpuTime } from '../harness/model/run/run.js';
import { addTotals, NO_TOTALS } from '../harness/model/run/tally.js';
import { busiestOf } from '../harness/tally/loop-use.js';
import { mergeShards } from '../harness/tally/tally.js';

/** What the shards of a slot say together; their CPU is what was measured of the process, unless the client models its own. */
export function combine(
  reports: readonly ShardReport[],
  measuredCpu: CpuTime,
): Omit<SlotMeasurement, 'measuredFromMs' | 'cpuLateMs'> {
  const modelled = reports.flatMap((report) => report.modelledCpuUs ?? []);
  const cpu = modelled.length === 0 ? measuredCpu : { userUs: modelled.reduce((a, b) => a + b, 0), systemUs: 0 };
  return {
    tally: mergeShards(reports.map((report) => report.tally)),
    totals: reports.map((report) => report.totals).reduce(addTotals, NO_TOTALS),
    cpu,
    loop: busiestOf(reports.map((report) => report.loop)),
    elapsedMs: Math.max(...reports.map((report) => report.elapsedMs)),
  };
}
