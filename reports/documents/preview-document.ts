import type { ReportDocument, Section } from '../../harness/model/findings/document.js';
import type { HostRequests, Preview } from '../../harness/model/findings/preview.js';
import { withoutBrackets } from '../../harness/model/place.js';
import { left, right } from '../figures/columns.js';
import { clockTime, count, plural } from '../figures/figures.js';
import { questionSection } from '../sections/question.js';

/** What a plan would do, for somebody who decides whether to start it. */
export function previewDocument(preview: Preview): ReportDocument {
  const { workload, slots, spareBlocks, durationMs, folder } = preview;
  const time = durationMs === 0 ? 'a moment, on a virtual clock' : `about ${clockTime(durationMs)}`;
  const spare = spareBlocks === 0 ? '' : `; ${plural(spareBlocks, 'block')} more may replace dropped ones`;
  const plan: Section = {
    title: null,
    blocks: [
      {
        kind: 'list',
        items: [
          `${plural(slots, 'slot')} in ${time}${spare}`,
          `written to ${folder}`,
          'nothing was sent, started or written',
        ],
      },
      hostsTable(preview),
      ...refusals(preview.requests),
    ],
    level: 'summary',
  };
  return {
    headline: `plan of ${workload.name}: ${plural(slots, 'slot')}, ${time}, ${volume(preview.requests)}`,
    tone: preview.requests.every(({ allowed }) => allowed) ? 'good' : 'unsure',
    sections: [plan, questionSection(preview, 'summary')],
    footer: [`workload ${workload.name} ${workload.sha256.slice(0, 12)}`],
  };
}

function hostsTable({ requests }: Preview): Section['blocks'][number] {
  return {
    kind: 'table',
    columns: [left('host'), right('requests, at most')],
    rows: requests.map((one) => [hostText(one), one.most === null ? 'as many as it answers' : count(one.most)]),
  };
}

function hostText({ host }: HostRequests): string {
  return host ?? 'this machine';
}

function volume(requests: readonly HostRequests[]): string {
  const all = requests.map(({ most }) => most);
  if (all.includes(null)) return 'as many requests as are answered';
  return `up to ${plural(
    all.reduce<number>((sum, most) => sum + (most ?? 0), 0),
    'request',
  )}`;
}

function refusals(requests: readonly HostRequests[]): Section['blocks'] {
  const refused = requests.filter(({ allowed }) => !allowed);
  if (refused.length === 0) return [];
  const items = refused.map(
    ({ host }) => `${host} is not this machine: the run would be refused without --allow-host ${hostname(host)}`,
  );
  return [{ kind: 'list', items }];
}

/** Without its port. */
function hostname(host: string | null): string {
  return host === null ? '' : withoutBrackets(new URL(`http://${host}`).hostname);
}
