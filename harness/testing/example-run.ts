import { deriveSeed, normal, seededRandom } from '../model/random.js';
import type { InvocationPlan } from '../model/run/plan.js';
import type { LostBlock, Outcome, Run, SlotRecord } from '../model/run/run.js';
import { addTotals, NO_TOTALS } from '../model/run/tally.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { armsOf } from '../plan/compile.js';
import { exampleSlot, slotShape } from './example-slot.js';
import {
  COLD,
  EMBEDDED_TARGET,
  type ExamplePolicy,
  exampleWorkload,
  KEEP_ALIVE,
  type WorkloadOptions,
} from './example-workload.js';

export interface ExampleOptions extends Partial<WorkloadOptions> {
  /** Standard deviation of the log CPU of each slot, independent. */
  readonly slotNoise?: number;
  /** Standard deviation of the log CPU of each process: a policy has one in every invocation. */
  readonly processNoise?: number;
  /** Standard deviation of the log CPU of each block, shared by its slots and correlated in time. */
  readonly driftNoise?: number;
  /** Seeds the noise; the same seed gives the same run. */
  readonly noiseSeed?: number;
  readonly outcome?: Outcome;
  readonly lostBlocks?: readonly LostBlock[];
  readonly startedAt?: string;
  /** False leaves every histogram empty, for simulations that read none. */
  readonly histograms?: boolean;
  /** Changes a slot after it was made, for example its guards; null leaves it out. */
  readonly edit?: (slot: SlotRecord) => SlotRecord | null;
}

const DEFAULTS: WorkloadOptions = {
  name: 'example',
  policies: [COLD, KEEP_ALIVE],
  baseline: 'cold',
  invocations: 3,
  blocks: 4,
  slotMs: 2000,
  requestsPerSlot: 400,
  peakPerSecond: 2000,
  p99Ms: 100,
  seed: 7,
  fleet: null,
  gates: [],
  target: EMBEDDED_TARGET,
  sequence: null,
};

/** Lag-1 correlation of the shared drift: about a half was measured, this is worse. */
const DRIFT_CORRELATION = 0.85;

/** A whole run in memory, without noise unless asked for: 3 invocations x 4 blocks of `cold` and `keep-alive`. */
export function exampleRun(options: ExampleOptions = {}): Run {
  const settings: WorkloadOptions = { ...DEFAULTS, ...options };
  const workload = exampleWorkload(settings);
  const invocations = planBlocks(settings);
  const slots = exampleSlots(settings, options, invocations);
  return {
    schemaVersion: 2,
    startedAt: options.startedAt ?? '2025-01-01T00:00:00.000Z',
    plan: { workload, workloadSha256: 'a'.repeat(64), arms: armsOf(workload), invocations, spareBlocks: 3 },
    environment: {
      holdline: '0.1.0',
      node: '20.20.2',
      openssl: '3.0.17',
      cpu: 'Example CPU',
      cores: 2,
      kernel: '6.1.0',
      platform: 'linux',
      tcpTwReuse: 2,
      portRange: [32768, 60999],
    },
    slots,
    lostBlocks: options.lostBlocks ?? [],
    harnessCpuUsPerRequest: [20, 21, 22],
    totals: slots.reduce((sum, slot) => addTotals(sum, slot.witnesses.sockets), NO_TOTALS),
    outcome: options.outcome ?? { kind: 'complete' },
  };
}

function planBlocks(settings: WorkloadOptions): InvocationPlan[] {
  const names = settings.policies.map((policy) => policy.name);
  return Array.from({ length: settings.invocations }, (_, invocation) => ({
    index: invocation,
    blocks: Array.from({ length: settings.blocks }, (_, index) => ({
      invocation,
      index,
      order: index % 2 === 0 ? names : names.toReversed(),
      seed: deriveSeed(settings.seed, invocation, index),
    })),
  }));
}

function exampleSlots(
  settings: WorkloadOptions,
  options: ExampleOptions,
  invocations: readonly InvocationPlan[],
): SlotRecord[] {
  const shapeOptions = {
    requestsPerSlot: settings.requestsPerSlot,
    slotMs: settings.slotMs,
    tls: targetFacts(settings.target).tls,
    histograms: options.histograms ?? true,
  };
  const shapes = new Map(settings.policies.map((policy) => [policy.name, slotShape(policy, shapeOptions)]));
  const cpuFactor = cpuNoise(options);
  return invocations.flatMap((invocation) => {
    const ofProcess = processNoise(options, settings.policies, invocation.index);
    return invocation.blocks.flatMap((block) => {
      const factors = cpuFactor(settings.policies);
      return block.order.flatMap((name, position) => {
        const id = { invocation: block.invocation, block: block.index };
        const slot = exampleSlot(shapes.get(name)!, id, position, factors.get(name)! * ofProcess.get(name)!);
        const edited = options.edit === undefined ? slot : options.edit(slot);
        return edited === null ? [] : [edited];
      });
    });
  });
}

/** A seed of its own, so that runs without this noise stay what they were. */
function processNoise(options: ExampleOptions, policies: readonly ExamplePolicy[], invocation: number) {
  const random = seededRandom(deriveSeed(options.noiseSeed ?? 1, 'process', invocation));
  return new Map(policies.map(({ name }) => [name, Math.exp((options.processNoise ?? 0) * normal(random))]));
}

/** Noise per block: call it once per block, in order, because the drift remembers. */
function cpuNoise(options: ExampleOptions) {
  const random = seededRandom(options.noiseSeed ?? 1);
  const innovation = Math.sqrt(1 - DRIFT_CORRELATION ** 2);
  let drift = normal(random);
  return (policies: readonly ExamplePolicy[]): ReadonlyMap<string, number> => {
    drift = DRIFT_CORRELATION * drift + innovation * normal(random);
    const shared = (options.driftNoise ?? 0) * drift;
    return new Map(
      policies.map((policy) => [policy.name, Math.exp(shared + (options.slotNoise ?? 0) * normal(random))]),
    );
  };
}
