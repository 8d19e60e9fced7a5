import type { Block, ReportDocument, Section } from '../../harness/model/findings/document.js';
import {
  type Breach,
  type PolicyRate,
  type RateSearch,
  type Trial,
  type Unanswered,
  unansweredOf,
} from '../../harness/model/findings/rate-search.js';
import { left, right } from '../figures/columns.js';
import { clockTime, durationMs, figure, NOT_AVAILABLE, plural, share } from '../figures/figures.js';
import { rateText } from '../figures/found-rates.js';
import { guardWords } from '../words/guard-words.js';
import { limiterText } from '../words/limiter-words.js';

/** The highest rate that was found for each policy, what bounds it, and every trial. */
export function rateSearchDocument(search: RateSearch): ReportDocument {
  const { workload, startedAt } = search;
  return {
    headline: headline(search),
    tone: toneOf(search),
    sections: [answers(search), notes(search), trialTable(search)],
    footer: [`workload ${workload.name} ${workload.sha256.slice(0, 12)}`, startedAt],
  };
}

function headline({ rates, lost, measures }: RateSearch): string {
  if (lost !== null) return `nothing was found: ${lost}`;
  const of = measures === 'service' ? 'one service' : 'one replayer';
  const parts = Object.entries(rates).map(([name, rate]) => `${name} ${rateText(rate)}`);
  return `${of} sustains: ${parts.join('; ')}`;
}

function toneOf({ rates, lost }: RateSearch): ReportDocument['tone'] {
  const all = Object.values(rates);
  if (lost !== null || all.some(({ ended }) => ended === 'below')) return 'bad';
  return all.every((rate) => rate.sustained !== null && unansweredOf(rate) === null) ? 'good' : 'unsure';
}

function answers(search: RateSearch): Section {
  const { rates } = search;
  const rows = Object.entries(rates).map(([name, rate]) => [
    name,
    betweenText(rate),
    soakText(rate, isSoaked(search, name)),
    boundText(rate),
  ]);
  return {
    title: 'The highest rate',
    blocks: [
      { kind: 'table', columns: [left('policy'), left('requests/s'), left('at length'), left('bounded by')], rows },
    ],
    level: 'summary',
  };
}

/** Where every rate held, nothing was used up yet. */
function boundText({ limiter, high, failedSoaks }: PolicyRate): string {
  const isReached = high !== null || failedSoaks.length > 0;
  return isReached || limiter === null ? limiterText(limiter) : `nothing yet; nearest is ${limiterText(limiter)}`;
}

function betweenText({ low, high, ended }: PolicyRate): string {
  if (low === null) return high === null ? NOT_AVAILABLE : `below ${figure(high.perSecond)}`;
  if (high === null)
    return `${figure(low.perSecond)} or more${ended === 'beyond' ? ', the highest that was tried' : ''}`;
  if (high.because === 'undecided') return `${figure(low.perSecond)} or more: undecided at ${figure(high.perSecond)}`;
  return `between ${figure(low.perSecond)} and ${figure(high.perSecond)}`;
}

function isSoaked({ trials }: RateSearch, name: string): boolean {
  return trials.some(({ policy, phase }) => policy === name && phase === 'soak');
}

function soakText({ sustained, failedSoaks }: PolicyRate, wasTried: boolean): string {
  const failed = failedSoaks.length === 0 ? '' : `${failedSoaks.map((one) => figure(one)).join(', ')} did not hold`;
  if (sustained === null) return failed === '' ? (wasTried ? 'undecided' : 'not tried') : failed;
  return `${figure(sustained)} held${failed === '' ? '' : `; ${failed}`}`;
}

function notes({ rates, slo, arrivals, trialMs, soakMs, measures }: RateSearch): Section {
  const items = [
    `a rate holds when in three of three trials, of ${clockTime(trialMs)} or a hundred requests, at most ${share(slo.errors)} of the requests fail, 99 % are answered within ${durationMs(slo.p99Ms)}, and no queue grows; at length is ${clockTime(soakMs)}`,
    arrivals === 'uniform'
      ? 'requests left evenly; with those of real callers, who come in bursts, answers take longer near this rate: --arrivals poisson tries that, and a fleet is planned at 60 to 70 % of it'
      : 'requests left as random callers send them, bursts and all',
    ...(measures === 'client' ? ['what is measured is one replayer, whose own work is in it'] : []),
    ...Object.entries(rates).flatMap(([name, rate]) => openText(rate).map((text) => `${name}: ${text}`)),
  ];
  return { title: null, blocks: [{ kind: 'list', items }], level: 'summary' };
}

const UNANSWERED: Readonly<Record<Unanswered, string>> = {
  nothing: 'no rate has held, and none has failed often enough',
  'no-end': 'no rate has failed, so that nothing is known of the highest one',
  unconfirmed: 'no rate has held at length, so that none is confirmed',
};

/** What is still open, and what would close it. */
function openText(rate: PolicyRate): string[] {
  if (rate.ended === 'interrupted') return ['interrupted; this is what was learnt by then'];
  const unanswered = unansweredOf(rate);
  if (rate.ended !== 'budget')
    return unanswered === null ? [] : [`${UNANSWERED[unanswered]}: run it again with nothing else on the machine`];
  if (unanswered === null) return ['the budget was spent before the bracket was closed: a larger --budget narrows it'];
  const nearer = unanswered === 'unconfirmed' ? 'a shorter --soak' : 'a --from that is nearer to the end';
  return [`the budget was spent: ${UNANSWERED[unanswered]}: a larger --budget tells, or ${nearer}`];
}

function trialTable({ trials, slo }: RateSearch): Section {
  const table: Block = {
    kind: 'table',
    columns: [
      ...['policy', 'trial'].map(left),
      ...['offered/s', 'completed/s', 'p99', 'failed', 'busy'].map(right),
      left('verdict'),
    ],
    rows: trials.map((trial) => [
      trial.policy,
      trial.phase,
      figure(trial.perSecond),
      figure(trial.completedPerSecond),
      durationMs(trial.p99Ms),
      share(trial.failedShare, 2),
      share(trial.busy, 2),
      verdictText(trial, slo),
    ]),
  };
  return { title: plural(trials.length, 'trial'), blocks: [table], level: 'report' };
}

type Slo = RateSearch['slo'];

/** What of the SLO was broken, by how much. */
const BREACHES: Readonly<Record<Breach, (trial: Trial, slo: Slo) => string>> = {
  errors: ({ failedShare }, { errors }) => `${share(failedShare, 2)} failed, over ${share(errors)}`,
  slow: ({ p99Ms }, slo) =>
    p99Ms === null ? 'nothing was answered' : `p99 ${durationMs(p99Ms)}, over ${durationMs(slo.p99Ms)}`,
  'falls behind': ({ growthMsPerSecond }) => `answers took ${durationMs(growthMsPerSecond)} longer each second`,
  lost: () => 'it did not go on to its end',
};

/** Of one that did not hold what it broke, what was used up, and what beside it was wrong. */
function verdictText(trial: Trial, slo: Slo): string {
  const { verdict, breaches, limiter, guards = [] } = trial;
  if (verdict === 'held') return 'held';
  const why = breaches.map((one) => BREACHES[one](trial, slo)).join(', ');
  // What failed is told by the first of them, and by its cause.
  const beside = guards.filter(({ name }) => name !== 'failures').map(guardWords);
  return [`${verdict}: ${why}`, limiterText(limiter), ...beside].join('; ');
}
