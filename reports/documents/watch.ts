import type { CallSite } from '../../harness/model/findings/call-site.js';
import type { DownstreamCounts } from '../../harness/model/run/preload.js';
import type { RequestTemplate } from '../../harness/model/workload/workload.js';
import { plural } from '../figures/figures.js';
import { lossRemedy, lossSentence } from '../figures/loss-words.js';

type Downstream = readonly [name: string, counts: DownstreamCounts];

/** One line for each origin that a service called, by its name: what it opened, and which line opened most. */
export function watchLines(downstreams: readonly Downstream[], sites: readonly CallSite[]): [string, string][] {
  return downstreams.map(([name, counts]) => [name, lineOf(name, counts, sites)]);
}

function lineOf(name: string, counts: DownstreamCounts, sites: readonly CallSite[]): string {
  if (counts.refused > 0 && counts.requests === 0) {
    return `${name}  ${plural(counts.refused, 'connection')} refused: it is not this machine (--allow-host ${hostOf(name)})`;
  }
  const perRequest = counts.requests === 0 ? '' : `, ${(counts.opened / counts.requests).toFixed(2)} per request`;
  const from = sites.find((site) => site.downstream === name)?.place;
  const place = from === undefined ? '' : `, from ${from}`;
  return `${name}  ${plural(counts.requests, 'request')}, ${plural(counts.opened, 'connection')}${perRequest}${place}`;
}

/** What one request to a service made it call. */
export function onceLines(
  { name }: Pick<RequestTemplate, 'name'>,
  status: string,
  changes: readonly (readonly [string, Pick<DownstreamCounts, 'requests' | 'opened' | 'refused'>])[],
  sites: readonly CallSite[],
): string {
  const lines = changes.map(([call, { requests, opened, refused }]) => {
    if (refused > 0) return `  ${call}  refused: it is not this machine`;
    const from = sites.find((site) => site.downstream === call)?.place;
    const connections = opened === 0 ? 'on a connection that was there' : plural(opened, 'new connection');
    return `  ${call}  ${plural(requests, 'request')}, ${connections}${from === undefined ? '' : `, from ${from}`}`;
  });
  return `${[`${name}  ${status}`, ...(lines.length === 0 ? ['  calls nothing'] : lines)].join('\n')}\n`;
}

/** What remains to be read when the service has ended: its lines that lose reuse, what would mend them, what was refused. */
export function watchSummary(downstreams: readonly Downstream[], sites: readonly CallSite[], threads: number): string {
  if (threads === 0)
    return 'nothing was seen: the service is no Node.js program, or it starts one without NODE_OPTIONS\n';
  if (downstreams.length === 0) return 'it called nothing\n';
  const losing = sites.flatMap((site) => (site.cause === null ? [] : [{ ...site, cause: site.cause }]));
  const refused = downstreams.filter(([, counts]) => counts.refused > 0);
  const lines = [
    ...watchLines(downstreams, sites).map(([, line]) => line),
    '',
    ...(losing.length === 0 ? ['every line reuses its connections'] : ['Lines that open connections']),
    ...losing.flatMap((site) => [`  ${lossSentence(site)}`, `    ${lossRemedy(site.cause)}`]),
    ...refused.map(
      ([name, counts]) => `the service tried ${name} ${plural(counts.refused, 'time')}: allow it or lead it elsewhere`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function hostOf(name: string): string {
  return name.slice(0, name.lastIndexOf(':'));
}
