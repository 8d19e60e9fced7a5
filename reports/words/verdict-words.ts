import type {
  EndFigures,
  OpenFigures,
  ReuseCause,
  ValidityFigures,
} from '../../harness/model/findings/doubt-figures.js';
import { count, decimal, plainShare, plural } from '../figures/figures.js';
import { adviceFor } from './code-advice.js';
import { faultWords } from './guard-words.js';
import { moreRuns } from './more-runs.js';
import { type WordTable, words } from './table.js';

type FirstFault = ValidityFigures['bad-blocks']['first'];

const QUIET = 'lower the load (rate or scale) or quieten the machine, then run again';

/** Sends that are late drop a block by a bound that the workload sets. */
function quieten(first: FirstFault): string {
  // So a merge begins what it says of a block.
  if (first?.kind === 'lost' && /^shards? \d/.test(first.reason)) return 'merge all shards, or run them again together';
  return first?.kind === 'guard' && first.guard.name === 'late-sends'
    ? `${QUIET}; sends may be late by half of slo.p99`
    : QUIET;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** `connectionsPerRequest of today`, and of one of the calls of a service its name. */
function gated(metric: string, policy: string | null, call?: string): string {
  return `${metric} of ${policy}${call === undefined ? '' : ` to ${call}`}`;
}

/** Why a run has its status. */
export const VERDICT_WORDS: WordTable<keyof (EndFigures & ValidityFigures & OpenFigures)> = {
  'target-lost': ({ figures }) => words(figures.reason),
  'replayer-lost': ({ figures }) => words(figures.reason, 'this machine ended it, not the target'),
  bug: ({ figures }) => words(`a fault of holdline: ${figures.error}`),
  interrupted: ({ figures: { valid, planned } }) =>
    words(
      `interrupted after ${count(valid)} valid of ${plural(planned, 'planned block')}`,
      'run again to the end for a verdict',
    ),
  'no-valid-block': ({ figures: { measured, first } }) =>
    words(
      `no valid block in ${count(measured)} (${first === null ? 'nothing was measured' : `first: ${faultWords(first)}`})`,
      quieten(first),
    ),
  'bad-blocks': ({ figures: { bad, measured, most, first } }) => {
    const cause = first === null ? '' : ` (first: ${faultWords(first)})`;
    return words(
      `${count(bad)} of ${plural(measured, 'block')} are bad, more than ${plainShare(most)}${cause}`,
      quieten(first),
    );
  },
  'counts-judged': ({ figures: { passed } }) =>
    words(
      `what was counted is exact all the same: ${plural(passed, 'gate')} on counts passed, and no other was judged`,
      'run again for the times',
    ),
  'not-cold': ({ policy, figures: { sent, reused } }) =>
    words(
      `cold policy ${policy} reused connections for ${plainShare(reused / sent)} of ${plural(sent, 'request')}`,
      'check that no proxy or agent pools them',
    ),
  'hardly-reused': ({ policy, figures: { sent, opened, ...why } }) =>
    words(
      `keep-alive policy ${policy} opened ${plural(opened, 'connection')} for ${plural(sent, 'request')}, so it hardly reused any`,
      whyNotReused(opened, why),
    ),
  'counted-too-much': ({ figures: { witness, what, count: more } }) =>
    words(
      `the sockets counted ${count(more)} more ${what} than the ${witness}`,
      witness === 'kernel' ? 'counts are wrong, report this' : 'check for a proxy in between',
    ),
  'mostly-failed': ({ policy, figures: { share, code, message } }) =>
    words(
      `${policy}: ${plainShare(share)} of requests failed${code === null ? '' : `, most with ${code}: ${message}`}`,
      adviceFor(code) ?? 'check the target, the paths and what they need',
    ),
  'machine-limit': ({ figures: { code, failures } }) =>
    words(
      `${plural(failures, 'request')} met a limit of this machine (${code}), which says nothing of policies or target`,
      adviceFor(code) ?? 'lower the load (rate or scale)',
    ),
  'gate-over': ({ policy, figures: { metric, call, value, max } }) =>
    words(
      `${gated(metric, policy, call)} is ${short(value)}, over the limit ${max}`,
      'repair it, or raise the limit on purpose',
    ),
  'gate-lossy': ({ policy, figures: { metric, call, value, max } }) =>
    words(
      value === null
        ? `${gated(metric, policy, call)} has no value to hold against ${max}, as too many requests failed`
        : `${gated(metric, policy, call)} is ${short(value)}, within ${max}, but too many requests failed`,
      'repair those first',
    ),
  'gate-without-value': ({ policy, figures: { metric, call, max, of, ...more } }) =>
    words(
      `${gated(metric, policy, call)} has no value to hold against ${max}`,
      of < 2 ? moreRuns(more) : 'measure more requests, and look at what is said of CPU and containers below',
    ),
  'gate-open': ({ policy, figures: { metric, call, value, max, fewest, ...more } }) =>
    words(
      `${gated(metric, policy, call)} is ${short(value)}, too unsure to be held against the limit ${max}`,
      `${moreRuns(more)}${fewest === null ? '' : `, with at least ${count(fewest)} requests a slot`}`,
    ),
  'contrast-without-value': ({ policy, figures: { what, of, ...more } }) =>
    of < 2
      ? words(`${policy}: whether it saves ${what} cannot be told from one invocation`, moreRuns(more))
      : words(`${policy}: no ${what} was measured that could be compared`, 'look at what failed'),
  'contrast-open': ({ policy, figures: { what, low, high, ...more } }) =>
    words(
      `${policy}: the ${what} saved lies between ${decimal(low, 1)} % and ${decimal(high, 1)} %, which may be none`,
      moreRuns(more),
    ),
};

const REUSE_CAUSES: Readonly<Record<ReuseCause, string>> = {
  'http-1.0': 'the server answers in HTTP/1.0, which keeps no connection; check for an old server or proxy',
  'short-hint':
    "the server announces a timeout of 1 s or less, of which Node's Agent keeps nothing; raise the server's keepAliveTimeout to 2 s or more",
  'server-told': 'answers say that they are the last of their connection',
  server: 'the server closes them without a word; check its keepAliveTimeout, and for a proxy that closes',
  reset: 'the server resets them; look at its log',
  'client-idle': 'the client itself closes what is idle; raise the idle time of the policy',
  'client-after-answer':
    'the client itself closes them after an answer; check the timeouts of the policy and who makes its Agent',
  error:
    'they broke behind a good answer, as they do where bytes follow that belong to no request; compare the bodies with their Content-Length',
};

type Why = Pick<ValidityFigures['hardly-reused'], 'closedByServer' | 'setting' | 'cause' | 'ended' | 'requestsOfEach'>;

/** Who ends most of the connections, where counts or the settings of the target tell; otherwise how to find out. */
function whyNotReused(opened: number, { closedByServer, setting, cause, ended, requestsOfEach }: Why): string {
  if (closedByServer >= opened / 2 && cause !== 'http-1.0') {
    const remedy =
      setting ?? 'Connection: close, keepAliveTimeout and maxRequestsPerSocket, and for a proxy that closes';
    const each = requestsOfEach === null ? '' : `, each after ${plural(requestsOfEach, 'request')}`;
    return `the server ended the connection with ${count(closedByServer)} answers${each}; check the server's ${remedy}`;
  }
  if (setting !== null) return `check the server's ${setting}, which ends connections`;
  if (requestsOfEach !== null) {
    return `the server ended each connection after ${plural(requestsOfEach, 'request')}; check its maxRequestsPerSocket, and for a proxy with such a limit`;
  }
  if (cause !== null) return `of ${plural(ended, 'connection')} it is known that ${REUSE_CAUSES[cause]}`;
  const causes = 'Connection: close, keepAliveTimeout and maxRequestsPerSocket, and that every body is read to its end';
  const counting = 'client: node-http counts the answers that end a connection';
  return `either the server or the policy ends them: check the server's ${causes}; ${counting}`;
}
