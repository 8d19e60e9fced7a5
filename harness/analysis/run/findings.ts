import { meanRate } from '../../model/arrivals/profile.js';
import type {
  EnvironmentSummary,
  Findings,
  GateResult,
  PolicyFindings,
  Savings,
} from '../../model/findings/findings.js';
import { questionOf } from '../../model/findings/question.js';
import type { ServiceFindings } from '../../model/findings/service.js';
import type { Kept } from '../../model/findings/verification.js';
import type { Environment, Run } from '../../model/run/run.js';
import type { ServiceRecord } from '../../model/run/service-use.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { clientOf, sequenceLength, type Workload } from '../../model/workload/workload.js';
import type { CapacityAnswer } from '../capacity/capacity.js';
import { deploymentOf } from '../capacity/deploy/deployment.js';
import { containersBySecond } from '../capacity/host-count.js';
import { ceilingDoubts, peakDoubts, speedDoubts } from '../capacity/plan-doubts.js';
import { serviceFindings } from '../service/findings.js';
import { transferDoubts } from '../service/transfers.js';
import { meanOf } from '../statistics/statistics.js';
import { scoreDoubts } from '../verification/score-doubts.js';
import { wideningOf } from '../verification/widening.js';
import { runsForContrast } from './advice.js';
import { checkCounts } from './agreement.js';
import { invocationsOf, isTooLate, type SortedBlocks, slotsOf, sortBlocks, type ValidBlock } from './blocks.js';
import { capacityTable, plannedContainers } from './capacity-table.js';
import { doubtsOf } from './doubts.js';
import { lastFailuresOf } from './evidence.js';
import { runsForGate } from './gate-advice.js';
import { evaluateGates } from './gates.js';
import { askedOf, withoutUnknown } from './imported.js';
import { lateGates } from './late-gates.js';
import { limitReasons, lossReasons, wrecks } from './losses.js';
import { mergedFindings } from './merged.js';
import type { Measured } from './metric-readers.js';
import { type PairTable, pairTable } from './pair-table.js';
import { policyFindings } from './policies.js';
import { disproofs } from './proof.js';
import { type Levels, levelsOf, savingsOf } from './savings.js';
import { containersOf } from './series.js';
import { slopeDoubts } from './slope-doubts.js';
import { trustOf } from './trust.js';
import { runVerdict } from './verdict.js';

type PolicyTable = Readonly<Record<string, PolicyFindings>>;

/**
 * Everything that a run says, drawn from its valid blocks only but for the proof of the policies and of the counts. `past` is what
 * became of what earlier runs of the workload predicted.
 */
export function analyse(run: Run, past: readonly Kept[] = []): Findings {
  const { workload, workloadSha256 } = run.plan;
  const { policies, services, savings, capacity, counts, gates, summary, ...rest } = measure(run, past);
  const verdict = runVerdict({
    outcome: run.outcome,
    blocks: summary,
    isTooLate: rest.isLate,
    disproofs: [...disproofs(run), ...counts.deficits, ...wrecks(policies, workload.slo)],
    gates,
    limits: limitReasons(run.slots),
    losses: lossReasons(policies, workload.slo),
    gateAdvice: gates.map((gate) => runsForGate(gate, rest.blocks, rest.pairs, workload)),
    ...askedOf(run.imported, savings),
    advice: new Map([...rest.pairs].map(([name, { cpu, time }]) => [name, runsForContrast(time ?? cpu, workload)])),
    invocations: invocationsOf(rest.blocks),
  });
  const { environment } = run;
  const doubts = doubtsOf({ workload, environment, policies, services, surpluses: counts.surpluses, ...rest });
  return {
    schemaVersion: 1,
    workload: { name: workload.name, sha256: workloadSha256 },
    startedAt: run.startedAt,
    ...asked(workload),
    verdict,
    lastFailures: lastFailuresOf(run),
    offeredPerSecond: rest.offeredPerSecond,
    environment: environmentSummary(environment),
    ...(rest.merged && { merged: rest.merged }),
    policies,
    ...(services && { services }),
    savings,
    capacity,
    ...(rest.deployment && { deployment: rest.deployment }),
    counts: counts.agreement,
    gates,
    blocks: summary,
    harnessCpuUsPerRequest: run.harnessCpuUsPerRequest.length === 0 ? null : meanOf(run.harnessCpuUsPerRequest),
    doubts,
    trust: trustOf(verdict, doubts),
  };
}

/** What the workload says of itself. */
function asked(workload: Workload) {
  const { baseline, peakPerSecond, policies, load } = workload;
  return {
    question: questionOf(workload),
    baseline,
    clients: Object.fromEntries(policies.map((policy) => [policy.name, clientOf(workload, policy)])),
    peakPerSecond,
    sequenceLength: sequenceLength(load),
  };
}

