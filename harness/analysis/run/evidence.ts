import type { CauseFindings, PolicyFindings, RequestFindings } from '../../model/findings/findings.js';
import type { Run } from '../../model/run/run.js';
import { MOST_REQUEST_TALLIES, type RequestTally, type Tally } from '../../model/run/tally.js';
import type { Workload } from '../../model/workload/workload.js';
import { addCounts } from '../../tally/requests.js';
import { quantiles } from './quantiles.js';
import { p99Ms } from './slot-values.js';

type Evidence = Pick<
  PolicyFindings,
  'causes' | 'statuses' | 'byRequest' | 'mostInFlight' | 'connectionFacts' | 'poolWaitMs'
>;

/** What tells why a policy did as it did, from the tally of all its slots; names instead of places in the workload. */
export function evidenceOf(tally: Tally, { requests }: Pick<Workload, 'requests'>): Evidence {
  const names = requestNames(requests);
  const rows = tally.byRequest ?? [];
  return {
    causes: causesOf(tally, names),
    statuses: addCounts(rows.map(({ statuses }) => statuses)),
    byRequest: rows.map((row, place) => requestFindings(names[place] ?? OTHERS, row)),
    mostInFlight: tally.mostInFlight ?? null,
    connectionFacts: tally.connectionFacts ?? null,
    poolWaitMs: tally.poolWaitUs === undefined ? null : quantiles(tally.poolWaitUs),
  };
}

/** Of a target that was lost; empty for every other end. */
export function lastFailuresOf({ outcome, plan }: Run): CauseFindings[] {
  return outcome.kind === 'target-lost' ? causesOf(outcome, requestNames(plan.workload.requests)) : [];
}

const OTHERS = 'other requests';

/** The last of many rows is of all the requests that have none of their own. */
export function requestNames(requests: Workload['requests']): string[] {
  const names = requests.map(({ name }) => name);
  return names.length > MOST_REQUEST_TALLIES ? [...names.slice(0, MOST_REQUEST_TALLIES - 1), OTHERS] : names;
}

function causesOf({ causes = [] }: Pick<Tally, 'causes'>, names: readonly string[]): CauseFindings[] {
  return causes.map(({ request, ...cause }) => ({ ...cause, request: names[request] ?? OTHERS }));
}

function requestFindings(name: string, row: RequestTally): RequestFindings {
  const { planned, completed, failed, reused, opened, statuses, responseTimeUs } = row;
  return {
    name,
    requests: planned,
    failures: failed,
    statuses,
    p50: quantiles(responseTimeUs).p50,
    p99: p99Ms(responseTimeUs),
    connectionsPerRequest: planned === 0 ? 0 : opened / planned,
    reusedShare: completed === 0 ? null : reused / completed,
  };
}
