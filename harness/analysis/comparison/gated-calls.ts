import type { ComparisonRow, LostReuse } from '../../model/findings/comparison.js';
import type { PolicyFindings } from '../../model/findings/findings.js';
import { REUSE_METRIC } from '../../model/workload/metrics.js';
import type { Gate } from '../../model/workload/workload.js';
import { evaluateGates } from '../run/gates.js';
import { comparisonGate } from './gates.js';
import { heldBy } from './held.js';
import type { Side } from './side.js';

/** Whether a gate names a call; one without a call is about all of them together. */
export function namesCall(gate: Gate, call: string): boolean {
  return gate.call === '*' || gate.call === call;
}

/** Whether gates leave calls of their policy to other rules: each decides for the call that it names, and for no other. */
export function leaveCalls(gates: readonly Gate[]): boolean {
  return gates.length > 0 && gates.every(({ call }) => call !== undefined && call !== '*');
}

/** What a policy counted but for the handshakes of the calls that gates name. */
export function besidesGated(side: Side, policy: string, gates: readonly Gate[]): PolicyFindings {
  const findings = side.findings.policies[policy]!;
  const calls = side.findings.services?.[policy]?.calls ?? [];
  const gated = calls.filter(({ name }) => gates.some((gate) => namesCall(gate, name)));
  const full = gated.reduce((sum, { handshakesFull }) => sum + handshakesFull, 0);
  const resumed = gated.reduce((sum, { handshakesResumed }) => sum + handshakesResumed, 0);
  const { tls } = findings;
  return { ...findings, tls: { full: Math.max(0, tls.full - full), resumed: Math.max(0, tls.resumed - resumed) } };
}

/** What the gates on a lost reuse say of it: of a call those that name it, whatever became of the others of their row. */
export function gateOfLoss(
  { policy, call, isGated, ...of }: LostReuse,
  rows: readonly ComparisonRow[],
  { base, head }: { readonly base: Side; readonly head: Side },
): ComparisonRow['gate'] {
  if (!isGated) return null;
  if (call === undefined) {
    return rows.find((row) => row.policy === policy && row.metric === REUSE_METRIC)?.gate ?? null;
  }
  const { workload } = head.run.plan;
  const gates = workload.gates
    .filter((gate) => gate.policy === policy && gate.metric === REUSE_METRIC && namesCall(gate, call))
    .map((gate) => ({ ...gate, call }));
  const results = evaluateGates(head.findings, { ...workload, gates });
  return comparisonGate(gates, results, (gate) => heldBy(gate, base, head, { from: of.base, to: of.head }));
}