/** The numbers, before anything is concluded from them. */
function measure(run: Run, past: readonly Kept[]) {
  const { workload } = run.plan;
  const sorted = sortBlocks(run);
  const { valid: blocks, summary } = sorted;
  const isLate = run.outcome.kind === 'complete' && isTooLate(sorted) && limitReasons(run.slots).length === 0;
  const pairs = pairTable(workload, blocks);
  const levels = levelsOf(pairs);
  const measured = policyTable(run, blocks);
  const carried = { here: run.environment.calibration, widening: wideningOf(past) };
  const planned = plannedContainers(workload, pairs, levels, measured, carried);
  const policies = withContainers(measured, blocks, workload, planned);
  const savings = savingsTable(workload, pairs, levels, policies);
  const services = servicesTable(run, blocks);
  const capacity = capacityTable(planned, policies, workload, savings, services);
  const judged = { policies, capacity, peakPerSecond: workload.peakPerSecond, ...(services && { services }) };
  return {
    blocks,
    summary,
    policies,
    services,
    pairs,
    savings,
    capacity,
    deployment: deploymentOf(workload, { policies, savings, capacity }),
    speedDoubts: speedDoubts(workload, run.environment, capacity),
    capacityDoubts: [
      ...(planned?.doubts ?? []),
      ...transferDoubts(workload, policies, capacity),
      ...ceilingDoubts(capacity),
      ...slopeDoubts(workload, policies, capacity),
      ...peakDoubts(workload),
      ...scoreDoubts(past),
    ],
    counts: checkCounts(run.slots),
    isLate,
    imported: run.imported ?? null,
    merged: run.merged === undefined ? null : mergedFindings(run.merged),
    gates: withoutUnknown(isLate ? lateGatesOf(run, sorted) : evaluateGates(judged, workload), run.imported),
    offeredPerSecond: offeredRate(workload),
    skippedLines: run.skippedLines ?? 0,
  };
}

function lateGatesOf(run: Run, { counted }: SortedBlocks): GateResult[] {
  return lateGates(countsOf(run, counted), counted, run.plan.workload);
}

function policyTable(run: Run, blocks: readonly ValidBlock[]): PolicyTable {
  const { workload } = run.plan;
  return Object.fromEntries(
    workload.policies.map(({ name }) => [name, policyFindings(blocks, name, workload, recordsOf(run, name))]),
  );
}

/** What gates on counts look at. */
function countsOf(run: Run, blocks: readonly ValidBlock[]): Measured {
  const services = servicesTable(run, blocks);
  const { peakPerSecond } = run.plan.workload;
  return { policies: policyTable(run, blocks), capacity: {}, peakPerSecond, ...(services && { services }) };
}

/** The series of each policy, with the containers that each second needs. */
function withContainers(
  measured: PolicyTable,
  blocks: readonly ValidBlock[],
  workload: Workload,
  planned: CapacityAnswer | null,
): PolicyTable {
  return Object.fromEntries(
    Object.entries(measured).map(([name, policy]) => {
      const containersIn = containersBySecond(workload, planned?.exactAtPeak.get(name));
      const containers = containersOf(slotsOf(blocks, name), containersIn);
      return [name, { ...policy, series: { ...policy.series, containers } }];
    }),
  );
}

/** Null where no service is measured. */
function servicesTable(run: Run, blocks: readonly ValidBlock[]): Readonly<Record<string, ServiceFindings>> | null {
  const { target, policies, peakPerSecond } = run.plan.workload;
  const { calls } = targetFacts(target);
  if (calls === null) return null;
  return Object.fromEntries(
    policies.map(({ name, service }) => {
      const slots = slotsOf(blocks, name);
      const isCold = service?.keepAlive === false;
      return [name, serviceFindings(slots, recordsOf(run, name), calls, peakPerSecond, isCold)];
    }),
  );
}

function recordsOf({ services = [] }: Run, policy: string): ServiceRecord[] {
  return services.filter(({ arm }) => arm === policy);
}

function savingsTable(
  { baseline, peakPerSecond }: Workload,
  pairs: PairTable,
  levels: ReadonlyMap<string, Levels>,
  policies: PolicyTable,
): Record<string, Savings> {
  return Object.fromEntries(
    [...pairs].flatMap(([name, values]) => {
      const [before, after] = [policies[baseline]!, policies[name]!];
      if (before.requests === 0 || after.requests === 0) return [];
      return [[name, savingsOf(values, levels.get(name)!, before, after, peakPerSecond)] as const];
    }),
  );
}

/** Requests per second, averaged over the stages of a slot; null for a closed loop. */
function offeredRate({ load }: Workload): number | null {
  return load.kind === 'closed' ? null : meanRate(load.stages);
}

function environmentSummary(environment: Environment): EnvironmentSummary {
  const { node, cpu, cores, kernel, holdline, packages, packageSources } = environment;
  return {
    node,
    cpu,
    cores,
    kernel,
    holdline,
    ...(packages !== undefined && { packages }),
    ...(packageSources !== undefined && { packageSources }),
  };
}
