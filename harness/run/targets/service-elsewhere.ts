import { mistake } from '../../model/mistake.js';
import { type Pins, pinsOf } from '../../model/place.js';
import type { Endpoint } from '../../model/protocol/slot.js';
import type { AskPage, StandInCall } from '../../model/protocol/stand-in.js';
import { fill } from '../../model/workload/filled.js';
import type { ServiceElsewhere } from '../../model/workload/workload.js';
import { standInCertificates } from '../../system/certificate.js';
import { TargetLost } from '../lost.js';
import { openUse } from '../service/cpu/index.js';
import { UseLost, type UseReading, type UseSource } from '../service/cpu/use.js';
import { forcingOf } from '../service/forcing.js';
import { isAnswered, isTaken, namesOf } from '../service/places.js';
import { type KeptStandIns, keepStandIns } from '../service/stand-ins.js';
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
  const asker = keepStandIns();
  const ask: AskPage = (url) => asker.page(pageAt(url, pins));
  try {
    await openUse(cpu, ask).read();
  } catch (error) {
    throw error instanceof UseLost ? mistake(error.message, error.remedy) : error;
  } finally {
    await asker.close();
  }
}

/** The variables in its query are filled in here and nowhere before, so that none of them is recorded or told. */
function pageAt(url: string, pins: Pins | undefined): Extract<StandInCall, { kind: 'page' }> {
  const addresses = pinsOf(pins, url);
  return { kind: 'page', url: fill(url, process.env), ...(addresses && { addresses }) };
}

/** One service for all policies, which somebody started, with stand-ins on ports that it was told beforehand. */
export async function joinService(target: ServiceElsewhere, context: OpenContext): Promise<RunningTarget> {
  const { pins } = context;
  const { policies, load } = context.workload;
  const standIns = keepStandIns();
  try {
    const spec = { calls: target.calls, closes: [false], seed: load.seed, ...(pins && { pins }) };
    const certificates = await standInCertificates(target.calls);
    const { ports } = await standIns.listen(spec, certificates);
    const use = openUse(target.cpu, (url) => standIns.page(pageAt(url, pins)));
    await readUse(use);
    const endpoint = serverEndpoint(target.origin, context.addresses);
    const names = namesOf(target.calls, { port: endpoint.port, callPorts: ports[0] ?? [], ca: '' });
    return {
      get pids() {
        return standIns.pids();
      },
      endpointOf: () => endpoint,
      read: async () => null,
      begin: (policy) => standIns.setCloses(0, forcingOf(policies[policy]?.service).closes),
      service: serviceOf(standIns, use, endpoint, names),
      lost: standIns.ended,
      close: standIns.close,
    };
  } catch (error) {
    await standIns.close();
    throw error;
  }
}

function serviceOf(
  standIns: KeptStandIns,
  source: UseSource,
  endpoint: Endpoint,
  names: Readonly<Record<string, string>>,
): RunningService {
  const counted = () => standIns.read(0);
  return {
    async read() {
      const [use, calls] = await Promise.all([readUse(source), counted()]);
      const { userUs, systemUs, isSplit, grainUs, memoryBytes, peakMemoryBytes, pids } = use;
      return { cpu: { userUs, systemUs }, grainUs, isSplit, memoryBytes, peakMemoryBytes, pids, calls };
    },
    async send(_, request) {
      return (await standIns.send(endpoint, request)).status;
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
