import { ENOUGH_INVOCATIONS } from '../model/run/design-size.js';
import type { Load, Workload } from '../model/workload/workload.js';
import type { Overrides } from './overrides.js';
import { FEWEST_REQUESTS_PER_SLOT } from './schema/defaults.js';

/** One mirrored pair in each invocation: counts need no more, and an interval of times is as wide as that makes it. */
const BLOCKS = 2;
const SLOT_MS = 1000;
const WARMUP_MS = 500;

/** What `--quick` sets in place of the design of a workload: enough invocations for an interval, and as little else as can be. */
export function quickOverrides({ design, load }: Pick<Workload, 'design' | 'load'>): Overrides {
  const slotMs = quickSlotMs(load);
  return {
    invocations: ENOUGH_INVOCATIONS,
    // Of each rate a pair of blocks.
    blocks: Math.min(design.blocks, BLOCKS * factorsOf(load).length),
    warmupMs: Math.min(design.warmupMs, WARMUP_MS),
    ...(slotMs !== null && slotMs < design.slotMs && { slotMs }),
  };
}

/** A workload as it was asked for, or with the design of a first answer; what is overridden stays so. */
export function designed(parse: (overrides: Overrides) => Workload, overrides: Overrides, isQuick: boolean): Workload {
  const asked = parse(overrides);
  if (!isQuick) return asked;
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return parse({ ...quickOverrides(asked), ...given });
}

/** Null where the load itself says how long a slot is. */
function quickSlotMs(load: Load): number | null {
  if (load.kind === 'closed') return load.count === null ? SLOT_MS : null;
  const [stage, ...more] = load.stages;
  if (stage === undefined || more.length > 0 || stage.fromPerSecond !== stage.toPerSecond) return null;
  const neededMs = Math.ceil((FEWEST_REQUESTS_PER_SLOT * 1000) / (stage.toPerSecond * Math.min(...factorsOf(load))));
  return Math.max(SLOT_MS, neededMs);
}

function factorsOf(load: Load): readonly number[] {
  return (load.kind === 'open' ? load.factors : undefined) ?? [1];
}
