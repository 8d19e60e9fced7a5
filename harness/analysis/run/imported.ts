import { alarm, caution, type Doubt, type Reason } from '../../model/findings/doubt.js';
import type { GateResult, Savings } from '../../model/findings/findings.js';
import type { Imported } from '../../model/run/imported.js';

/** What a run says that another engine measured: nothing of what that does not count. */

/** A gate on what was not counted is not judged. */
export function withoutUnknown(gates: readonly GateResult[], imported: Imported | undefined): readonly GateResult[] {
  const unknown = imported?.unknown ?? [];
  return gates.map((gate) => (unknown.includes(gate.metric) ? { ...gate, value: null, status: 'not judged' } : gate));
}

/**
 * What a run was asked beside its gates: the engine's own thresholds, and no contrast where no CPU was measured; and why none
 * of its gates is judged, where none is.
 */
export function askedOf(imported: Imported | undefined, savings: Readonly<Record<string, Savings>>) {
  return {
    savings: imported === undefined ? savings : {},
    thresholds: crossedThresholds(imported),
    unjudged: importDoubts(imported ?? null).slice(0, 1),
  };
}

/** The engine's own thresholds that do not hold. */
function crossedThresholds(imported: Imported | undefined): Reason[] {
  return (imported?.thresholds ?? [])
    .filter(({ ok }) => ok === false)
    .map(({ policy, metric, rule }) => alarm('threshold-crossed', policy, { metric, rule }));
}

export function importDoubts(imported: Imported | null): Doubt[] {
  if (imported === null) return [];
  const { from, files, percentiles, unknown, thresholds } = imported;
  const unread = thresholds.filter(({ ok }) => ok === null).length;
  return [
    caution('imported', null, { from, files, unknown }),
    ...(percentiles === 'merged' ? [] : [caution('not-mergeable', null, { from })]),
    ...(unread === 0 ? [] : [caution('thresholds-unread', null, { from, thresholds: unread })]),
  ];
}
