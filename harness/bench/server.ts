import type { TargetCall, TargetListening, TargetReading } from '../model/protocol/slot.js';
import { startChild } from '../system/child.js';
import type { BenchServer, ServerCounts } from './bench-server.js';
import { moveTo } from './cores.js';
import type { WitnessReading } from './lateness.js';
import { startNginx } from './nginx.js';
import type { WitnessCall } from './witness.js';

/** nginx, or the embedded target where there is none. */
export async function startServer(core: number | undefined): Promise<BenchServer> {
  return (await startNginx({ core })) ?? startEmbedded(core);
}

async function startEmbedded(core: number | undefined): Promise<BenchServer> {
  const child = startChild<TargetCall>(new URL('../servers/target-process.js', import.meta.url), 'bench target');
  moveTo(core, child.pid);
  const spec = {
    tls: false as const,
    latencyMs: 0,
    bodyBytes: 1024,
    keepAliveTimeoutMs: 3_600_000,
    maxRequestsPerSocket: 0,
    ports: 1,
  };
  const { ports } = await child.call<TargetListening>({ kind: 'listen', spec, certificate: null });
  const port = ports[0]!;
  return {
    name: 'the embedded target, because nginx is not installed',
    url: `http://127.0.0.1:${port}/`,
    read: async () => {
      const { counts } = await child.call<TargetReading>({ kind: 'read', door: port });
      return { requests: counts.requests, connections: counts.accepts };
    },
    close: async () => {
      child.kill();
      await child.ended;
    },
  };
}

/** A server that does nothing but note when each request arrives. */
export async function startWitness(core: number | undefined): Promise<BenchServer> {
  const child = startChild<WitnessCall>(new URL('./witness.js', import.meta.url), 'bench witness');
  moveTo(core, child.pid);
  const port = await child.call<number>({ kind: 'listen' });
  return {
    name: 'a server that notes arrivals',
    url: `http://127.0.0.1:${port}/`,
    read: () => child.call<ServerCounts>({ kind: 'read' }),
    lateness: (ratePerSecond) => child.call<WitnessReading>({ kind: 'lateness', ratePerSecond }),
    close: async () => {
      child.kill();
      await child.ended;
    },
  };
}
