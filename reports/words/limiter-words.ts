import type { GeneratorLimit, Limiter, Measured } from '../../harness/model/findings/rate-search.js';
import { count, figure, share } from '../figures/figures.js';

const WHOSE: Readonly<Record<Measured, string>> = { service: 'the service', replayer: 'the replayer' };

const GENERATOR: Readonly<Record<GeneratorLimit, string>> = {
  'late-sends': 'the generator: its requests left late',
  busy: 'the generator: its own event loop was used up',
  connections: 'the generator: as many requests were in flight as load.connections allows',
  target: 'the target, which is ours: its CPU was used up',
  lost: 'the generator: its replayer ended by itself',
  machine: 'a limit of this machine, such as open files or ports',
};

/** What bounds a rate, for a sentence and a cell. */
export function limiterText(limiter: Limiter | null): string {
  if (limiter === null) return 'not known';
  switch (limiter.kind) {
    case 'event-loop':
      return `the event loop of ${WHOSE[limiter.of]}, busy ${share(limiter.share, 2)} of the time`;
    case 'cpu':
      return `the CPU of ${WHOSE[limiter.of]}, ${figure(limiter.cores, 2)} of a core`;
    case 'pool':
      return `the pool of ${limiter.sockets === null ? 'sockets' : `${count(limiter.sockets)} sockets`} to ${limiter.to}: ${waitedText(limiter)}`;
    case 'errors':
      return `errors: ${share(limiter.share, 2)} of the requests failed, most by ${limiter.code}${limiter.message === '' ? '' : ` (${limiter.message})`}`;
    case 'lost':
      return `it was lost: ${limiter.reason}`;
    case 'generator':
      return GENERATOR[limiter.why];
    case 'waiting':
      return 'nothing of it was used up: it waits for what it calls, or for a lock';
  }
}

function waitedText({ share: waited, longestQueue }: Extract<Limiter, { kind: 'pool' }>): string {
  const queue = longestQueue === null ? '' : `, up to ${count(longestQueue)} at a time`;
  return `${share(waited, 2)} of the requests waited for one${queue}`;
}
