import type { Accepted } from '../model/run/interleaved.js';
import { METRIC_NAMES } from '../model/workload/metrics.js';
import { type Repository, trailersBetween } from '../refs/git.js';
import { say } from './terminal/output.js';

/** The trailer of a commit that accepts what is worse. */
const TRAILER = 'Holdline-Accept';
const LONGEST_REASON = 300;

/** What the commits of a change accept; one that is not understood is said, and accepts nothing. */
export async function acceptancesBetween(repository: Repository, from: string, to: string): Promise<Accepted[]> {
  const trailers = await trailersBetween(repository, from, to, TRAILER);
  return trailers.flatMap(({ commit, value }) => acceptanceIn(value, commit) ?? []);
}

export function acceptanceIn(value: string, commit: string): Accepted | null {
  const found = /^(?:"([^"]+)"|'([^']+)'|((?!["'])\S(?:.*?\S)?))\s+(\S+)\s+because\s+(\S.*)$/i.exec(value);
  const [inDouble, inSingle, bare, metric, because] = found?.slice(1) ?? [];
  const policy = inDouble ?? inSingle ?? bare;
  if (policy !== undefined && METRIC_NAMES.some((name) => name === metric)) {
    return { policy, metric: metric!, because: because!.slice(0, LONGEST_REASON), commit };
  }
  const metrics = METRIC_NAMES.join(', ');
  say(`${TRAILER} of ${commit.slice(0, 7)} accepts nothing: \`${value.slice(0, LONGEST_REASON)}\``);
  say(`  write ${TRAILER}: <policy> <metric> because ...; the metrics are ${metrics}`);
  return null;
}
