import type { BoundFigures } from '../../harness/model/findings/doubt-figures.js';
import { count, durationMs, figure, plainShare, plural, signedShare } from '../figures/figures.js';
import { guardWords } from './guard-words.js';
import { moreRuns } from './more-runs.js';
import { type WordTable, words } from './table.js';

/** What bounds the figures of a run. */
export const BOUND_WORDS: WordTable<keyof BoundFigures> = {
  'skipped-lines': ({ figures: { lines } }) =>
    words(
      `${plural(lines, 'line')} of the run's journal could not be read: its disk or a copy of it is damaged`,
      'what they held is in none of the figures',
    ),
  'few-invocations': ({ figures: { of, ...more } }) =>
    of < 2
      ? words(
          'one invocation: how much processes differ cannot be told from one set of them, so CPU and times have no interval, ' +
            'no verdict and no containers; counts are exact all the same',
          moreRuns(more),
        )
      : words(
          `${count(of)} invocations leave one degree of freedom: intervals of CPU and times are more than three times as wide as those of three`,
          moreRuns(more),
        ),
  'cold-trap': ({ policy, figures: { sent, reused, maxSockets, isBaseline } }) =>
    words(
      `${policy} reused connections for ${plainShare(reused / sent)} of ${plural(sent, 'request')}, with keepAlive: false`,
      `over maxSockets: ${maxSockets} requests queue, and Node's Agent hands a freed socket to the next of them before it ` +
        `looks at keepAlive; ${isBaseline ? 'what others save against it is less than against no reuse' : 'it is not cold'}`,
    ),
  'witness-saw-more': ({ figures: { witness, what, count: more } }) =>
    witness === 'kernel'
      ? words(
          `another process in this network namespace opened ${count(more)} ${what} during the slots`,
          'the counts above are those of our own sockets',
        )
      : words(`the target counted ${count(more)} more ${what} than the sockets`, 'someone else called it'),
  'saves-too-much': ({ policy, figures: { savedUs, todayUs, isOfLoop } }) =>
    words(
      `${policy}: no containers are computed, the saving may exceed what the service spends (${count(savedUs)} us saved ` +
        `per request, ${count(todayUs)} us spent today${isOfLoop ? ' on the event loop' : ''})`,
      `check peak, containers and ${isOfLoop ? 'eventLoop' : 'cpu'}`,
    ),
  'no-whole-container': ({ policy, figures: { breakEvenPerSecond } }) =>
    words(`${policy}: no whole container saved at this rate${breakEven(breakEvenPerSecond)}`),
  'rounded-up': ({ policy, figures: { containers, breakEvenPerSecond } }) =>
    words(
      `${policy}: less than a whole container saved at this rate, rounding up makes it ${count(containers)}` +
        breakEven(breakEvenPerSecond),
    ),
  spinning: () =>
    words(
      'precise pacing spins while it waits: CPU per request, and the containers computed from it, say little of the policies',
      'measure them with pacing: timer',
    ),
  'closed-by-server': ({ policy, figures: { answers } }) =>
    words(
      `${policy}: the server ended connections with ${count(answers)} answers, as Connection: close does`,
      'look for maxRequestsPerSocket, and for a proxy that closes',
    ),
  'lost-to-race': ({ policy, figures: { resets, requests, idleCloseMs, ownMs, isHidden } }) => {
    const limit = idleCloseMs === null ? '' : ` of ${count(idleCloseMs)} ms`;
    const hidden = isHidden
      ? "; the server announces it behind something else in its Keep-Alive header, where Node's Agent does not see it"
      : '';
    const own = ownMs === null ? '' : `, not ${count(ownMs)} ms as now`;
    return words(
      `${policy}: ${count(resets)} of ${plural(requests, 'request')} were reset: a server that closes an idle connection ` +
        'at the moment of its reuse does that',
      `close first, with a timeout below the server's idle limit${limit}${own}${hidden}`,
    );
  },
  'reset-anywhere': ({ policy, figures: { resets, requests, freshResets, freshRequests } }) =>
    words(
      `${policy}: ${count(resets)} of ${plural(requests, 'request')} were reset, and ${count(freshResets)} of ` +
        `${count(freshRequests)} on fresh connections: reuse is not the cause`,
      "look at the target's own log",
    ),
  'reset-in-turn': ({ policy, figures: { resets, requests, requestsOfEach } }) =>
    words(
      `${policy}: ${count(resets)} of ${plural(requests, 'request')} were reset, and every connection that ended had carried exactly ${plural(requestsOfEach, 'request')}`,
      'look for a server or proxy that ends connections after so many',
    ),
  'reset-unexplained': ({ policy, figures: { resets, requests, timeouts, hasCold } }) =>
    words(
      `${policy}: ${count(resets)} of ${plural(requests, 'request')} were reset${timeouts === 0 ? '' : `, and ${count(timeouts)} timed out`}; the counts single out no cause`,
      hasCold
        ? "look at the target's own log"
        : 'a policy with keepAlive: false beside it would tell whether reuse has to do with it',
    ),
  lossy: ({ policy, figures }) =>
    words(
      `${policy}: ${plainShare(figures.share)} of requests failed, over the SLO of ${plainShare(figures.allowed)}`,
      'believe no saving of or against it, repair those first',
    ),
  redirected: ({ figures: { answers, of } }) =>
    words(
      `${count(answers)} of ${plural(of, 'answer')} were redirects, which are not followed: what they lead to is not in these numbers`,
      'write the address and the path that they lead to, unless they are what is asked',
    ),
  'pool-queue': ({ policy, figures: { p50Ms, p99Ms, maxMs, setting, bound, threads, inFlight } }) => {
    const middle = p50Ms === null ? '' : `${durationMs(p50Ms)} in the middle and `;
    const worst = p99Ms === null ? `${durationMs(maxMs)} at most` : `${durationMs(p99Ms)} at p99`;
    const each = threads === 1 ? '' : ` for each of ${count(threads)} threads`;
    const over = inFlight === null ? '' : ` under ${plural(inFlight, 'request')} in flight`;
    return words(
      `${policy}: requests waited ${middle}${worst} for a connection in the client's own pool, which ` +
        `${setting}: ${count(bound)}${each} bounds${over}`,
      'raise it, or lower the rate; response time has the wait, service time has not',
    );
  },
  slow: ({ policy, figures: { p99Ms, sloMs } }) =>
    words(`${policy}: response time p99 of ${durationMs(p99Ms)} is over the SLO of ${durationMs(sloMs)}`),
  guard: ({ figures: { name, slots, of, worst } }) =>
    words(`${name} in ${count(slots)} of ${plural(of, 'slot')}: ${slots === 1 ? '' : 'worst '}${guardWords(worst)}`),
  drift: ({ policy, figures: { change } }) =>
    words(
      `CPU per request of ${policy} drifted by ${signedShare(change)} over the run`,
      'its level is unsure, paired savings still hold',
    ),
  'hidden-expiry': ({ figures: { idleCloseMs } }) =>
    words(
      `slots are shorter than the server's idle limit (it closes after ${count(idleCloseMs)} ms): reconnects after idle periods are not counted`,
    ),
  'own-rates': () =>
    words('closed loop: each policy set its own rate; figures per second at peak assume that counts scale linearly'),
  scaled: ({ figures }) =>
    words(
      `replayed at ${plainShare(figures.share)} of peak: figures per second at peak assume that counts scale linearly`,
    ),
  variable: ({ figures: { name, passed } }) =>
    passed
      ? words(`${name} is set, and holds for what was measured`, 'compare with runs that have it set alike')
      : words(
          `${name} is set here, and the measured processes were not given it`,
          'what it changes in a service that runs with it is not in these numbers',
        ),
  simulated: () => words('simulated: no sockets were opened, the answers were known beforehand'),
  'delay-relay': ({ figures: { rttMs } }) =>
    words(`round trips of ${count(rttMs)} ms are made by a delay relay, without loss and slow start`),
  loopback: () => words('loopback: no network round trips are in these numbers'),
};

function breakEven(perSecond: number | null): string {
  return perSecond === null ? '' : `; break-even at about ${figure(perSecond, 2)} requests/s`;
}
