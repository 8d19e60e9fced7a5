import type { Section } from '../../harness/model/findings/document.js';
import type { Capacity, Findings, Limit } from '../../harness/model/findings/findings.js';
import { savedRange } from '../documents/claims.js';
import { count, NOT_AVAILABLE, type RateUnit, rate, rateUnit, share, signedShare } from '../figures/figures.js';
import { type PolicyRow, policyTables } from './policy-table.js';

/**
 * What an owner asks first: how many containers, what today's carry, and what bounds them. Each row is of one percentile
 * of the draws, so that what is saved is what its columns differ by. Null without a fleet.
 */
export function answersSection(findings: Findings): Section | null {
  const { capacity, baseline, peakPerSecond, policies } = findings;
  if (capacity[baseline] === undefined) return null;
  const others = Object.keys(policies).filter((name) => name !== baseline);
  const rows = answerRows(findings, rateUnit(peakPerSecond));
  const blocks = policyTables(baseline, others, rows, `containers at ${peakText(findings)}`);
  return { title: null, blocks, level: 'summary' };
}

/** `200,000 requests/min`, and of an interval both ends. */
export function peakText({ peakPerSecond, question: { peakRange } }: Findings): string {
  if (peakRange === undefined) return rate(peakPerSecond);
  const unit = rateUnit(peakPerSecond);
  const { lowPerSecond, highPerSecond } = peakRange;
  return `${rate(lowPerSecond, unit).replace(/ requests.*$/, '')} to ${rate(highPerSecond, unit)}`;
}

function answerRows({ capacity, baseline, peakPerSecond }: Findings, unit: RateUnit): PolicyRow[] {
  const of = (read: (one: Capacity) => string) => (name: string) => {
    const one = capacity[name];
    return one === undefined ? NOT_AVAILABLE : read(one);
  };
  const nothing = () => '';
  const today = capacity[baseline]!.containers.today;
  return [
    {
      title: 'lean: enough for 50 % of the draws',
      value: of(({ containers }) => count(containers.lean)),
      saved: of(({ saved }) => (saved === null ? NOT_AVAILABLE : fewer(saved.lean))),
    },
    {
      title: 'safe: enough for 95 % of them',
      value: of(({ containers: { safe, low, high } }) => `${count(safe)} (${count(low)} to ${count(high)})`),
      saved: of(({ saved }) => (saved === null ? NOT_AVAILABLE : `${fewer(saved.safe)} (${savedRange(saved)})`)),
    },
    {
      title: `${count(today)} of today ${today === 1 ? 'carries' : 'carry'}, ${unit}`,
      value: of(({ carries }) => carried(carries.safe, peakPerSecond, unit)),
      saved: nothing,
    },
    { title: 'what bounds it', value: of(({ limits }) => limitText(limits[0])), saved: nothing },
    { title: 'what comes next', value: of(({ limits }) => limitText(limits[1])), saved: nothing },
  ];
}

/** `4`; of what costs some, `2 more`: nobody runs a negative number of containers. */
function fewer(saved: number): string {
  return saved < 0 ? `${count(-saved)} more` : count(saved);
}

/** `231,000 (+15 %)`: no digit that the draws do not support. */
function carried(perSecond: number, peakPerSecond: number, unit: RateUnit): string {
  if (perSecond === 0) return 'nothing';
  // Rounded down: what is promised is carried.
  const scale = unit === 'requests/min' ? 60 : 1;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(perSecond * scale)) - 2);
  const rounded = (Math.floor((perSecond * scale) / step + 1e-9) * step) / scale;
  return `${rate(rounded, unit).replace(` ${unit}`, '')} (${signedShare(rounded / peakPerSecond - 1)})`;
}

function limitText(limit: Limit | undefined): string {
  return limit === undefined ? NOT_AVAILABLE : `${limit.name}, ${share(limit.use, 2)}`;
}

/** What the numbers of the table mean; empty without a fleet. */
export function answersExplained({ capacity, question: { fleet } }: Findings): string {
  if (Object.keys(capacity).length === 0) return '';
  const target = fleet === null ? '' : ` of ${share(fleet.target)}`;
  return (
    ` Containers are computed from the fleet's utilisation and the measured CPU, for the planned utilisation${target}, in 10,000 draws. ` +
    'The numbers in brackets hold 95 % of them, or more where several policies are compared. What is saved is the difference of the row. ' +
    "What today's containers carry holds for 95 % of the draws. What bounds a policy is shown with its use of what there is, a resource " +
    'of the containers at its planned utilisation.'
  );
}
