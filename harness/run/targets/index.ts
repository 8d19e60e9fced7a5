import type { Simulation } from '../../model/protocol/replayer.js';
import { TARGET_KINDS } from '../../model/workload/target-facts.js';
import type { Target } from '../../model/workload/workload.js';
import type { Checked, TargetDriver } from './driver.js';
import type { OpenContext, RunningTarget, SlotOfPolicy } from './running-target.js';
import type { ClockHeard } from './target-clock.js';

/** By the kinds: the file of its name in this folder has the driver of a kind, so that a new one needs no row here. */
const DRIVERS = Object.fromEntries(
  await Promise.all(TARGET_KINDS.map(async (kind) => [kind, await driverIn(`./${kind}.js`)] as const)),
);

async function driverIn(file: string): Promise<TargetDriver<Target>> {
  return ((await import(file)) as { readonly driver: TargetDriver<Target> }).driver;
}

export function openTarget(context: OpenContext): Promise<RunningTarget> {
  const { target } = context.workload;
  return driverOf(target).open(target, context);
}

/** Throws UserMistake where the target cannot be what the workload says. */
export function checkTarget(target: Target): void {
  driverOf(target).check?.(target);
}

/** Throws UserMistake where a target that runs already is not there, or not as the workload says. */
export async function reachTarget(target: Target, checked: Checked): Promise<void> {
  await driverOf(target).reach?.(target, checked);
}

/** What the target says of the time; null where it has no clock of its own. */
export async function clockOf(target: Target, addresses: readonly string[] | null): Promise<ClockHeard | null> {
  return (await driverOf(target).clock?.(target, addresses)) ?? null;
}

export function simulationFor(target: Target, slot: SlotOfPolicy | null): Simulation | null {
  return driverOf(target).simulation?.(target, slot) ?? null;
}

/** The driver of its kind: that the kind of the target chose it is what its type cannot say. */
function driverOf(target: Target): TargetDriver<Target> {
  return DRIVERS[target.kind]!;
}
