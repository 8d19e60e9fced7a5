import type { ContrastVerdict, Findings } from '../../harness/model/findings/findings.js';
import { CPU_METRIC, REUSE_METRIC } from '../../harness/model/workload/metrics.js';
import { count, durationInterval, perRequest, plural } from '../figures/figures.js';
import { measuredPolicies, uncounted } from '../figures/measured-policies.js';
import { metricText } from '../figures/metrics.js';
import { areCountsJudged } from '../sections/verdict.js';
import { sentence } from '../words/words.js';
import { containerClaim, cpuClaim, type Headline, lossClaim, timeClaim } from './claims.js';

/** The verdict where it is bad, and what the best policy saves where it is not. */
export function findingsHeadline(findings: Findings): Headline {
  const { status, reasons } = findings.verdict;
  const reason = reasons[0] === undefined ? 'no reason was recorded' : sentence(reasons[0]);
  switch (status) {
    case 'invalid':
      return { headline: `invalid: ${reason}`, tone: 'bad' };
    case 'incomplete':
      return { headline: `incomplete: ${interruption(findings)}`, tone: 'unsure' };
    case 'target-lost':
      return { headline: `target lost: ${reason}`, tone: 'bad' };
    case 'replayer-lost':
      return { headline: `replayer lost: ${reason}`, tone: 'bad' };
    case 'failed':
      return { headline: `failed: ${reason}`, tone: 'bad' };
    case 'fail':
      return { headline: `${failure(findings) ?? `failed: ${reason}`}; ${besidesGate(findings)}`, tone: 'bad' };
    case 'inconclusive':
      return doubtful(findings);
    case 'pass':
      return claim(findings);
  }
}

/** A run in which only counts could be judged claims nothing else. */
function besidesGate(findings: Findings): string {
  return areCountsJudged(findings) ? 'times were too late to be judged' : claim(findings).headline;
}

/** The alternative that saves most: in containers where there is a fleet, in time for a sequence, otherwise in CPU. */
export function bestPolicy(findings: Findings): string | null {
  const names = Object.keys(findings.savings);
  const containers = (name: string) => findings.capacity[name]?.saved?.safe ?? 0;
  const cpu = (name: string) => findings.savings[name]?.cpuUsPerRequest?.mean ?? Number.NEGATIVE_INFINITY;
  const time = (name: string) => findings.savings[name]?.timePercent?.mean ?? 0;
  return names.toSorted((a, b) => containers(b) - containers(a) || time(b) - time(a) || cpu(b) - cpu(a))[0] ?? null;
}

/** That no difference was shown already says that the run does not conclude. */
function doubtful(findings: Findings): Headline {
  const { headline } = claim(findings);
  const prefix = showsNoDifference(findings) ? '' : 'inconclusive: ';
  return { headline: prefix + headline, tone: 'unsure' };
}

/** Of valid blocks: those that replace dropped ones were not planned. */
function interruption({ blocks }: Findings): string {
  return `interrupted after ${count(blocks.valid)} of ${plural(blocks.planned, 'block')}`;
}

function failure(findings: Findings): string | null {
  const failed = findings.gates.filter((gate) => gate.status === 'fail' || gate.status === 'no data');
  const gate = failed[0];
  if (gate === undefined) return null;
  const { label, write } = metricText(gate.metric);
  const others = failed.length === 1 ? '' : ` (and ${plural(failed.length - 1, 'more gate')})`;
  const name = `gate failed: ${label} of ${gate.policy}${gate.call === undefined ? '' : ` to ${gate.call}`}`;
  if (gate.value === null) return `${name} has no value${others}`;
  const relation = gate.value > gate.max ? 'over' : 'within';
  const cause = gate.value > gate.max ? '' : ', but too many requests failed';
  return `${name} is ${write(gate.value)}, ${relation} ${write(gate.max)}${cause}${others}`;
}

function claim(findings: Findings): Headline {
  if (uncounted(findings).includes(REUSE_METRIC)) return lossClaim(findings) ?? nothingCounted(findings);
  const best = bestPolicy(findings);
  if (best === null) return alone(findings);
  const lost = lossClaim(findings);
  if (lost !== null) return lost;
  if (showsNoDifference(findings)) return noDifference(findings);
  const claimed =
    sameAsBaseline(findings, best) ??
    containerClaim(findings, best) ??
    timeClaim(findings, best) ??
    cpuClaim(findings, best);
  const alternatives = Object.keys(findings.savings).length;
  const rank =
    alternatives > 1 ? `; the best of ${plural(alternatives, 'policy', 'policies')} that were looked at` : '';
  return { ...claimed, headline: claimed.headline + rank + unreached(findings, best) };
}

/** The places at which a policy was not brought about: what it shows is less than reuse would save. */
function unreached({ doubts }: Findings, policy: string): string {
  const places = doubts.flatMap((doubt) => {
    if (doubt.code !== 'call-not-reused' || doubt.policy !== policy) return [];
    return [doubt.figures.place ?? `the call of ${doubt.figures.call}`];
  });
  const [first, ...others] = [...new Set(places)];
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` and ${plural(others.length, 'more place')}`;
  return `; what reuse would save at ${first}${more} is not in it`;
}

/** Of what another engine measured and did not count. */
function nothingCounted(findings: Findings): Headline {
  const names = [findings.baseline, ...Object.keys(findings.policies).filter((name) => name !== findings.baseline)];
  return { headline: `neither connections nor CPU of ${names.join(', ')} were counted`, tone: 'unsure' };
}

function alone(findings: Findings): Headline {
  const name = findings.baseline;
  const policy = measuredPolicies(findings)[name];
  if (policy === undefined) return { headline: `no valid block of ${name} was measured`, tone: 'unsure' };
  const connections = perRequest(policy.connections.perRequest);
  const cpu = durationInterval(policy.cpuUsPerRequest);
  const isCpuKnown = !uncounted(findings).includes(CPU_METRIC);
  const text = `${name} opens ${connections} connections${isCpuKnown ? ` and costs ${cpu} of CPU` : ''} per request`;
  return { headline: `${text}; no other policy to compare`, tone: 'unsure' };
}

/** No policy changes its CPU, the time of a sequence or, by more than a hundredth of the requests, its connections. */
function showsNoDifference(findings: Findings): boolean {
  const all = Object.keys(findings.savings);
  return all.length > 0 && all.every((name) => isSame(findings, name));
}

function isSame({ savings, peakPerSecond }: Findings, name: string): boolean {
  const one = savings[name];
  if (one === undefined) return false;
  const isSteady = [one.verdict, one.timeVerdict].every(isUnchanged);
  return isSteady && Math.abs(one.connectionsPerSecond) <= peakPerSecond / 100;
}

/** Where the others differ and the best does not, nothing is claimed of it. */
function sameAsBaseline(findings: Findings, best: string): Headline | null {
  if (!isSame(findings, best)) return null;
  return { headline: `no difference shown between ${findings.baseline} and ${best}`, tone: 'unsure' };
}

function isUnchanged(verdict: ContrastVerdict | null): boolean {
  return verdict === null || verdict === 'no change' || verdict === 'inconclusive';
}

function noDifference(findings: Findings): Headline {
  const names = [findings.baseline, ...Object.keys(findings.savings)];
  const last = names.at(-1);
  const listed = names.length === 2 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${last}`;
  return { headline: `no difference shown between ${listed}`, tone: 'unsure' };
}
