import type { Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import type { ServiceFindings } from '../../harness/model/findings/service.js';
import type { Fleet } from '../../harness/model/workload/fleet.js';
import { provided } from '../../harness/model/workload/provided.js';
import { left, right } from '../figures/columns.js';
import { count, durationMs, durationUs, NOT_AVAILABLE, share } from '../figures/figures.js';
import { settingShare } from '../figures/settings.js';
import { measured, type Services } from './service.js';

/** What a request to the service costs it, under each policy. */
export function costsSection(findings: Findings): Section | null {
  const services = measured(findings);
  if (services.length === 0) return null;
  const row = (title: string, value: (name: string, one: ServiceFindings) => string) => [
    title,
    ...services.map(([name, one]) => value(name, one)),
  ];
  const latency = (name: string) => findings.policies[name]?.responseTimeMs;
  const rows = [
    ...cpuRows(services, row),
    row('response time p50', (name) => durationMs(latency(name)?.p50 ?? null)),
    row('response time p99', (name) => durationMs(latency(name)?.p99 ?? null)),
    row('memory, all its processes', (_, one) => mebibytes(one.memoryBytes)),
    row('memory, most since its start', (_, one) => mebibytes(one.peakMemoryBytes)),
    row('busy time of its event loop', (_, one) => (one.loop === null ? 'n/a' : share(one.loop.utilisation, 2))),
  ];
  const columns = [left(''), ...services.map(([name]) => right(name))];
  if (services.some(([, { loop }]) => loop?.usPerRequest !== undefined))
    rows.push(row('the same for one request', (_, one) => durationUs(one.loop?.usPerRequest ?? null)));
  if (findings.question.fleet === null)
    rows.push(row('containers at peak, of its kind', (name) => hereText(findings, name)));
  return {
    title: 'What a request costs the service',
    blocks: [
      { kind: 'table', columns, rows },
      {
        kind: 'paragraph',
        text: `CPU is ${cpuOf(findings)} over the slots with their lead-in.${withBackground(findings, services)}${loopBeyondCpu(services)}${ofItsKind(findings)}`,
      },
    ],
    level: 'report',
  };
}

/** Where the report's CPU per request is a slope, both parts have more in them. */
function withBackground({ policies }: Findings, services: Services): string {
  const apart = services.some(([name, { userUsPerRequest: user, systemUsPerRequest: system }]) => {
    const whole = policies[name]?.cpuUsPerRequest.mean ?? 0;
    return Math.abs(user + system - whole) > ALIKE * whole;
  });
  if (!apart) return '';
  return ' Its parts add up to more or less than the CPU per request at peak, which is the slope over several rates: what is spent without requests is in the parts alone.';
}

/** Of the whole. */
const ALIKE = 0.01;
/** Of its CPU, from which the busy time of a loop is longer than that alone could be. */
const BEYOND = 1.05;

/** A reader would hold the one against the other. */
function loopBeyondCpu(services: Services): string {
  const longer = services.filter(
    ([, { loop, userUsPerRequest, systemUsPerRequest }]) =>
      (loop?.usPerRequest ?? 0) > BEYOND * (userUsPerRequest + systemUsPerRequest),
  );
  if (longer.length === 0) return '';
  return (
    ` The event loop of ${longer.map(([name]) => name).join(', ')} is busy for longer than its CPU: by the clock, and so with ` +
    'what it waits for within a turn, such as files that it reads synchronously.'
  );
}

type Row = (title: string, value: (name: string, one: ServiceFindings) => string) => string[];

/** One where user space and kernel were not told apart. */
function cpuRows(services: Services, row: Row): string[][] {
  if (services.some(([, { isSplit }]) => isSplit === false)) {
    return [row('CPU per request', (_, one) => durationUs(one.userUsPerRequest + one.systemUsPerRequest))];
  }
  return [
    row('CPU per request, in user space', (_, one) => durationUs(one.userUsPerRequest)),
    row('CPU per request, in the kernel', (_, one) => durationUs(one.systemUsPerRequest)),
  ];
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? NOT_AVAILABLE : `${count(bytes / 1_048_576)} MiB`;
}

/** Whose CPU it is, by who told it. */
function cpuOf({ question: { target } }: Findings): string {
  if (!('cpu' in target)) return 'that of its whole process tree';
  switch (target.cpu.kind) {
    case 'pid':
      return `that of process ${target.cpu.pid} with everything below it`;
    case 'pid-file':
      return `that of the process in ${target.cpu.pidFile} with everything below it`;
    case 'cgroup':
      return `that of the cgroup ${target.cpu.cgroup}`;
    case 'prometheus':
      return `${target.cpu.metric} of ${target.cpu.prometheus}, which is asked before and after each slot,`;
  }
}

/** One vCPU like this machine's, planned as fleets are that say nothing else. */
const HERE: Fleet = { containers: 1, vcpu: 1, cpu: 1, cpuRounding: 0, target: 0.6, zones: 1 };

/** Without a fleet the demand itself gives containers, of this machine's speed. */
function hereText({ policies, peakPerSecond }: Findings, name: string): string {
  const cpu = policies[name]?.cpuUsPerRequest;
  if (cpu === undefined || cpu.mean <= 0) return NOT_AVAILABLE;
  const containers = (us: number) => count(provided(HERE, ((us / 1e6) * peakPerSecond) / HERE.target));
  return cpu.low === null || cpu.high === null
    ? `about ${containers(cpu.mean)}`
    : `${containers(cpu.mean)} (${containers(cpu.low)} to ${containers(cpu.high)})`;
}

function ofItsKind({ question: { fleet } }: Findings): string {
  if (fleet !== null) return '';
  return ` Containers have one vCPU like this machine's, ${settingShare(HERE.target)} busy: a fleet in the workload gives its own.`;
}
