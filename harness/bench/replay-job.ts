import type { SlotJob } from '../model/protocol/replayer.js';
import { CLIENT_NAMES, traitsOf } from '../model/workload/clients.js';
import type { PacingName } from '../model/workload/workload.js';
import { compilePlan, slotPlans } from '../plan/compile.js';
import { measuredSlot, replayArm } from '../run/jobs.js';
import { openTarget } from '../run/targets/index.js';
import { parseWorkload } from '../workload/read.js';
import { type BenchLoad, CONNECTIONS } from './tasks.js';

export interface ReplayRequest {
  readonly load: BenchLoad;
  readonly url: string;
  readonly leadInMs: number;
  readonly slotMs: number;
  readonly schedule: { readonly pacing: PacingName; readonly tickMs?: number };
  /** Requests after which the slot ends, or null for its time. */
  readonly count: number | null;
}

/** The client that sends the most over real sockets. */
export const BENCH_CLIENT = CLIENT_NAMES.filter((name) => Number.isFinite(traitsOf(name).perCore)).reduce(
  (most, name) => (traitsOf(name).perCore > traitsOf(most).perCore ? name : most),
);

/** A slot as a user would ask for it, so that the bench replays what a run replays: through the file and the plan. */
export async function replayJob(request: ReplayRequest): Promise<SlotJob> {
  const workload = parseWorkload('bench.yaml', workloadText(request), {
    env: {},
    overrides: {},
    cores: Number.POSITIVE_INFINITY,
  });
  const plan = compilePlan(workload);
  const target = await openTarget({ workload, addresses: null, invocation: 0, folder: null });
  const policy = workload.policies[0]!;
  const endpoint = target.endpointOf(0);
  const arm = replayArm({ workload, requests: workload.requests, policy, endpoint });
  const { localAddress } = endpoint;
  const [slot] = slotPlans(plan, plan.invocations[0]!.blocks[0]!);
  const job = { ...arm, ...measuredSlot({ workload, localAddress }, slot!, { invocation: 0, block: 0 }) };
  if (request.count === null || job.loop.kind === 'open') return job;
  return { ...job, loop: { ...job.loop, count: request.count } };
}

function workloadText({ load, url, leadInMs, slotMs, schedule }: ReplayRequest): string {
  const { origin, pathname } = new URL(url);
  const sending =
    load.ratePerSecond === null
      ? `connections: ${CONNECTIONS}`
      : `rate: ${load.ratePerSecond}/s, connections: ${CONNECTIONS}, arrivals: uniform, ${scheduleText(schedule)}`;
  return [
    'name: bench',
    `peak: ${load.ratePerSecond ?? 1000}/s`,
    `target: { url: '${origin}' }`,
    `client: ${BENCH_CLIENT}`,
    `requests: [{ get: ${pathname} }]`,
    `load: { ${sending}, threads: 1 }`,
    `policies: { bench: { keepAlive: ${load.keepAlive} } }`,
    `design: { invocations: 1, blocks: 2, slot: ${slotMs}ms, leadIn: ${leadInMs}ms }`,
  ].join('\n');
}

function scheduleText({ pacing, tickMs }: ReplayRequest['schedule']): string {
  return `pacing: ${pacing}${tickMs === undefined ? '' : `, tick: ${tickMs}ms`}`;
}
