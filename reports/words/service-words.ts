import type { ServiceFigures } from '../../harness/model/findings/doubt-figures.js';
import { durationMs, figure, plural, share } from '../figures/figures.js';
import { lossCause } from '../figures/loss-words.js';
import { refusedWords } from './refused-words.js';
import { type WordTable, words } from './table.js';

/** What could not be brought about in a service, and what it called beside its calls. */
export const SERVICE_WORDS: WordTable<keyof ServiceFigures> = {
  'call-not-cold': ({ policy, figures: { call, requests, connections } }) =>
    words(
      `${policy} is not proved for ${call}: ${plural(connections, 'connection')} for ${plural(requests, 'request')}`,
      'its client keeps connections whatever it is told; what the policy shows is less than cold',
    ),
  'call-not-reused': ({ policy, figures: { call, requests, connections, place, cause } }) => {
    const why = cause === null ? '' : `, because ${place}: ${lossCause(cause)}`;
    return words(
      `${policy} is not proved for ${call}: ${plural(connections, 'connection')} for ${plural(requests, 'request')}${why}`,
      'it was seen and not forced; what the policy shows is less than reuse would save: mend it, load this workload again, and compare both run folders; in a git repository holdline compare --base HEAD --head . with it measures both at once',
    );
  },
  refused: ({ policy, figures: { to, times } }) => {
    const { tried, remedy } = refusedWords(to);
    return words(`the service tried ${tried} ${plural(times, 'time')} under ${policy}, and was refused`, remedy);
  },
  unwatched: ({ policy, figures: { first, more } }) =>
    words(
      `nobody looked into ${first}${more === 0 ? '' : ` and ${more} more`} of the service of ${policy}, and nothing is forced there`,
      'hand NODE_OPTIONS and HOLDLINE_PRELOAD on to what it starts: no env or execArgv of its own',
    ),
  'other-calls': ({ policy, figures: { to, requests, connections } }) =>
    words(
      `under ${policy} the service also called ${to}: ${plural(requests, 'request')}, ${plural(connections, 'connection')}`,
      'add it under calls with url: to have it counted',
    ),
  'seen-apart': ({ policy, figures: { call } }) =>
    words(
      `under ${policy} the service itself counted other connections to ${call} than its stand-in accepted`,
      "the stand-in's count is used; a process or thread without the preload may have opened them",
    ),
  'transfers-apart': ({ policy, figures: { share: byShare, additive } }) =>
    words(
      `${policy} comes to ${figure(byShare)} containers by its share of today's CPU, which is used, and to ${figure(additive)} by the microseconds measured here`,
      'the requests here, or the fleet, spend something else than the other: compare their CPU per request',
    ),
  'ended-by-answers': ({ policy, figures: { calls } }) =>
    words(
      `${policy} was brought about by the answers of ${calls.join(', ')}: over https a Node.js client pays 3 to 11 % more CPU for that than for closing by itself`,
      'by: preload closes in the client',
    ),
  'cpu-coarse': ({ policy, figures: { grainMs, spentMs, still, slots } }) => {
    const moved = still === 0 ? '' : `, and did not move in ${still} of ${plural(slots, 'slot')}`;
    return words(
      `the CPU of the service is told in steps of ${durationMs(grainMs)} where a slot of ${policy} spends ${durationMs(spentMs)}${moved}`,
      'make slots longer, or read it from its cgroup, which tells microseconds',
    );
  },
  'loop-waited': ({ policy, figures: { share: waited } }) =>
    words(
      `${share(waited)} of the busy time of the event loop under ${policy} went by while its thread waited for a CPU that others had`,
      'it is taken out, and perhaps some of the rest with it: run it on a machine with nothing else to do',
    ),
  'not-called': ({ policy, figures: { call } }) =>
    words(`under ${policy} the service never called ${call}`, `check that its address is \${calls.${call}.url}`),
};
