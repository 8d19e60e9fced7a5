import { expectedArrivals } from '../../model/arrivals/profile.js';
import { traitsOf } from '../../model/workload/clients.js';
import type { RateStage } from '../../model/workload/workload.js';
import { isClosed } from '../build/loop.js';
import { highestRate, rateStages, scaleFactors, totalMs } from '../build/stages.js';
import { keysAt, type Path, type Problem, problemAt, problemAtKey } from '../problem.js';
import { FEWEST_REQUESTS_PER_SLOT } from '../schema/defaults.js';
import type { LoadFile } from '../schema/workload.js';
import { clientsOf, isTimeless, type NamedClient } from './client.js';
import type { Check, Scope } from './scope.js';

const LOAD_KINDS = ['scale', 'rate', 'stages'] as const;
const SHORTEST_SLOT_MS = 200;
const LONGEST_SLOT_MS = 60_000;

/** One of scale, rate and stages. */
export const checkOneLoad: Check = ({ tree }) => {
  const [first, ...others] = keysAt(tree, ['load']).filter((key) => LOAD_KINDS.some((kind) => kind === key));
  return others.map((key) =>
    problemAtKey(['load', key], `\`load\` has both ${first} and ${key}`, 'keep one of scale, rate and stages'),
  );
};

/** What is sent fits the machine, and is enough to measure. */
export const checkRate: Check = (scope) => {
  const { load, draft, isSound } = scope;
  const peak = draft.peak?.perSecond;
  if (load === null || peak === undefined || !isSound(['load'], ['peak'])) return [];
  // A closed loop sends as fast as the answers come: too fast for the machine it cannot be.
  if (isClosed(load) || checkOneLoad(scope).length > 0) return [];
  const slotMs = isSound(['design', 'slot']) ? draft.design?.slot : undefined;
  // A rate can be beyond the machine whatever the length of the slot.
  if (slotMs === undefined) return beyondMachine(scope, load, rateStages(load, peak, SHORTEST_SLOT_MS), peak);
  const stages = rateStages(load, peak, slotMs);
  return [
    ...stageLength(scope, load, stages),
    ...beyondMachine(scope, load, stages, peak),
    ...tooFew(scope, load, stages),
  ];
};

/** Each of several scales is in as many pairs of blocks, in every invocation. */
export const checkScales: Check = ({ load, draft, tree, nameOf }) => {
  const rates = load === null ? undefined : scaleFactors(load)?.length;
  const blocks = draft.design?.blocks;
  if (rates === undefined || blocks === undefined || !keysAt(tree, ['design']).includes('blocks')) return [];
  if (blocks % (2 * rates) === 0) return [];
  const what = `${nameOf(['design', 'blocks'])} is ${blocks}, but \`load.scale\` has ${rates} scales, and each is in as many pairs of blocks`;
  return [problemAt(['design', 'blocks'], what, `write a multiple of ${2 * rates}, or leave it out`)];
};

function stageLength({ tree, draft, nameOf }: Scope, load: LoadFile, stages: readonly RateStage[]): Problem[] {
  if (load.stages === undefined) return [];
  const sumMs = totalMs(stages);
  if (sumMs < SHORTEST_SLOT_MS || sumMs > LONGEST_SLOT_MS) {
    return [problemAt(['load', 'stages'], `the stages last ${sumMs}ms in all`, 'a slot lasts from 200ms to 60s')];
  }
  const slotMs = draft.design?.slot;
  if (!keysAt(tree, ['design']).includes('slot') || slotMs === sumMs) return [];
  const what = `${nameOf(['design', 'slot'])} is ${slotMs}ms, but the stages last ${sumMs}ms`;
  return [problemAt(['design', 'slot'], what, 'leave the slot out: it lasts as long as the stages')];
}

function beyondMachine(scope: Scope, load: LoadFile, stages: readonly RateStage[], peak: number): Problem[] {
  const mostPerCore = ({ client }: NamedClient) => traitsOf(client).perCore;
  const [slowest] = clientsOf(scope).toSorted((a, b) => mostPerCore(a) - mostPerCore(b));
  if (slowest === undefined || isTimeless(scope)) return [];
  const limit = scope.cores * scope.shards * mostPerCore(slowest);
  const highest = highestRate(stages) * Math.max(1, ...(scaleFactors(load) ?? []));
  if (highest <= limit) return [];
  const kind = LOAD_KINDS.find((key) => load[key] !== undefined);
  const machine = `${scope.cores} ${scope.cores === 1 ? 'core' : 'cores'}`;
  const where = scope.shards === 1 ? 'this machine' : `${scope.shards} machines like this one`;
  const what = `${rate(highest)} is beyond ${where}: with ${machine}, ${slowest.client} sends at most ${rate(limit / scope.shards)}`;
  const fits = kind === 'rate' || kind === 'stages' ? `at most ${rate(limit)}` : `scale: ${percentBelow(limit / peak)}`;
  const remedy = `the most that fits here is ${fits}`;
  return [problemAt(kind === undefined ? ['peak'] : ['load', kind], what, remedy)];
}

/** Where the rate is written. */
export function rateKey(load: LoadFile): Path {
  const kind = LOAD_KINDS.find((key) => load[key] !== undefined);
  return kind === undefined ? ['peak'] : ['load', kind];
}

function tooFew(scope: Scope, load: LoadFile, stages: readonly RateStage[]): Problem[] {
  const expected = expectedArrivals(stages) * Math.min(1, ...(scaleFactors(load) ?? []));
  if (expected >= FEWEST_REQUESTS_PER_SLOT) return [];
  const { tree } = scope;
  const kind = LOAD_KINDS.find((key) => load[key] !== undefined);
  const neededMs = Math.ceil(((FEWEST_REQUESTS_PER_SLOT / expected) * totalMs(stages)) / 100) * 100;
  const what = `a slot would send ${Number(expected.toPrecision(3))} requests; at least ${FEWEST_REQUESTS_PER_SLOT} are needed`;
  const remedy =
    neededMs > LONGEST_SLOT_MS
      ? `replay ${rate(leastRate(scope))} or more here: ${kind === 'stages' ? 'raise the stages' : `load: { rate: ${rate(leastRate(scope))} }`}`
      : kind === 'stages'
        ? `make the stages last ${neededMs / 1000}s in all, or raise their rates`
        : `write slot: ${neededMs / 1000}s under design, or raise the rate`;
  const hasSlot = kind !== 'stages' && keysAt(tree, ['design']).includes('slot');
  return [problemAt(hasSlot ? ['design', 'slot'] : rateKey(load), what, remedy)];
}

/** The rate at which a slot as long as it is now sends enough. */
function leastRate({ draft }: Scope): number {
  return Math.ceil((FEWEST_REQUESTS_PER_SLOT * 1000) / (draft.design?.slot ?? LONGEST_SLOT_MS));
}

function rate(perSecond: number): string {
  return `${Number(perSecond.toPrecision(6))}/s`;
}

/** Three digits, rounded down so that it really fits. */
function percentBelow(share: number): string {
  const percent = share * 100;
  const step = 10 ** (Math.floor(Math.log10(percent)) - 2);
  return `${Number((Math.floor(percent / step) * step).toPrecision(3))}%`;
}
