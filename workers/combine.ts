import type { SlotMeasurement } from '../harness/model/protocol/replayer.js';
import type { ShardReport } from '../harness/model/protocol/shard.js';
import type { CpuTime, LoopUse } from '../harness/model/run/run.js';
import { addTotals, NO_TOTALS } from '../harness/model/run/tally.js';
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
    loop: reports.map((report) => report.loop).reduce(busier),
    elapsedMs: Math.max(...reports.map((report) => report.elapsedMs)),
  };
}

function busier(a: LoopUse, b: LoopUse): LoopUse {
  return {
    utilisation: Math.max(a.utilisation, b.utilisation),
    delayP99Ms: Math.max(a.delayP99Ms, b.delayP99Ms),
    delayMaxMs: Math.max(a.delayMaxMs, b.delayMaxMs),
  };
}
