import { mistake } from '../../model/mistake.js';
import type { Guard } from '../../model/run/guard.js';
import type { Imported, ImportedThreshold } from '../../model/run/imported.js';
import type { Plan } from '../../model/run/plan.js';
import type { Environment, Run, SlotRecord } from '../../model/run/run.js';
import { addTotals, NO_TOTALS } from '../../model/run/tally.js';
import { METRIC_NAMES, type MetricName } from '../../model/workload/metrics.js';
import { measuredPlan, seenPlan } from './imported-plan.js';
import type { RequestNames } from './request-names.js';
import { withoutSecrets } from './shown-url.js';
import type { Slot, Slots } from './slots.js';
import type { Summary } from './summary.js';
import { slotsOfSummaries } from './summary-slots.js';

export interface Results {
  readonly files: number;
  readonly slots: Slots;
  readonly summaries: readonly Summary[];
  readonly names: RequestNames;
  readonly plan: Plan | null;
  readonly holdline: string;
}

/** What the files tell: k6 can leave metrics out, and its older summaries have no counts of connections. */
interface Told {
  readonly points: boolean;
  readonly connections: boolean;
  readonly handshakes: boolean;
}

/** What tells a metric: k6 has no CPU of a client in its results and counts no lookups, and summaries have no percentiles. */
const TOLD_BY: { readonly [Name in MetricName]: 'nothing' | keyof Told | 'anything' } = {
  connectionsPerRequest: 'connections',
  handshakesPerRequest: 'handshakes',
  fullHandshakesPerRequest: 'handshakes',
  lookupsPerRequest: 'nothing',
  failureShare: 'anything',
  cpuUsPerRequest: 'nothing',
  responseTimeP99Ms: 'points',
  containers: 'nothing',
};

function toldBy(slots: Slots, summaries: readonly Summary[], points: boolean): Told {
  const told = (metric: string, inSummaries: boolean) => (points ? slots.tells(metric) : inSummaries);
  return {
    points,
    connections: told(
      'http_req_connecting',
      summaries.every(({ connections }) => connections !== null),
    ),
    handshakes: told(
      'http_req_tls_handshaking',
      summaries.every(({ handshakes }) => handshakes !== null),
    ),
  };
}

function unknownOf(told: Told): MetricName[] {
  const isTold = { ...told, nothing: false, anything: true };
  return METRIC_NAMES.filter((name) => !isTold[TOLD_BY[name]]);
}

/** Points are the run; summaries beside points tell their thresholds alone, and by themselves are a run without percentiles. */
export function runOf({ files, slots, summaries, names, plan, holdline }: Results): Run {
  const ofPoints = slots.all();
  const isPoints = ofPoints.length > 0;
  const found = isPoints ? ofPoints : slotsOfSummaries(summaries);
  if (found.every(({ tally }) => tally.sent === 0))
    throw mistake('the files hold no HTTP request', 'is it the right run of k6?');
  const own = plan === null ? seenPlan(found, names, slots.url()) : measuredPlan(plan, found);
  const imported: Imported = {
    ...{ from: 'k6', files, percentiles: isPoints ? 'merged' : 'not mergeable' },
    unknown: unknownOf(toldBy(slots, summaries, isPoints)),
    thresholds: merged([...slots.thresholds(), ...summaries.flatMap((one) => one.thresholds)]),
  };
  // A slot of which nothing was measured has no time.
  const startMs = Math.min(...found.filter(({ tally }) => tally.sent > 0).map((one) => one.startMs));
  const places = own.invocations.map(({ index }) => index);
  const invocations = [...new Set(found.map(({ invocation }) => invocation))].toSorted((a, b) => a - b);
  return {
    schemaVersion: 2,
    startedAt: new Date(startMs).toISOString(),
    plan: own,
    environment: environmentOf(holdline),
    slots: found.map((slot) =>
      slotRecord(
        {
          ...slot,
          startMs: Math.max(startMs, slot.startMs),
          invocation: places[invocations.indexOf(slot.invocation)]!,
        },
        own,
      ),
    ),
    lostBlocks: [],
    harnessCpuUsPerRequest: [],
    totals: found.map(({ totals }) => totals).reduce(addTotals, NO_TOTALS),
    outcome: { kind: 'complete' },
    imported,
  };
}

/** Each once; of pods that do not agree it is crossed. */
function merged(thresholds: readonly ImportedThreshold[]): ImportedThreshold[] {
  const found = new Map<string, ImportedThreshold>();
  for (const { metric, ...rest } of thresholds) {
    // One on a part of a metric has its tags, such as a URL, in its name.
    const one = { ...rest, metric: withoutSecrets(metric) };
    const key = `${one.policy}\n${one.metric}\n${one.rule}`;
    const known = found.get(key)?.ok ?? null;
    found.set(key, { ...one, ok: known === false || one.ok === false ? false : (one.ok ?? known) });
  }
  return [...found.values()];
}

/** Nothing is known of the machines where k6 ran. */
function environmentOf(holdline: string): Environment {
  return {
    ...{
      holdline,
      node: 'none: k6',
      openssl: 'unknown',
      cpu: 'unknown',
      cores: 0,
      kernel: 'unknown',
      platform: 'unknown',
    },
    ...{ tcpTwReuse: null, portRange: null },
  };
}

function slotRecord(
  { policy, invocation, block, tally, totals, dropped, startMs, endMs }: Slot,
  plan: Plan,
): SlotRecord {
  const { requests } = plan.workload;
  return {
    ...{ invocation, block, arm: policy, position: plan.arms.findIndex(({ name }) => name === policy) },
    startedAt: new Date(startMs).toISOString(),
    elapsedMs: Math.max(1, endMs - startMs),
    tally: tally.byRequest === undefined ? tally : { ...tally, byRequest: tally.byRequest.slice(0, requests.length) },
    cpu: { userUs: 0, systemUs: 0 },
    target: null,
    loop: { utilisation: 0, delayP99Ms: 0, delayMaxMs: 0 },
    witnesses: { sockets: totals, others: {} },
    machine: { replayer: 0, foreign: null, steal: null, throttled: null, timeWait: null },
    guards: droppedGuard(dropped, totals.requestsSent),
  };
}

/** What was not sent makes the rest too light a load: a few widen what is said, more are another question. */
const MOST_DROPPED = 0.01;

function droppedGuard(dropped: number, sent: number): Guard[] {
  if (dropped === 0) return [];
  const share = dropped / (dropped + sent);
  const severity = share > MOST_DROPPED ? 'drop' : 'warn';
  return [{ name: 'dropped-iterations', severity, value: share, figures: { dropped, planned: dropped + sent } }];
}
