import type { Comparison, ComparisonRow } from '../../harness/model/findings/comparison.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import type { RateSearch } from '../../harness/model/findings/rate-search.js';
import type { Verification } from '../../harness/model/findings/verification.js';
import { escapeHtml } from '../charts/svg.js';
import { durationMs } from '../figures/figures.js';
import { rateText } from '../figures/found-rates.js';
import { metricText } from '../figures/metrics.js';
import type { Renderer, Report } from '../report.js';
import { areCountsJudged, isJudged } from '../sections/verdict.js';
import { sentence, sentences } from '../words/words.js';

/** One line of a CI system's list of tests. */
interface Case {
  readonly name: string;
  readonly outcome: 'pass' | 'skipped' | 'failure' | 'error';
  /** Why it did not pass. */
  readonly says: string;
}

/** JUnit XML as CI systems read it: a case for the verdict, each gate, each policy, and each thing that is in doubt. */
export const renderJunit: Renderer = ({ source, document }) => {
  const cases = casesOf(source, document.headline);
  const count = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="holdline" ${counts} time="0">`,
    `  <testsuite name="${escapeHtml(nameOf(source))}" ${counts} time="0">`,
    ...cases.map(caseXml),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

function caseXml({ name, outcome, says }: Case): string {
  const open = `    <testcase classname="holdline" name="${escapeHtml(name)}" time="0"`;
  if (outcome === 'pass') return `${open}/>`;
  return `${open}><${outcome} message="${escapeHtml(says)}"/></testcase>`;
}

function nameOf(source: Report['source']): string {
  if ('settled' in source) return source.prediction.workload;
  if (!('workload' in source)) return 'comparison';
  const { workload } = source;
  return typeof workload === 'string' ? workload : workload.name;
}

function casesOf(source: Report['source'], headline: string): Case[] {
  if (isFindings(source)) return findingsCases(source, headline);
  if ('settled' in source) return settledCases(source, headline);
  if ('rates' in source) return rateCases(source);
  return 'rows' in source || 'differences' in source
    ? comparisonCases(source as Comparison, headline)
    : [{ name: headline, outcome: 'pass', says: '' }];
}

const SETTLED = { confirmed: 'pass', outside: 'skipped', refuted: 'failure', invalid: 'error' } as const;

/** Where nothing was settled that is a case: without any a CI system sees nothing wrong. */
function settledCases({ settled }: Verification, headline: string): Case[] {
  if (settled.every(({ measured }) => measured === null))
    return [{ name: 'verification', outcome: 'error', says: headline }];
  return settled.map(({ claim, measured, status }) => ({
    name: `${claim.what} of ${claim.policy}`,
    outcome: SETTLED[status],
    says: `${measured ?? 'not measured'} where ${claim.low} to ${claim.high} was predicted`,
  }));
}

/** A rate that is known and confirmed passes; one that nothing held is a failure. */
function rateCases({ rates, lost }: RateSearch): Case[] {
  if (lost !== null) return [{ name: 'the highest rate', outcome: 'error', says: lost }];
  return Object.entries(rates).map(([policy, rate]) => {
    const outcome = rate.ended === 'below' ? 'failure' : rate.sustained === null ? 'skipped' : 'pass';
    return { name: `the highest rate of ${policy}`, outcome, says: rateText(rate) };
  });
}

function isFindings(source: Report['source']): source is Findings {
  return 'savings' in source && 'verdict' in source;
}

const VERDICTS: Readonly<Record<Findings['verdict']['status'], Case['outcome']>> = {
  pass: 'pass',
  fail: 'failure',
  inconclusive: 'skipped',
  invalid: 'error',
  incomplete: 'error',
  'target-lost': 'error',
  'replayer-lost': 'error',
  failed: 'error',
};

const GATES = {
  pass: 'pass',
  fail: 'failure',
  inconclusive: 'skipped',
  'no data': 'failure',
  'not judged': 'skipped',
} as const;

function findingsCases(findings: Findings, headline: string): Case[] {
  const { verdict, gates, policies, doubts, blocks } = findings;
  const areGatesJudged = isJudged(findings) || areCountsJudged(findings);
  return [
    { name: 'verdict', outcome: VERDICTS[verdict.status], says: [headline, ...sentences(verdict.reasons)].join('; ') },
    ...gates.map(({ metric, policy, call, max, value, status }): Case => {
      const { label, write } = metricText(metric);
      const of = call === undefined ? policy : `${policy} to ${call}`;
      const says = `${label} of ${of} is ${write(value)}, and may be ${write(max)}`;
      return {
        name: `gate: ${label} of ${of}, at most ${write(max)}`,
        outcome: areGatesJudged ? GATES[status] : 'skipped',
        says,
      };
    }),
    ...Object.keys(policies).map((name): Case => {
      // A gate is a case of its own.
      const wrong = [...verdict.reasons, ...doubts].filter(
        ({ code, policy, weight }) => policy === name && weight === 'alarm' && !code.startsWith('gate-'),
      );
      return {
        name: `policy: ${name}`,
        outcome: wrong.length === 0 ? 'pass' : 'failure',
        says: sentences(wrong).join('; '),
      };
    }),
    {
      name: 'guards: blocks that count',
      outcome: blocks.valid > 0 ? 'pass' : 'error',
      says: `${blocks.valid} of ${blocks.planned} blocks are valid`,
    },
    ...doubts
      .filter(({ weight }) => weight === 'caution')
      .map(
        (doubt): Case => ({
          name: `doubt: ${sentence(doubt).slice(0, 120)}`,
          outcome: 'skipped',
          says: sentence(doubt),
        }),
      ),
  ];
}

/** Of two runs: the conclusion, and each metric that was judged. */
function comparisonCases(comparison: Comparison, headline: string): Case[] {
  if (comparison.kind === 'incomparable') return [{ name: 'comparison', outcome: 'error', says: headline }];
  const { status, rows } = comparison;
  const own: Case = { name: 'comparison', outcome: COMPARED[status], says: headline };
  return [own, ...rows.map(rowCase)];
}

const P50 = { label: 'response time p50', write: durationMs };

const COMPARED = { pass: 'pass', fail: 'failure', inconclusive: 'skipped', invalid: 'error' } as const;

function rowCase({ policy, metric, base, head, verdict, gate }: ComparisonRow): Case {
  const failed = gate?.status === 'fail' || gate?.status === 'no data' || verdict === 'regressed';
  const isUnjudged =
    verdict === 'not judged' || verdict === 'not comparable' || verdict === 'inconclusive' || verdict === 'no data';
  const { label, write } = metric === 'responseTimeP50Ms' ? P50 : metricText(metric);
  return {
    name: `${policy}: ${label}`,
    outcome: failed ? 'failure' : isUnjudged ? 'skipped' : 'pass',
    says: `${write(base)} -> ${write(head)}: ${verdict}`,
  };
}
