import type { Section } from '../../harness/model/findings/document.js';
import type { Capacity, Findings } from '../../harness/model/findings/findings.js';
import type { Fleet } from '../../harness/model/workload/workload.js';
import { left, right } from '../figures/columns.js';
import { count, durationUs, figure, plural, quantity } from '../figures/figures.js';
import { settingShare } from '../figures/settings.js';

/** From the fleet's own figures to containers, line by line, so that it can be done again by hand. Null without a fleet. */
export function arithmeticSection(findings: Findings): Section | null {
  const { question, capacity, baseline } = findings;
  const { fleet } = question;
  if (fleet === null || capacity[baseline] === undefined) return null;
  // A calibrated saving is multiplied by an interval, which no line shows.
  if (fleet.calibration !== undefined && findings.services === undefined) return null;
  const seenPerSecond = fleet.atPerSecond ?? findings.peakPerSecond;
  const todayUs = (fleet.containers * fleet.vcpu * fleet.cpu * 1e6) / seenPerSecond;
  const fleetSays = `${plural(fleet.containers, 'container')} x ${quantity(fleet.vcpu)} vCPU x ${settingShare(fleet.cpu)} / ${quantity(seenPerSecond)} requests/s`;
  const measuredUs = findings.policies[baseline]?.cpuUsPerRequest.mean ?? null;
  const rows = [
    ['your fleet says', fleetSays, `${durationUs(todayUs)} of CPU per request`],
    ['measured here', carriedOver(findings), durationUs(measuredUs)],
    ...Object.keys(capacity).map((name) => policyRow(findings, fleet, name, todayUs)),
  ];
  return {
    title: 'From there to containers',
    blocks: [
      { kind: 'table', columns: [left(''), left('how'), right('result')], rows },
      { kind: 'paragraph', text: explained(fleet) },
    ],
    level: 'report',
  };
}

/** What containers are computed from; every other limit is only held against them. */
const RESOURCES: readonly string[] = ['CPU', 'event loop', 'sockets'];

function policyRow(findings: Findings, fleet: Fleet, name: string, todayUs: number): string[] {
  const { capacity, peakPerSecond } = findings;
  const { text, us } = demandOf(findings, name, todayUs);
  const exact = (us / 1e6) * (peakPerSecond / (fleet.vcpu * fleet.target));
  const { lean, safe } = capacity[name]!.containers;
  const planned = `${quantity(fleet.vcpu)} vCPU x ${settingShare(fleet.target)}`;
  return [
    name,
    `${text} x ${quantity(peakPerSecond)} requests/s / (${planned}) = ${figure(exact)}`,
    `${count(lean)} lean, ${count(safe)} safe${boundBy(capacity[name]!)}`,
  ];
}

/** Where something else asks for more containers than CPU does, the line before it is not why there are so many. */
function boundBy({ limits }: Capacity): string {
  const most = limits.find(({ name }) => RESOURCES.includes(name));
  return most === undefined || most.name === 'CPU' ? '' : `, which its ${most.name} asks for`;
}

function explained({ zones, spare = 0 }: Fleet): string {
  const both = 'Lean is enough for half of the draws of what is uncertain, safe for 95 % of them.';
  const lost =
    zones === 1
      ? ''
      : ` With ${count(zones)} zones, of which one may be lost, a count N becomes ${count(zones)} x (N / ${count(zones - 1)}, rounded up).`;
  return `${both}${lost}${spare === 0 ? '' : ` The ${count(spare)} that a deploy takes out come on top.`}`;
}

function carriedOver({ services }: Findings): string {
  return services === undefined
    ? 'what is saved here is taken off as it is: this machine stands for the fleet'
    : 'shares are carried over, not milliseconds: the speed of this machine cancels';
}

/** What a policy leaves of today's demand, as text and in microseconds. */
function demandOf({ baseline, savings, services }: Findings, name: string, todayUs: number) {
  const today = durationUs(todayUs);
  const saved = savings[name];
  if (name === baseline || saved === undefined) return { text: today, us: todayUs };
  if (services !== undefined) {
    const percent = saved.cpuPercent?.mean ?? 0;
    const share = percent < 0 ? `1 + ${figure(-percent)} %` : `1 - ${figure(percent)} %`;
    return { text: `${today} x (${share})`, us: todayUs * (1 - percent / 100) };
  }
  const savedUs = saved.cpuUsPerRequest?.mean ?? 0;
  return { text: `(${today} - ${durationUs(savedUs)})`, us: todayUs - savedUs };
}
