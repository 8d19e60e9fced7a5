import type { ReportDocument } from '../../harness/model/findings/document.js';
import type { ContrastVerdict, Findings, Interval, SavedContainers } from '../../harness/model/findings/findings.js';
import { count, percentInterval, plural, rate, share } from '../figures/figures.js';

/** What a headline claims of the best policy, each in a currency of its own. */
export type Headline = Pick<ReportDocument, 'headline' | 'tone'>;

/** Containers are computed from CPU, and no surer than it is. */
const UNSURE: readonly ContrastVerdict[] = ['no data', 'inconclusive', 'no change'];

/** In whole containers; null without a fleet. */
export function containerClaim(findings: Findings, name: string): Headline | null {
  const saved = findings.capacity[name]?.saved;
  if (!saved) return null;
  const today = findings.capacity[findings.baseline]?.containers.safe;
  const bounds = `at ${rate(findings.peakPerSecond)} (95 %: ${savedRange(saved)})`;
  const of = today === undefined ? '' : ` of ${count(today)}`;
  const size = Math.abs(saved.safe);
  const noun = Math.max(size, today ?? 0) === 1 ? 'container' : 'containers';
  const verdict = findings.savings[name]?.verdict;
  const isSure = verdict !== undefined && !UNSURE.includes(verdict);
  if (saved.safe > 0) {
    const tone = isSure && saved.low > 0 ? 'good' : 'unsure';
    return { headline: `${name} saves ${count(size)}${of} ${noun} ${bounds}`, tone };
  }
  if (saved.safe === 0) return { headline: `${name} saves no whole container${of} ${bounds}`, tone: 'unsure' };
  const more = `${name} costs ${plural(size, 'more container')}`;
  const than = today === undefined ? '' : `than ${count(today)} `;
  return { headline: `${more} ${than}${bounds}`, tone: isSure ? 'bad' : 'unsure' };
}

/** `3 to 5`; of what may cost some, `1 more to 1 fewer`: nobody runs a negative number of containers. */
export function savedRange({ low, high }: SavedContainers): string {
  if (low >= 0) return `${count(low)} to ${count(high)}`;
  return high > 0 ? `${count(-low)} more to ${count(high)} fewer` : `${count(-high)} to ${count(-low)} more`;
}

/** From this share of lost requests on nothing that a policy saves matters more. */
const GRAVE = 0.01;

/** Which policy loses requests, and which does not; null where no policy loses many more than another. */
export function lossClaim(findings: Findings): Headline | null {
  const names = [findings.baseline, ...Object.keys(findings.savings)];
  const byLoss = names.toSorted((a, b) => lossOf(findings, b) - lossOf(findings, a));
  const [worst, best] = [byLoss[0] ?? findings.baseline, byLoss.at(-1) ?? findings.baseline];
  if (lossOf(findings, worst) - lossOf(findings, best) < GRAVE) return null;
  const least = byLoss.filter((name) => lossOf(findings, name) === lossOf(findings, best)).toReversed();
  const others = `${least.join(' and ')} ${lossOf(findings, best) === 0 ? 'none' : share(lossOf(findings, best))}`;
  const headline = `${worst} loses ${share(lossOf(findings, worst))} of its requests (${kinds(findings, worst)}), ${others}`;
  return { headline, tone: worst === findings.baseline ? 'good' : 'bad' };
}

/** Whether any policy loses so many that the share stands beside what is saved. */
export function isLossy(findings: Findings): boolean {
  return Object.keys(findings.policies).some((name) => lossOf(findings, name) >= GRAVE);
}

/** Failed requests over planned ones. */
export function lossOf({ policies }: Findings, name: string): number {
  const { failures = {}, requests = 0 } = policies[name] ?? {};
  return requests === 0 ? 0 : Object.values(failures).reduce((sum, failed) => sum + failed, 0) / requests;
}

function kinds({ policies }: Findings, name: string): string {
  const failed = Object.entries(policies[name]?.failures ?? {});
  return failed.map(([kind, number]) => `${count(number)} ${kind}`).join(', ');
}

/** In the time of a sequence; null for any other load. */
export function timeClaim(findings: Findings, name: string): Headline | null {
  const { sequenceLength: length } = findings;
  const percent = findings.savings[name]?.timePercent ?? null;
  if (length === null || percent === null) return null;
  const what = `for ${plural(length, 'request')} in sequence`;
  switch (findings.savings[name]?.timeVerdict) {
    case 'improved':
    case 'better, size unclear':
      return { headline: `${name} takes ${percentInterval(percent, 'less time')} ${what}`, tone: 'good' };
    case 'worse, size unclear':
    case 'regressed':
      return { headline: `${name} takes ${percentInterval(negated(percent), 'more time')} ${what}`, tone: 'bad' };
    case 'no data':
      return {
        headline: `${name} ${connectionsSaved(findings, name)}; the time ${what} was not judged`,
        tone: 'unsure',
      };
    default: {
      const opened = connectionsSaved(findings, name);
      const none = `no difference in time shown ${what}, ${percentInterval(percent)}`;
      return { headline: `${name} ${opened}; ${none}`, tone: 'unsure' };
    }
  }
}

/** In CPU per request, and in connections. */
export function cpuClaim(findings: Findings, name: string): Headline {
  const savings = findings.savings[name];
  const perSecond = connectionsSaved(findings, name);
  const cpu = percentInterval(savings?.cpuPercent ?? null);
  switch (savings?.verdict) {
    case 'improved':
    case 'better, size unclear':
      return {
        headline: `${name} saves ${cpu} of CPU per request and ${perSecond.replace(/^saves /, '')}`,
        tone: 'good',
      };
    case 'worse, size unclear':
    case 'regressed': {
      const more = percentInterval(savings.cpuPercent && negated(savings.cpuPercent), 'more CPU per request');
      return { headline: `${name} costs ${more}; it ${perSecond}`, tone: 'bad' };
    }
    case 'no data':
      return { headline: `${name} ${perSecond}; CPU was not judged`, tone: 'unsure' };
    default:
      return { headline: `${name} ${perSecond}; no CPU difference shown, ${cpu}`, tone: 'unsure' };
  }
}

/** `saves 3,290 connections/s at 200,000 requests/min`, or `opens 20 more`; with their DNS queries where those were counted. */
function connectionsSaved(findings: Findings, name: string): string {
  const connections = findings.savings[name]?.connectionsPerSecond ?? 0;
  const opened = `${connections < 0 ? 'opens' : 'saves'} ${count(Math.abs(connections))}`;
  const queries = count(Math.max(0, queriesSaved(findings, name)));
  // What a cache of names saves, which opens as many.
  if (opened === 'saves 0' && queries !== '0')
    return `saves ${queries} DNS queries/s at ${rate(findings.peakPerSecond)}`;
  const asked = connections < 0 || queries === '0' ? '' : ` with ${queries} DNS queries/s`;
  return `${opened}${connections < 0 ? ' more' : ''} connections/s${asked} at ${rate(findings.peakPerSecond)}`;
}

/** DNS queries a second at peak, against the baseline; 0 where no server of ours was asked. */
function queriesSaved({ policies, baseline }: Findings, name: string): number {
  const before = policies[baseline]?.dns.queriesPerSecondAtPeak ?? null;
  const after = policies[name]?.dns.queriesPerSecondAtPeak ?? null;
  return before === null || after === null ? 0 : before - after;
}

function negated({ mean, low, high }: Interval): Interval {
  return { mean: -mean, low: high === null ? null : -high, high: low === null ? null : -low };
}
