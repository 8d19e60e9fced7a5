import type { ReportDocument, Section } from '../../harness/model/findings/document.js';
import type { ClaimKind, Settled, SettledStatus, Verification } from '../../harness/model/findings/verification.js';
import { left, right } from '../figures/columns.js';
import {
  count,
  durationUs,
  figure,
  NOT_AVAILABLE,
  perRequest,
  plural,
  share,
  signedShare,
} from '../figures/figures.js';

const TONES: Readonly<Record<SettledStatus, ReportDocument['tone']>> = {
  confirmed: 'good',
  outside: 'unsure',
  refuted: 'bad',
  invalid: 'bad',
};

const SAYS: Readonly<Record<SettledStatus, string>> = {
  confirmed: 'confirmed',
  outside: 'outside its interval, within 10 %',
  refuted: 'refuted',
  invalid: 'not settled',
};

const WRITTEN: Readonly<Record<ClaimKind, (value: number) => string>> = {
  containers: count,
  'CPU per request': durationUs,
  'CPU against the baseline': (value) => share(value),
  'connections per request': perRequest,
};

const IN_PRODUCTION =
  'Predicted by the run, and what happened: CPU per request after over before, containers at the planned utilisation and peak, ' +
  'new connections over requests. Whatever else was rolled out in between is in it too.';

/** What became of a prediction. */
export function verificationDocument(verification: Verification): ReportDocument {
  const { by, prediction, status, invalid, score, startedAt } = verification;
  const items = [
    ...(by === 'run' ? [scoreText(score)] : []),
    ...(invalid === null ? [] : [`the run is no basis: ${invalid}`]),
  ];
  return {
    headline: headline(verification),
    tone: TONES[status],
    sections: [
      claimsSection(verification),
      ...(items.length === 0 ? [] : [{ title: null, blocks: [{ kind: 'list', items }], level: 'summary' } as const]),
    ],
    footer: [
      `workload ${prediction.workload} ${prediction.workloadSha256.slice(0, 12)}`,
      `prediction ${prediction.sha256.slice(0, 12)}`,
      startedAt,
    ],
  };
}

function claimsSection({ by, prediction, settled }: Verification): Section {
  const byRun =
    `The prediction was written before the run, at ${prediction.madeAt}: ${figure(prediction.rateFactor)} times the rate, fresh processes, ` +
    'another seed. Intervals are where a new run falls, not where the mean is. A run here tests the arithmetic and how ' +
    'costs move with the rate; it says nothing of production.';
  const titles = [right('predicted (95 %)'), right('measured'), right('error'), left('')];
  return {
    title: 'What was predicted, and what was measured',
    blocks: [
      { kind: 'table', columns: [left('policy'), left('claim'), ...titles], rows: settled.map(row) },
      { kind: 'paragraph', text: by === 'production' ? IN_PRODUCTION : byRun },
    ],
    level: 'summary',
  };
}

function headline({ status, settled, invalid }: Verification): string {
  if (invalid !== null) return `nothing settled: the run is no basis (${invalid})`;
  const told = settled.filter(({ measured }) => measured !== null);
  const held = told.filter((one) => one.status === 'confirmed').length;
  return `${SAYS[status]}: ${count(held)} of ${plural(told.length, 'claim')} within the predicted interval`;
}

function scoreText({ held, of }: Verification['score']): string {
  return of === 0
    ? 'no claim has been settled yet'
    : `of the last ${plural(of, 'claim')} ${count(held)} held (${share(held / of, 2)})`;
}

function row({ claim, measured, error, status }: Settled): string[] {
  const write = WRITTEN[claim.what];
  return [
    claim.policy,
    claim.what,
    `${write(claim.value)} (${write(claim.low)} to ${write(claim.high)})`,
    measured === null ? NOT_AVAILABLE : write(measured),
    error === null ? NOT_AVAILABLE : signedShare(error),
    SAYS[status],
  ];
}
