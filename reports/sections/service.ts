import type { CallSite } from '../../harness/model/findings/call-site.js';
import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import type { CallFindings, ServiceFindings } from '../../harness/model/findings/service.js';
import type { Fleet } from '../../harness/model/workload/fleet.js';
import { provided } from '../../harness/model/workload/provided.js';
import { left, right } from '../figures/columns.js';
import {
  count,
  durationMs,
  durationUs,
  figure,
  NOT_AVAILABLE,
  perRequest,
  plural,
  quantity,
  share,
} from '../figures/figures.js';
import { lossCause, lossRemedy, lossSentence } from '../figures/loss-words.js';
import { settingShare } from '../figures/settings.js';
import { sparedPerSecond } from '../figures/spared.js';

type Services = readonly (readonly [policy: string, findings: ServiceFindings])[];

/** The lines of the service that open connections as it is today, what would mend them, and what that would spare. */
export function changesSection({ services, baseline, peakPerSecond }: Findings): Section | null {
  const today = services?.[baseline];
  if (today === undefined || today.callSites.length === 0) return null;
  const losing = today.callSites.flatMap((site) =>
    site.cause === null || site.cause === 'closed-by-policy' ? [] : [{ ...site, cause: site.cause }],
  );
  if (losing.length === 0) {
    const blocks: Block[] = [{ kind: 'paragraph', text: nothingLost(baseline, today) }];
    return { title: 'What to change', blocks, level: 'summary' };
  }
  const items = losing.map((site) => {
    const call = today.calls.find(({ name }) => name === site.downstream);
    return `${lossSentence(site)}; instead: ${lossRemedy(site.cause, speaksTls(call))}${sparedBy(site, call, peakPerSecond)}`;
  });
  return {
    title: `What to change: ${plural(losing.length, 'place')}`,
    blocks: [{ kind: 'list', items }],
    level: 'summary',
  };
}

/** Where the policy ends every connection no line shows what it would lose by itself. */
function nothingLost(baseline: string, { callSites }: ServiceFindings): string {
  if (callSites.every(({ cause }) => cause === null)) return 'Every line of the service reuses its connections.';
  return (
    `Nothing can be told of the lines of the service: ${baseline}, the baseline, ends their connections on purpose ` +
    '(keepAlive: false). A policy that leaves the service as it is, as baseline, shows what they lose by themselves.'
  );
}

/** Known where the call was made. */
function speaksTls(call: CallFindings | undefined): boolean | null {
  return call === undefined || call.connections === 0 ? null : call.handshakesFull + call.handshakesResumed > 0;
}

function sparedBy(site: CallSite, call: CallFindings | undefined, peakPerSecond: number): string {
  const spared = sparedPerSecond(site, call, peakPerSecond);
  return spared === null ? '' : ` (up to ${quantity(spared)} new connections/s at peak)`;
}

/** What the service calls, as the stand-ins counted it: a row for each call and policy. */
export function callsSection(findings: Findings): Section | null {
  const services = measured(findings);
  if (services.length === 0 || services[0]![1].calls.length === 0) return null;
  const names = services[0]![1].calls.map(({ name }) => name);
  const rows = names.flatMap((name) =>
    services.flatMap(([policy, { calls }]) => {
      const call = calls.find((one) => one.name === name);
      return call === undefined ? [] : [callRow(name, policy, call)];
    }),
  );
  const titles = ['requests', 'connections', 'per request', 'new/s at peak', 'TLS full', 'TLS resumed'];
  return {
    title: 'What it calls',
    blocks: [
      { kind: 'table', columns: [left('call'), left('policy'), ...titles.map(right)], rows },
      { kind: 'paragraph', text: `${witnesses(services)}${lookups(services, names)}` },
    ],
    level: 'summary',
  };
}

/** Names that are looked up for a request of each call, where the service was looked into and looks any up. */
function lookups(services: Services, names: readonly string[]): string {
  const told = names.flatMap((name) => {
    const values = services.flatMap(([policy, { calls }]) => {
      const value = calls.find((call) => call.name === name)?.lookupsPerRequest ?? 0;
      return value > 0 ? [`${perRequest(value)} under ${policy}`] : [];
    });
    return values.length === 0 ? [] : [`${name} ${values.join(', ')}`];
  });
  return told.length === 0 ? '' : ` Names looked up for a request: ${told.join('; ')}.`;
}

function callRow(name: string, policy: string, call: CallFindings): string[] {
  return [
    name,
    policy,
    count(call.requests),
    count(call.connections),
    perRequest(call.perRequest),
    figure(call.newPerSecondAtPeak),
    count(call.handshakesFull),
    count(call.handshakesResumed),
  ];
}

function witnesses(services: Services): string {
  const counted = 'Counted by the servers that stand in for what the service calls, with the lead-in of each slot';
  const seen = services.flatMap(([, { calls }]) => calls.map(({ isSeenAlike }) => isSeenAlike));
  if (seen.every((alike) => alike === null)) return `${counted}; nobody looked inside the service.`;
  return seen.includes(false)
    ? `${counted}; what was seen inside the service differs for some, see Notes.`
    : `${counted}; the connections that were seen inside the service agree.`;
}

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
  return bytes === null ? NOT_AVAILABLE : `${count(Math.round(bytes / 1_048_576))} MiB`;
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

const SEEN_INSIDE =
  'Seen inside the service over its whole life, warm-up and dropped slots included; requests of a line that reuses are ' +
  'estimated from samples. A policy with keepAlive: false opens connections at every line, whatever stands under why.';

/** Every line that calls something, under each policy: for those who look for one that is not under What to change. */
export function callSitesSection(findings: Findings): Section | null {
  const rows = measured(findings).flatMap(([policy, { callSites }]) =>
    callSites.map(({ place, caller, downstream, requests, opened, perRequest: opens, cause }) => [
      caller === null ? place : `${place} (from ${caller})`,
      downstream,
      policy,
      count(requests),
      count(opened),
      perRequest(opens),
      cause === null ? 'reuses' : lossCause(cause),
    ]),
  );
  if (rows.length === 0) return null;
  const titles = ['requests', 'connections', 'per request'];
  const columns = [left('line'), left('calls'), left('policy'), ...titles.map(right), left('why')];
  const blocks: Block[] = [
    { kind: 'table', columns, rows },
    { kind: 'paragraph', text: SEEN_INSIDE },
  ];
  return { title: 'Which line calls what', blocks, level: 'report' };
}

function measured({ services }: Findings): Services {
  return Object.entries(services ?? {}).filter(([, { requests }]) => requests > 0);
}
