import type { TargetReading } from '../../model/protocol/slot.js';
import type { Counts, WitnessName } from '../../model/run/testimony.js';
import type { MachineReading } from '../../system/machine.js';

/** Everything that is read at one moment, before a slot and after it, so that all witnesses speak of the same time. */
export interface Look {
  readonly machine: MachineReading;
  readonly target: TargetReading | null;
}

/** Who counts beside our sockets. */
export interface Witness {
  readonly name: WitnessName;
  /** What happened between two looks; null where it is not there. */
  counts(before: Look, after: Look): Counts | null;
}
