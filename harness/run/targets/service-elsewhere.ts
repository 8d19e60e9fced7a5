import { mistake } from '../../model/mistake.js';
import { type Pins, pinsOf } from '../../model/place.js';
import type { Endpoint } from '../../model/protocol/slot.js';
import type {
  AskPage,
  Page,
  SentOnce,
  StandInCall,
  StandInReading,
  StandInsListening,
} from '../../model/protocol/stand-in.js';
import { fill } from '../../model/workload/filled.js';
import type { ServiceElsewhere } from '../../model/workload/workload.js';
import { standInCertificates } from '../../system/certificate.js';
import type { Child } from '../../system/child.js';
import { TargetLost } from '../lost.js';
import { openUse } from '../service/cpu/index.js';
import { UseLost, type UseReading, type UseSource } from '../service/cpu/use.js';
import { forcingOf } from '../service/forcing.js';
import { isAnswered, isTaken, namesOf } from '../service/places.js';
import { SEND_MS, startStandInProcess } from '../service/stand-ins.js';
import type { Checked, TargetDriver } from './driver.js';
import type { OpenContext, RunningService, RunningTarget } from './running-target.js';
import { serverEndpoint } from './url.js';

export const driver: TargetDriver<ServiceElsewhere> = { open: joinService, reach: reachService };

/** Throws UserMistake where the service does not run, its CPU cannot be read, or a port of a stand-in is taken. */
export async function reachService(
  { origin, cpu, calls }: ServiceElsewhere,
  { addresses, pins }: Checked,
): Promise<void> {
  const { hostname, port } = serverEndpoint(origin, null);
  if (!(await isAnswered(hostname, port, addresses))) {
    throw mistake(
      `nothing listens at ${origin}`,
      'start the service first, or write service.command for holdline to do it',
    );
  }
  for (const call of calls) {
    if (call.port === undefined || !(await isTaken('127.0.0.1', call.port))) continue;
    throw mistake(
      `somebody listens on port ${call.port} already, where holdline is to stand in for ${call.name}`,
      `end it, or write another calls.${call.name}.port and start the service with that`,
    );
  }
  await probe(cpu, pins);
}

async function probe(cpu: ServiceElsewhere['cpu'], pins: Pins | undefined): Promise<void> {
  let asker: Child<StandInCall> | null = null;
  const ask: AskPage = (url) => {
    asker ??= startStandInProcess();
    return asker.call<Page>(pageAt(url, pins));
  };
  try {
    await openUse(cpu, ask).read();
  } catch (error) {
    throw error instanceof UseLost ? mistake(error.message, error.remedy) : error;
  } finally {
    await end(asker);
  }
}

/** The variables in its query are filled in here and nowhere before, so that none of them is recorded or told. */
function pageAt(url: string, pins: Pins | undefined): StandInCall {
  const addresses = pinsOf(pins, url);
  return { kind: 'page', url: fill(url, process.env), ...(addresses && { addresses }) };
}

async function end(child: Child<StandInCall> | null): Promise<void> {
  child?.kill();
  await child?.ended;
}

/** One service for all policies, which somebody started, with stand-ins on ports that it was told beforehand. */
export async function joinService(target: ServiceElsewhere, context: OpenContext): Promise<RunningTarget> {
  const { pins } = context;
  const { policies, load } = context.workload;
  const standIns = startStandInProcess();
  const close = () => end(standIns);
  try {
    const spec = { calls: target.calls, closes: [false], seed: load.seed, ...(pins && { pins }) };
    const certificates = await standInCertificates(target.calls);
    const { ports } = await standIns.call<StandInsListening>({ kind: 'listen', spec, certificates });
    const use = openUse(target.cpu, (url) => standIns.call<Page>(pageAt(url, pins)));
    await readUse(use);
    const endpoint = serverEndpoint(target.origin, context.addresses);
    const names = namesOf(target.calls, { port: endpoint.port, callPorts: ports[0] ?? [], ca: '' });
    return {
      pids: [standIns.pid],
      endpointOf: () => endpoint,
      read: async () => null,
      begin: async (policy) => {
        const { closes } = forcingOf(policies[policy]?.service);
        await standIns.call<StandInReading>({ kind: 'close', arm: 0, closes });
      },
      service: serviceOf(standIns, use, endpoint, names),
      lost: standIns.ended,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function serviceOf(
  standIns: Child<StandInCall>,
  source: UseSource,
  endpoint: Endpoint,
  names: Readonly<Record<string, string>>,
): RunningService {
  const counted = () => standIns.call<StandInReading>({ kind: 'read', arm: 0 });
  return {
    async read() {
      const [use, calls] = await Promise.all([readUse(source), counted()]);
      const { userUs, systemUs, isSplit, grainUs, memoryBytes, peakMemoryBytes, pids } = use;
      return { cpu: { userUs, systemUs }, grainUs, isSplit, memoryBytes, peakMemoryBytes, pids, calls };
    },
    async send(_, request) {
      return (await standIns.call<SentOnce>({ kind: 'send', endpoint, request }, SEND_MS)).status;
    },
    // Nobody looked inside.
    record: async () => ({ cwd: '/', names, reports: [], calls: await counted() }),
  };
}

function readUse(source: UseSource): Promise<UseReading> {
  return source.read().catch((error: unknown) => {
    throw error instanceof UseLost ? new TargetLost(`${error.message}; ${error.remedy}`) : error;
  });
}
