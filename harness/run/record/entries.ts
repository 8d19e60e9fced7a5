import type { Plan } from '../../model/run/plan.js';
import type { Environment, Interleaved, LostBlock, Outcome, Run, SlotRecord } from '../../model/run/run.js';
import type { ServiceRecord } from '../../model/run/service-use.js';
import type { ShardRun } from '../../model/run/shard.js';
import { addTotals, NO_TOTALS, type Totals } from '../../model/run/tally.js';

/** What happens in a run, in order: each is one line of the journal, and the record is what they add up to. */
export type Entry =
  | {
      readonly kind: 'begin';
      readonly schemaVersion: 2;
      /** ISO 8601. */
      readonly startedAt: string;
      readonly plan: Plan;
      readonly environment: Environment;
      readonly shard?: ShardRun;
      readonly interleaved?: Interleaved;
    }
  | { readonly kind: 'warm-up'; readonly arm: string; readonly invocation: number; readonly totals: Totals }
  | { readonly kind: 'slot'; readonly slot: SlotRecord }
  | { readonly kind: 'lost'; readonly lost: LostBlock }
  | { readonly kind: 'harness'; readonly cpuUsPerRequest: number }
  | { readonly kind: 'service'; readonly service: ServiceRecord }
  | { readonly kind: 'end'; readonly outcome: Outcome };

export type Begin = Extract<Entry, { kind: 'begin' }>;

/** Without an `end` the run was interrupted, however that happened. */
export function assembleRun(begin: Begin, entries: readonly Entry[], skippedLines = 0): Run {
  const slots = entries.flatMap((entry) => (entry.kind === 'slot' ? entry.slot : []));
  const services = entries.flatMap((entry) => (entry.kind === 'service' ? entry.service : []));
  return {
    schemaVersion: 2,
    startedAt: begin.startedAt,
    plan: begin.plan,
    environment: begin.environment,
    slots,
    lostBlocks: entries.flatMap((entry) => (entry.kind === 'lost' ? entry.lost : [])),
    ...(services.length === 0 ? {} : { services }),
    harnessCpuUsPerRequest: entries.flatMap((entry) => (entry.kind === 'harness' ? entry.cpuUsPerRequest : [])),
    totals: entries.map(totalsOf).reduce(addTotals, begin.shard?.asked ?? NO_TOTALS),
    ...(begin.shard && { shard: begin.shard }),
    outcome: entries.flatMap((entry) => (entry.kind === 'end' ? entry.outcome : []))[0] ?? { kind: 'interrupted' },
    ...(skippedLines === 0 ? {} : { skippedLines }),
    ...(begin.interleaved !== undefined && { interleaved: begin.interleaved }),
  };
}

function totalsOf(entry: Entry): Totals {
  if (entry.kind === 'warm-up') return entry.totals;
  return entry.kind === 'slot' ? entry.slot.witnesses.sockets : NO_TOTALS;
}
