import type { BlockFault, Emptiness } from '../../harness/model/findings/block-fault.js';
import type { Counted, Guard, GuardFigures, GuardName } from '../../harness/model/run/guard.js';
import { decimal } from '../figures/figures.js';

type GuardTable = { readonly [Name in GuardName]: (figures: GuardFigures[Name]) => string };

/** What each guard has seen, with its figures. */
const GUARD_WORDS: GuardTable = {
  'late-sends': ({ lagMs }) => `1 % of the requests left ${decimal(lagMs, 1)} ms or more behind their time`,
  'rate-not-reached': ({ lateMs }) => `the last response came ${decimal(lateMs, 0)} ms after the end of the slot`,
  'busy-generator': ({ share }) => `a replayer thread was busy ${percent(share)} of the time`,
  failures: ({ failed, planned }) => `${failed} of ${planned} requests failed`,
  'foreign-cpu': ({ share }) => `other processes used ${percent(share)} of a core`,
  steal: ({ share }) => `the hypervisor took ${percent(share)} of a core away`,
  throttled: ({ share }) => `the control group was throttled for ${percent(share)} of the slot`,
  'port-shortage': ({ share }) => `TIME_WAIT held ${percent(share)} of the port range when the slot began`,
  'counts-disagree': ({ witness, ours, theirs }) =>
    `the sockets counted ${counted(ours)}; the ${witness} ${counted(theirs)}`,
  'late-cpu-reading': ({ share, lateMs }) =>
    `the CPU of the first ${percent(share)} of the slot is not counted, for it was read ${decimal(lateMs, 0)} ms late`,
  'machine-limit': ({ failed, code, message }) => {
    const met = code === null ? '' : `, ${code} (${message})`;
    return `${failed} requests failed of a limit of this machine${met}: raise it, or lower the load`;
  },
  'nothing-completed': ({ planned, lostInLeadIn }) => {
    const lost = lostInLeadIn > 0 ? `, and ${lostInLeadIn} of the lead-in were never answered` : '';
    return `none of ${planned} requests completed${lost}`;
  },
  'out-of-step': ({ lateMs, mostMs }) =>
    `it began ${decimal(Math.abs(lateMs), 0)} ms ${lateMs < 0 ? 'before' : 'behind'} its time, more than the ${mostMs} ms allowed to a shard`,
  'dropped-iterations': ({ dropped, planned }) =>
    `${dropped} of ${planned} arrivals were dropped, for which no VU was free`,
  'loop-delay': ({ delayMs }) =>
    `the replayer's event loop was held up for ${decimal(delayMs, 0)} ms or more in 1 % of its turns`,
};

export function guardWords(guard: Guard): string {
  if (guard.shard !== undefined) {
    const { shard, ...own } = guard;
    return `shard ${shard}: ${guardWords(own as Guard)}`;
  }
  if ('detail' in guard) return guard.detail;
  // A row takes the figures of its own name only, which the type of a look-up cannot say.
  const row = GUARD_WORDS[guard.name] as (figures: unknown) => string;
  return row(guard.figures);
}

const EMPTINESS_WORDS: Readonly<Record<Emptiness, (count: number, of: number) => string>> = {
  limit: (count, of) => `${count} of ${of} requests met a limit of this machine`,
  'nothing-planned': (count) => `nothing was measured, ${count} requests of the lead-in were never answered`,
  'nothing-completed': () => 'no request was completed',
  'lead-in-lost': (count, of) => `${count} of ${of} requests of the lead-in were never answered`,
};

/** Why a block was dropped. */
export function faultWords(fault: BlockFault): string {
  switch (fault.kind) {
    case 'lost':
      return fault.reason;
    case 'missing':
      return `${fault.arm}: slot is missing`;
    case 'guard':
      return `${fault.arm}: ${guardWords(fault.guard)}`;
    case 'empty':
      return `${fault.arm}: ${EMPTINESS_WORDS[fault.why](fault.count, fault.of)}`;
  }
}

function counted(counts: Counted): string {
  return Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

function percent(share: number): string {
  return `${decimal(share * 100, share < 0.1 ? 1 : 0)} %`;
}
