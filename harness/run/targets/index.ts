import type { Endpoint, Simulation } from '../../model/protocol/replayer.js';
import type { Target } from '../../model/workload/workload.js';
import { startEmbedded } from './embedded.js';
import type { OpenContext, RunningTarget, SlotOfPolicy } from './running-target.js';
import { checkServiceFiles, startServices } from './service.js';
import { joinService, reachService } from './service-elsewhere.js';
import { NOWHERE, simulationOf } from './simulated.js';
import { readUrlFiles, urlEndpoint } from './url.js';

/** How a kind of target is started, and what it asks of the jobs of its replayers. */
interface TargetDriver<T extends Target> {
  open(target: T, context: OpenContext): Promise<RunningTarget>;
  /** Throws UserMistake for what is better known before the first process starts. */
  check?(target: T): void;
  /** Throws UserMistake where what runs already is not as the workload says. */
  reach?(target: T): Promise<void>;
  /** How the simulated client answers, in a slot or in load that is not measured; left out where requests are sent. */
  simulation?(target: T, slot: SlotOfPolicy | null): Simulation;
}

/** With `model/workload/target-facts.ts` the only place that knows the kinds of targets: a new one is a file and a row. */
const DRIVERS: { readonly [Kind in Target['kind']]: TargetDriver<Extract<Target, { kind: Kind }>> } = {
  embedded: { open: (target, { workload: { policies, load } }) => startEmbedded(target, policies, load.seed) },
  url: { open: async (target, { addresses }) => elsewhere(urlEndpoint(target, addresses)), check: readUrlFiles },
  simulated: { open: async () => elsewhere(NOWHERE), simulation: simulationOf },
  service: { open: startServices, check: checkServiceFiles },
  'service-elsewhere': { open: joinService, reach: reachService },
};

export function openTarget(context: OpenContext): Promise<RunningTarget> {
  const { target } = context.workload;
  return driverOf(target).open(target, context);
}

/** Throws UserMistake where the target cannot be what the workload says. */
export function checkTarget(target: Target): void {
  driverOf(target).check?.(target);
}

/** Throws UserMistake where a target that runs already is not there, or not as the workload says. */
export async function reachTarget(target: Target): Promise<void> {
  await driverOf(target).reach?.(target);
}

export function simulationFor(target: Target, slot: SlotOfPolicy | null): Simulation | null {
  return driverOf(target).simulation?.(target, slot) ?? null;
}

/** The driver of its kind: that the kind of the target chose it is what its type cannot say. */
function driverOf(target: Target): TargetDriver<Target> {
  return DRIVERS[target.kind] as TargetDriver<Target>;
}

const NEVER = new Promise<never>(() => {});

function elsewhere(endpoint: Endpoint): RunningTarget {
  return {
    pids: [],
    endpointOf: () => endpoint,
    read: async () => null,
    lost: NEVER,
    close: async () => {},
  };
}
