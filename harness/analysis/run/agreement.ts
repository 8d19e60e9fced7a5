import { alarm, caution, type Doubt, note } from '../../model/findings/doubt.js';
import type { Agreement } from '../../model/findings/findings.js';
import type { SlotRecord } from '../../model/run/run.js';
import { unanswered } from '../../model/run/tally.js';

export interface CountsCheck {
  readonly agreement: Agreement;
  /** Our sockets counted more than a witness saw: our counts are wrong. */
  readonly deficits: readonly Doubt[];
  /** A witness saw more than our sockets did: someone else was there too. */
  readonly surpluses: readonly Doubt[];
}

interface Pair {
  readonly what: string;
  readonly ours: number;
  readonly theirs: number;
}

/** Whether the sockets, the kernel and the target counted the same, slot by slot, those of dropped blocks included. */
export function checkCounts(slots: readonly SlotRecord[]): CountsCheck {
  const kernel = slots.flatMap(kernelPairs);
  const target = slots.flatMap(targetPairs);
  return {
    agreement: { socketsAgreeWithKernel: agree(kernel), socketsAgreeWithTarget: agree(target) },
    deficits: [
      ...differences(kernel, -1).map((seen) => alarm('counted-too-much', null, { witness: 'kernel', ...seen })),
      ...differences(target, -1).map((seen) => alarm('counted-too-much', null, { witness: 'target', ...seen })),
    ],
    surpluses: [
      // A neighbour in the network namespace changes no count of ours; one at the target shares its answers.
      ...differences(kernel, 1).map((seen) => note('witness-saw-more', null, { witness: 'kernel', ...seen })),
      ...differences(target, 1).map((seen) => caution('witness-saw-more', null, { witness: 'target', ...seen })),
    ],
  };
}

function kernelPairs({ witnesses }: SlotRecord): Pair[] {
  if (witnesses.kernelActiveOpens === null) return [];
  return [{ what: 'connections', ours: witnesses.sockets.connectionsAttempted, theirs: witnesses.kernelActiveOpens }];
}

/** None where a request got no answer: what a server has done for it by then is not known here. */
function targetPairs({ witnesses: { sockets, target } }: SlotRecord): Pair[] {
  if (target === null || unanswered(sockets) > 0) return [];
  const handshakes = target.handshakesFull + target.handshakesResumed;
  return [
    { what: 'connections', ours: sockets.connectionsOpened, theirs: target.accepts },
    { what: 'requests', ours: sockets.requestsCompleted, theirs: target.requests },
    { what: 'handshakes', ours: sockets.handshakes, theirs: handshakes },
  ];
}

function agree(pairs: readonly Pair[]): boolean | null {
  return pairs.length === 0 ? null : pairs.every(({ ours, theirs }) => ours === theirs);
}

/** Summed per kind over the slots that differ in this direction: opposite errors must not cancel. */
function differences(pairs: readonly Pair[], sign: 1 | -1): { what: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { what, ours, theirs } of pairs) {
    const count = sign * (theirs - ours);
    if (count > 0) counts.set(what, (counts.get(what) ?? 0) + count);
  }
  return [...counts].map(([what, count]) => ({ what, count }));
}
