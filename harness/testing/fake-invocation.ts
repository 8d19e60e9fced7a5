import type { SlotMeasurement } from '../model/protocol/slot.js';
import type { SlotPlan } from '../model/run/plan.js';
import type { Run, SlotRecord } from '../model/run/run.js';
import { NO_TOTALS, type Tally } from '../model/run/tally.js';
import type { Invocation, SlotPlace } from '../run/invocation.js';
import { testSimulation } from './example-job.js';
import { exampleRun } from './example-run.js';

/** What the parts of an invocation do instead of measuring; what is left out goes well at once. */
export interface Behaviour {
  readonly open?: (invocation: number) => Promise<void>;
  readonly warmUp?: (arm: string) => Promise<Partial<Tally> & { readonly costUs?: number | null }>;
  readonly slot?: (slot: SlotPlan, place: SlotPlace) => Promise<Partial<SlotRecord>>;
  readonly harness?: () => Promise<number | null>;
  readonly replace?: (arm: string) => Promise<void>;
  readonly close?: () => Promise<void>;
  readonly targetLost?: Promise<string>;
}

const NEVER = new Promise<never>(() => {});
/** Blocks of one invocation, of the arms `cold` and `keep-alive`. */
export const EXAMPLE: Run = exampleRun({
  invocations: 2,
  blocks: 2,
  histograms: false,
  // Its slots are followed by no rest.
  target: testSimulation(),
});

/** An invocation without processes, and what was done with it, in order: `open 0`, `warm-up cold`, `slot 0/0 cold`, ... */
export function fakeInvocations(behaviour: Behaviour = {}) {
  const said: string[] = [];
  const tally = EXAMPLE.slots[0]!.tally;
  const open = async (invocation: number): Promise<Invocation> => {
    said.push(`open ${invocation}`);
    await behaviour.open?.(invocation);
    let closed = false;
    return {
      targetLost: behaviour.targetLost ?? NEVER,
      async warmUp(arm, _chunk, report) {
        said.push(`warm-up ${arm}`);
        const { costUs = 10, ...changes } = (await behaviour.warmUp?.(arm)) ?? {};
        report({ tally: { ...tally, ...changes }, totals: NO_TOTALS } as SlotMeasurement);
        return costUs;
      },
      async measureSlot(slot, place) {
        said.push(`slot ${place.invocation}/${place.block} ${slot.arm}`);
        const record = EXAMPLE.slots.find(({ arm }) => arm === slot.arm)!;
        const changes = (await behaviour.slot?.(slot, place)) ?? {};
        return { ...record, ...place, ...changes };
      },
      async measureHarness() {
        said.push('harness');
        return behaviour.harness === undefined ? 10 : behaviour.harness();
      },
      async readServices() {
        return [];
      },
      async replace(arm) {
        said.push(`replace ${arm}`);
        await behaviour.replace?.(arm);
      },
      get closed() {
        return closed;
      },
      async close() {
        closed = true;
        said.push(`close ${invocation}`);
        await behaviour.close?.();
      },
    };
  };
  return { open, said };
}
