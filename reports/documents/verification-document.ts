import type { ReportDocument } from '../../harness/model/findings/document.js';
import type { Settled, SettledStatus, Verification } from '../../harness/model/findings/verification.js';
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

/** What became of a prediction. */
export function verificationDocument(verification: Verification): ReportDocument {
  const { prediction, settled, status, invalid, score, startedAt } = verification;
  return {
    headline: headline(verification),
    tone: TONES[status],
    sections: [
      {
        title: 'What was predicted, and what was measured',
        blocks: [
          {
            kind: 'table',
            columns: [
              left('policy'),
              left('claim'),
              right('predicted (95 %)'),
              right('measured'),
              right('error'),
              left(''),
            ],
            rows: settled.map(row),
          },
          {
            kind: 'paragraph',
            text:
              `The prediction was written before the run, at ${prediction.madeAt}: ${figure(prediction.rateFactor)} times the rate, fresh processes, ` +
              'another seed. Intervals are where a new run falls, not where the mean is. A run here tests the arithmetic and that costs do ' +
              'not depend on the rate; it says nothing of production.',
          },
        ],
        level: 'summary',
      },
      {
        title: null,
        blocks: [
          { kind: 'list', items: [scoreText(score), ...(invalid === null ? [] : [`the run is no basis: ${invalid}`])] },
        ],
        level: 'summary',
      },
    ],
    footer: [
      `workload ${prediction.workload} ${prediction.workloadSha256.slice(0, 12)}`,
      `prediction ${prediction.sha256.slice(0, 12)}`,
      startedAt,
    ],
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
  const write =
    claim.what === 'CPU per request'
      ? durationUs
      : claim.what === 'CPU against the baseline'
        ? (value: number) => share(value)
        : perRequest;
  return [
    claim.policy,
    claim.what,
    `${write(claim.value)} (${write(claim.low)} to ${write(claim.high)})`,
    measured === null ? NOT_AVAILABLE : write(measured),
    error === null ? NOT_AVAILABLE : signedShare(error),
    SAYS[status],
  ];
}
