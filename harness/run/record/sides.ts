import type { Side } from '../../model/run/interleaved.js';
import { ownArm } from '../../plan/interleave.js';
import type { Entry } from './entries.js';

/** What of an interleaved run belongs into the journal of one side; null for what is the other's. */
export function entryOfSide(entry: Entry, side: Side): Entry | null {
  switch (entry.kind) {
    case 'warm-up': {
      const arm = ownArm(side, entry.arm);
      return arm === null ? null : { ...entry, arm };
    }
    case 'slot': {
      const arm = ownArm(side, entry.slot.arm);
      return arm === null ? null : { ...entry, slot: { ...entry.slot, arm } };
    }
    case 'service': {
      const arm = ownArm(side, entry.service.arm);
      return arm === null ? null : { ...entry, service: { ...entry.service, arm } };
    }
    default:
      return entry;
  }
}
