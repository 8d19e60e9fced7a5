import { FAILURE_KINDS, type FailureCause, type FailureKind, type Tally } from '../model/run/tally.js';
import { mergeCauses } from '../tally/causes.js';

/** Fewer requests than this say nothing of a target: one may fail for a reason of its own. */
const ENOUGH_REQUESTS = 20;
/** A warm-up has at least as many chunks; and as many slots in a row must be without an answer. */
const ENOUGH_PARTS = 2;

/** What of the counts says that a target is gone, and what the failures had to say. */
export interface Absence {
  readonly reason: string;
  readonly causes: readonly FailureCause[];
}

/** Whether the counts of a run single out its target as gone; null where they do not. */
export interface Silence {
  /** Of a warm-up from its beginning: a target under which nothing ever succeeds is not worth measuring. */
  warmUp(arm: string, chunks: readonly Tally[]): Absence | null;
  /** Of the next slot: a target that answers anything, under whichever arm, is there, and its failures are a result. */
  slot(arm: string, tally: Tally): Absence | null;
}

export function createSilence(): Silence {
  let silent: { readonly arm: string; readonly tally: Tally }[] = [];
  return {
    warmUp(arm, chunks) {
      if (chunks.length < ENOUGH_PARTS || !isEnough(chunks)) return null;
      if (chunks.some(({ completed }) => completed > 0) || chunks.some(isLimited)) return null;
      return absence([arm], chunks, chunks.some(isAnswered) ? 'succeeded' : 'was answered');
    },
    slot(arm, tally) {
      if (tally.planned === 0) return null;
      silent = isAnswered(tally) || isLimited(tally) ? [] : [...silent, { arm, tally }];
      const tallies = silent.map((one) => one.tally);
      if (tallies.length < ENOUGH_PARTS || !isEnough(tallies)) return null;
      return absence([...new Set(silent.map((one) => one.arm))], tallies, 'was answered');
    },
  };
}

function isEnough(tallies: readonly Tally[]): boolean {
  return tallies.reduce((sum, { planned }) => sum + planned, 0) >= ENOUGH_REQUESTS;
}

/** A whole answer of whatever status. */
function isAnswered({ completed, failed }: Tally): boolean {
  return completed + failed.status > 0;
}

/** What this machine could not open says nothing of a target. */
function isLimited({ failed }: Tally): boolean {
  return (failed.limit ?? 0) > 0;
}

/** What the requests of a kind did, in a sentence of which they are the subject. */
const FATES: Readonly<Record<FailureKind, string>> = {
  dns: 'failed to resolve the name',
  connect: 'failed to connect',
  tls: 'failed in the TLS handshake',
  timeout: 'timed out',
  reset: 'were cut off',
  status: 'had an error status',
  protocol: 'had no valid answer',
  limit: 'met a limit of this machine',
};

/** Such as `no request under cold was answered: all 30 requests failed to connect`, or `28 of 30 requests ..., 2 timed out`. */
function absence(arms: readonly string[], tallies: readonly Tally[], what: string): Absence {
  const planned = tallies.reduce((sum, tally) => sum + tally.planned, 0);
  const fates = FAILURE_KINDS.flatMap((kind) => {
    const failed = tallies.reduce((sum, tally) => sum + (tally.failed[kind] ?? 0), 0);
    return failed > 0 ? [{ failed, did: FATES[kind] }] : [];
  });
  const [first, ...others] = fates;
  const whose = first?.failed === planned ? `all ${planned} requests` : `${first?.failed ?? 0} of ${planned} requests`;
  const told = [`${whose} ${first?.did ?? 'failed'}`, ...others.map(({ failed, did }) => `${failed} ${did}`)];
  return {
    reason: `no request under ${arms.join(' and ')} ${what}: ${told.join(', ')}`,
    causes: mergeCauses(tallies.map(({ causes = [] }) => causes)),
  };
}
