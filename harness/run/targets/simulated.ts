import type { Endpoint, Simulation } from '../../model/protocol/replayer.js';
import type { SimulatedTarget } from '../../model/workload/workload.js';
import { elsewhere, type TargetDriver } from './driver.js';
import type { SlotOfPolicy } from './running-target.js';
import { simulatedCpuFactor } from './simulated-noise.js';

/** Where the simulated client sends: it opens no socket. */
export const NOWHERE: Endpoint = { protocol: 'http:', hostname: 'simulated', port: 0, ca: null, localAddress: null };

export const driver: TargetDriver<SimulatedTarget> = {
  open: async () => elsewhere(NOWHERE),
  simulation: simulationOf,
};

/** Known answers on a virtual clock, at the speed that the simulated machine has in the slot. */
export function simulationOf(target: SimulatedTarget, slot: SlotOfPolicy | null): Simulation {
  const cpuFactor = slot === null ? 1 : simulatedCpuFactor(target, slot.seed, slot, slot.policy);
  return { target, clock: 'virtual', cpuFactor };
}

const INSTANT: SimulatedTarget = {
  kind: 'simulated',
  capacity: Number.MAX_SAFE_INTEGER,
  serviceMs: 0,
  connectMs: 0,
  requestCpuUs: 0,
  connectionCpuUs: 0,
  slotNoise: 0,
  driftNoise: 0,
};

/** Answers at once on a real clock: what is left is the cost of the harness itself. */
export const AT_ONCE: Simulation = { target: INSTANT, clock: 'real', cpuFactor: 1 };
