import { type Fleet, type Network, USUAL_NETWORK } from '../../model/workload/workload.js';
import type { WorkloadFile } from '../schema/workload.js';
import type { Attached } from './attached.js';

type FleetFile = NonNullable<WorkloadFile['fleet']>;
type NetworkFile = NonNullable<WorkloadFile['network']>;

/** What is not written is left out, so that it asks what it asked before it could be. */
export function toFleet(file: FleetFile, { calibration }: Attached): Fleet {
  const { containers, vcpu, cpu, target, zones, at, spare, memory, processes, eventLoop } = file;
  return {
    containers,
    vcpu,
    cpu: cpu.share,
    cpuRounding: cpu.rounding,
    target,
    zones,
    ...(at !== undefined && { atPerSecond: at }),
    ...(spare !== undefined && { spare }),
    ...(memory !== undefined && { memoryBytes: memory }),
    ...(processes !== undefined && { processes }),
    ...(eventLoop !== undefined && { eventLoop: { middle: eventLoop.share, halfWidth: eventLoop.rounding } }),
    ...(calibration !== null && { calibration }),
  };
}

export function toNetwork(file: NetworkFile): Network {
  const { resolver } = USUAL_NETWORK;
  const written = file.resolver ?? {};
  return {
    destinations: file.destinations ?? USUAL_NETWORK.destinations,
    natAddresses: file.nat ?? null,
    loadBalancer: file.loadBalancer ?? USUAL_NETWORK.loadBalancer,
    rules: file.rules ?? USUAL_NETWORK.rules,
    capacityUnits: file.capacityUnits ?? null,
    bytesPerRequest: file.bytes ?? null,
    resolver: {
      families: written.ipv6 === false ? 1 : resolver.families,
      search: written.search ?? resolver.search,
      ndots: written.ndots ?? resolver.ndots,
      host: written.host ?? null,
      lookupMs: written.lookup ?? resolver.lookupMs,
    },
    openFiles: file.openFiles ?? USUAL_NETWORK.openFiles,
  };
}
