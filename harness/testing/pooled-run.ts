import { deriveSeed } from '../model/random.js';
import type { Run, SlotRecord } from '../model/run/run.js';
import type { Tally, Totals } from '../model/run/tally.js';
import type { Load, Policy } from '../model/workload/workload.js';
import { type ExampleOptions, exampleRun } from './example-run.js';
import { EMBEDDED_TARGET, KEEP_ALIVE } from './example-workload.js';
import { type PoolWorld, STEADY_POOL, simulatePool } from './pool-simulation.js';

export interface PooledOptions extends Pick<ExampleOptions, 'gates' | 'outcome' | 'target'> {
  /** Its idle limit is the server's; of a target of another kind nobody knows it. */
  readonly world?: Partial<PoolWorld>;
  readonly seed: number;
  readonly blocks?: number;
  readonly policy?: Partial<Policy>;
}

/** A run of one policy whose counts a simulated pool made, on whose requests all witnesses agree; without histograms. */
export function pooledRun({ world = {}, seed, blocks = 6, policy = {}, ...options }: PooledOptions): Run {
  const settings = { ...STEADY_POOL, ...world };
  const run = exampleRun({
    target: { ...EMBEDDED_TARGET, tls: false, keepAliveTimeoutMs: settings.idleMs },
    policies: [KEEP_ALIVE],
    baseline: KEEP_ALIVE.name,
    histograms: false,
    invocations: 1,
    slotMs: settings.slotMs,
    ...options,
    blocks,
    edit: (slot) => counted(slot, simulatePool({ ...settings, seed: deriveSeed(seed, slot.block) })),
  });
  const { workload } = run.plan;
  const requests = settings.names.map((weight, index) => ({ ...workload.requests[0]!, name: `get-${index}`, weight }));
  const policies = workload.policies.map((one) => ({ ...one, ...policy }));
  const load = 'concurrency' in settings.load ? closed(settings.load.concurrency) : workload.load;
  return { ...run, plan: { ...run.plan, workload: { ...workload, requests, policies, load } } };
}

function closed(concurrency: number): Load {
  return { kind: 'closed', concurrency, count: null, seed: 1, threads: 1 };
}

function counted(slot: SlotRecord, tally: Tally): SlotRecord {
  const { opened } = tally.connections;
  const sockets: Totals = {
    requestsSent: tally.sent,
    requestsCompleted: tally.completed,
    connectionsAttempted: opened,
    connectionsOpened: opened,
    handshakes: 0,
  };
  return {
    ...slot,
    tally,
    target: null,
    witnesses: { sockets, others: { kernel: { attempts: opened } }, seconds: null },
  };
}
