import { alarm, caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { Agreement } from '../../model/findings/findings.js';
import type { SlotRecord } from '../../model/run/run.js';
import type { WitnessName } from '../../model/run/testimony.js';
import { type Comparison, contradiction, heldAgainst } from '../../model/run/witness.js';

export interface CountsCheck {
  readonly agreement: Agreement;
  /** Our sockets counted more than a witness saw: our counts are wrong. */
  readonly deficits: readonly Doubt[];
  /** A witness saw more than our sockets did: someone else was there too. */
  readonly surpluses: readonly Doubt[];
}

/** Whether the sockets, the kernel and the target counted the same, slot by slot, those of dropped blocks included. */
export function checkCounts(slots: readonly SlotRecord[]): CountsCheck {
  const all = slots.flatMap(({ witnesses }) => heldAgainst(witnesses));
  return {
    agreement: { socketsAgreeWithKernel: agree(all, 'kernel'), socketsAgreeWithTarget: agree(all, 'target') },
    deficits: differences(all, 'deficit').map((seen) => alarm('counted-too-much', null, seen)),
    surpluses: differences(all, 'surplus').map((seen) =>
      // A neighbour in the network namespace changes no count of ours; one at the target shares its answers.
      (seen.witness === 'kernel' ? note : caution)('witness-saw-more', null, seen),
    ),
  };
}

function agree(all: readonly Comparison[], name: WitnessName): boolean | null {
  const own = all.filter(({ witness }) => witness === name);
  return own.length === 0 ? null : own.every((one) => contradiction(one) === null);
}

/** Summed by witness and kind over the slots that differ in this direction: opposite errors must not cancel. */
function differences(all: readonly Comparison[], direction: 'deficit' | 'surplus') {
  const found = new Map<string, { readonly witness: WitnessName; readonly what: string; readonly count: number }>();
  for (const one of all.filter((each) => contradiction(each) === direction)) {
    const { witness, what, ours, theirs } = one;
    const before = found.get(`${witness} ${what}`)?.count ?? 0;
    found.set(`${witness} ${what}`, { witness, what, count: before + Math.abs(theirs - ours) });
  }
  return [...found.values()];
}
