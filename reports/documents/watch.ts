import type { CallSite } from '../../harness/model/findings/call-site.js';
import type { DownstreamCounts } from '../../harness/model/run/preload.js';
import type { RequestTemplate } from '../../harness/model/workload/workload.js';
import { perRequest, plural } from '../figures/figures.js';
import { lossRemedy, lossSentence } from '../figures/loss-words.js';
import { refusedWords } from '../words/refused-words.js';

/** What one request to a service added to the counts of a call. */
export type CallChange = Pick<DownstreamCounts, 'requests' | 'reused' | 'opened' | 'refused' | 'errors'>;

type Downstream = readonly [name: string, counts: DownstreamCounts];

/** One line for each origin that a service called, by its name: what it opened, and which line opened most. */
export function watchLines(downstreams: readonly Downstream[], sites: readonly CallSite[]): [string, string][] {
  return downstreams.map(([name, counts]) => [name, lineOf(name, counts, sites)]);
}

function lineOf(name: string, counts: DownstreamCounts, sites: readonly CallSite[]): string {
  if (isRefused(counts)) {
    return `${name}  refused ${plural(counts.refused, 'time')}: it is not this machine; ${refusedWords(name).remedy}`;
  }
  if (isUnreachable(counts)) return `${name}  ${unreachable(counts)}`;
  const each = counts.requests === 0 ? '' : `, ${perRequest(counts.opened / counts.requests)} per request`;
  const opened = plural(counts.opened, 'connection');
  return `${name}  ${plural(counts.requests, 'request')}, ${opened}${each}${fromLines(name, sites)}`;
}

/** The line that opened most, and how many others there are. */
function fromLines(name: string, sites: readonly CallSite[]): string {
  const [first, ...others] = new Set(sites.flatMap((site) => (site.downstream === name ? [site.place] : [])));
  if (first === undefined) return '';
  return `, from ${first}${others.length === 0 ? '' : ` and ${plural(others.length, 'more line')}`}`;
}

/** What one request to a service made it call. */
export function onceLines(
  { name }: Pick<RequestTemplate, 'name'>,
  status: string,
  changes: readonly (readonly [string, CallChange])[],
  sites: readonly CallSite[],
): string {
  const lines = changes.map(([call, change]) => {
    const { requests, opened, refused } = change;
    if (refused > 0) return `  ${call}  refused: it is not this machine`;
    if (isUnreachable(change)) return `  ${call}  ${unreachable(change)}`;
    const connections = opened === 0 ? 'on a connection that was there' : plural(opened, 'new connection');
    return `  ${call}  ${plural(requests, 'request')}, ${connections}${fromLines(call, sites)}`;
  });
  return `${[`${name}  ${status}`, ...(lines.length === 0 ? [nothingCalled(status)] : lines)].join('\n')}\n`;
}

function nothingCalled(status: string): string {
  const hint = status === '404' ? ': the service has no such path; write one that it has under requests:' : '';
  return `  calls nothing${hint}`;
}

/** What remains to be read when the service has ended: its lines that lose reuse, what would mend them, what was refused. */
export function watchSummary(downstreams: readonly Downstream[], sites: readonly CallSite[], threads: number): string {
  if (threads === 0)
    return 'nothing was seen: the service is no Node.js program, or it starts one without NODE_OPTIONS\n';
  if (downstreams.length === 0) return 'it called nothing\n';
  const away = new Set(downstreams.flatMap(([name, counts]) => (isUnreachable(counts) ? [name] : [])));
  const outside = new Set(downstreams.flatMap(([name, counts]) => (isRefused(counts) ? [name] : [])));
  const reached = sites.filter(({ downstream }) => !away.has(downstream) && !outside.has(downstream));
  const losing = reached.flatMap((site) => (site.cause === null ? [] : [{ ...site, cause: site.cause }]));
  const nothingLost = reached.length === 0 ? [] : ['every line reuses its connections'];
  const refused = downstreams.filter(([, counts]) => counts.refused > 0);
  const lines = [
    ...watchLines(downstreams, sites).map(([, line]) => line),
    '',
    ...(losing.length === 0 ? nothingLost : ['What to change']),
    ...losing.flatMap((site) => [`  ${lossSentence(site)}`, `    ${lossRemedy(site.cause)}`]),
    ...[...away].map((name) => `${name} cannot be reached: start it there, or name a stand-in for it under calls:`),
    ...refused.map(
      ([name, counts]) =>
        `the service tried ${refusedWords(name).tried} ${plural(counts.refused, 'time')}: allow it or lead it elsewhere`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** No connection to it was let be, so that nothing can be said of reuse. */
function isRefused({ opened, reused, refused }: CallChange): boolean {
  return opened === 0 && reused === 0 && refused > 0;
}

/** Every connection to it failed before it was open, so that nothing can be said of reuse. */
function isUnreachable({ opened, reused, refused, errors }: CallChange): boolean {
  return opened === 0 && reused === 0 && refused === 0 && errors > 0;
}

function unreachable({ errors }: CallChange): string {
  return `not reached: ${plural(errors, 'connection')} failed`;
}
