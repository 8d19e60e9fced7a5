import { expectedArrivals, leadInRate, meanRate } from '../../model/arrivals/profile.js';
import { isClosed } from '../build/loop.js';
import { highestRate, rateStages } from '../build/stages.js';
import { type Problem, problemAt } from '../problem.js';
import { DEFAULTS } from '../schema/defaults.js';
import type { LoadFile } from '../schema/workload.js';
import { isTimeless } from './client.js';
import { checkOneLoad, rateKey } from './load.js';
import type { Check, Scope } from './scope.js';

/** Some minutes of computing. */
const MOST_REQUESTS = 20_000_000;
/** The warm-up goes on until it is steady, up to so many times as long. */
const LONGEST_WARMUP = 3;

/** On a virtual clock nothing but the number of requests bounds a run. */
export const checkSimulatedVolume: Check = (scope) => {
  const { load, draft, isSound } = scope;
  if (load === null || draft.peak === undefined || !isTimeless(scope)) return [];
  if (!isSound(['load'], ['peak'], ['design'], ['target']) || checkOneLoad(scope).length > 0) return [];
  return isClosed(load) ? closedVolume(scope, load) : openVolume(scope, load, draft.peak.perSecond);
};

function openVolume(scope: Scope, load: LoadFile, peak: number): Problem[] {
  const { slot = 0, leadIn = 0 } = scope.draft.design ?? {};
  const stages = rateStages(load, peak, slot);
  const perSlot = expectedArrivals(stages) + (leadInRate(stages) * leadIn) / 1000;
  const requests = requestsOf(scope, perSlot, meanRate(stages));
  const fits = roundedDown((highestRate(stages) * MOST_REQUESTS) / requests);
  return tooMany(requests, rateKey(load), `write load: { rate: ${fits}/s }, or less`);
}

function closedVolume(scope: Scope, load: LoadFile): Problem[] {
  const { slot = 0, leadIn = 0 } = scope.draft.design ?? {};
  const { serviceTime = 0, capacity = 1 } = scope.draft.target?.simulated ?? {};
  // A closed loop without any time of service is refused for that.
  if (serviceTime === 0) return [];
  const perSecond = (Math.min(load.connections ?? DEFAULTS.connections, capacity) * 1000) / serviceTime;
  const perSlot = load.sequence ?? (perSecond * (slot + leadIn)) / 1000;
  const remedy = 'write fewer connections, a longer serviceTime or a shorter slot';
  return tooMany(
    requestsOf(scope, perSlot, load.sequence === undefined ? perSecond : 1000 / serviceTime),
    ['load'],
    remedy,
  );
}

/** About how many requests all slots and warm-ups have. */
function requestsOf({ draft: { design, policies } }: Scope, perSlot: number, perSecond: number): number {
  const { blocks = 0, invocations = 0, warmup = 0 } = design ?? {};
  const perInvocation = blocks * perSlot + (LONGEST_WARMUP * perSecond * warmup) / 1000;
  return invocations * perInvocation * Object.keys(policies ?? {}).length;
}

function tooMany(requests: number, path: Problem['path'], remedy: string): Problem[] {
  if (!(requests > MOST_REQUESTS)) return [];
  const what = `about ${rounded(requests)} requests would be simulated; at most ${rounded(MOST_REQUESTS)} are`;
  return [problemAt(path, what, remedy)];
}

function rounded(requests: number): string {
  return Number(requests.toPrecision(2)).toLocaleString('en-US');
}

/** Two digits, so that it really fits. */
function roundedDown(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.floor(value / step) * step).toPrecision(2));
}
