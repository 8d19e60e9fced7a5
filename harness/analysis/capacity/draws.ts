import { deriveSeed, seededRandom } from '../../model/random.js';
import type { PeakSource } from '../../model/workload/peak.js';
import type { Fleet, PeakRange } from '../../model/workload/workload.js';
import { drawStudentT, drawUniform } from '../statistics/draws.js';
import { demandToday, type Need } from './containers.js';
import { demandUnder, estimateOf, type SpeedFactor, type Transfer } from './transfer.js';

const DRAWS = 10_000;

/** What is asked of the fleet as a whole, the same for every policy. */
export interface FleetQuestion {
  readonly fleet: Fleet;
  /** The middle of the peak, requests per second. */
  readonly peakPerSecond: number;
  readonly peakRange?: PeakRange;
  /** Where it was taken from counts. */
  readonly peakSource?: PeakSource;
  readonly seed: number;
  readonly speed: SpeedFactor;
  /** Seconds of an event loop for one of CPU, as it was measured under the baseline; as many where nothing tells. */
  readonly loopPerCpu?: number;
}

/** One draw of each input, by its place: every policy is computed from the same, so that what they share cancels. */
export interface InputDraws {
  readonly peaks: readonly number[];
  /** Seconds per request, today. */
  readonly cpu: readonly number[];
  /** The same of the event loops; null where nobody told what would bound them. */
  readonly loop: readonly number[] | null;
  readonly factors: readonly number[];
}

export function drawInputs(question: FleetQuestion): InputDraws {
  const { fleet, seed, peakPerSecond: middle, peakRange, speed } = question;
  const { lowPerSecond = middle, highPerSecond = middle } = peakRange ?? {};
  const cpu = spread(seed, 'today', fleet.cpu - fleet.cpuRounding, fleet.cpu + fleet.cpuRounding).map((utilisation) =>
    cpuToday(question, utilisation),
  );
  return {
    peaks: spread(seed, 'peak', lowPerSecond, highPerSecond),
    cpu,
    loop: drawLoop(question, cpu),
    factors: spread(seed, 'speed', speed.low, speed.high),
  };
}

/** CPU seconds per request that the fleet spends at a utilisation. */
export function cpuToday({ fleet, peakPerSecond }: FleetQuestion, utilisation: number): number {
  return demandToday(fleet, fleet.vcpu, Math.max(0, utilisation), fleet.atPerSecond ?? peakPerSecond);
}

/** The same of the event loops. */
export function loopToday({ fleet, peakPerSecond }: FleetQuestion, utilisation: number): number {
  return demandToday(fleet, loopsOf(fleet), Math.max(0, utilisation), fleet.atPerSecond ?? peakPerSecond);
}

/** Event loops of a container. */
export function loopsOf({ processes = 1 }: Fleet): number {
  return processes;
}

/** Without their utilisation they are as busy as the CPU, or as they were measured to be: JavaScript runs on them, and little else takes CPU. */
function drawLoop(question: FleetQuestion, cpu: readonly number[]): readonly number[] | null {
  const { eventLoop, processes } = question.fleet;
  if (eventLoop === undefined)
    return processes === undefined ? null : cpu.map((one) => one * (question.loopPerCpu ?? 1));
  const { middle, halfWidth } = eventLoop;
  return spread(question.seed, 'event loop', middle - halfWidth, middle + halfWidth).map((utilisation) =>
    loopToday(question, utilisation),
  );
}

/** Uniform between the bounds; each input has its own numbers, so that another one does not shift them. */
function spread(seed: number, input: string, low: number, high: number): number[] {
  if (low === high) return Array.from({ length: DRAWS }, () => low);
  const random = seededRandom(deriveSeed(seed, 'capacity', input));
  return Array.from({ length: DRAWS }, () => drawUniform(random, low, high));
}

/** Containers of one policy in each draw, before they are rounded up. */
export interface PolicyDraws {
  /** Per request a second, of the resource that asks for most. */
  readonly perRate: readonly number[];
  /** At the peak of the draw. */
  readonly exact: readonly number[];
  /** Of each resource by itself. */
  readonly byResource: readonly {
    readonly name: 'CPU' | 'event loop' | 'sockets';
    readonly exact: readonly number[];
  }[];
  /** The share of draws in which more was saved than is spent. */
  readonly clampedShare: number;
}

/** How a policy's demand is drawn. */
export interface Carried {
  readonly transfer: Transfer;
  readonly loop?: Transfer;
  readonly sockets: Need | null;
}

/** Null where what was measured has no interval. */
export function drawPolicy(
  { fleet, seed }: FleetQuestion,
  inputs: InputDraws,
  name: string,
  { transfer, loop: ofLoop, sockets }: Carried,
): PolicyDraws | null {
  const values = drawEstimate(transfer, seed, name);
  if (values === null) return null;
  const clamps = new Set<number>();
  const under = (how: Transfer, drawn: readonly number[]) => (today: number, place: number) => {
    const { demand, clamped } = demandUnder(how, today, drawn[place]!, inputs.factors[place]!);
    if (clamped) clamps.add(place);
    return demand;
  };
  const ownLoop = ofLoop === undefined ? null : drawEstimate(ofLoop, seed, `${name}, event loop`);
  const [underCpu, underLoop] = [
    under(transfer, values),
    ofLoop === undefined || ownLoop === null ? under(transfer, values) : under(ofLoop, ownLoop),
  ];
  const cpu = inputs.cpu.map((today, place) => underCpu(today, place) / (fleet.vcpu * fleet.target));
  const loop = inputs.loop?.map((today, place) => underLoop(today, place) / (loopsOf(fleet) * fleet.target));
  const clampedShare = clamps.size / DRAWS;
  const socket = sockets === null ? null : sockets.demandSeconds / (sockets.perContainer * fleet.target);
  const perRate = cpu.map((one, place) => Math.max(one, loop?.[place] ?? 0, socket ?? 0));
  const atPeak = (of: readonly number[]) => of.map((one, place) => one * inputs.peaks[place]!);
  const byResource = [
    { name: 'CPU' as const, exact: atPeak(cpu) },
    ...(loop === undefined ? [] : [{ name: 'event loop' as const, exact: atPeak(loop) }]),
    ...(socket === null ? [] : [{ name: 'sockets' as const, exact: inputs.peaks.map((peak) => peak * socket) }]),
  ];
  return { perRate, exact: atPeak(perRate), byResource, clampedShare };
}

/** One value of what was estimated for each draw: Student's t around its mean. */
function drawEstimate(transfer: Transfer, seed: number, policy: string): readonly number[] | null {
  const estimate = estimateOf(transfer);
  if (estimate === null) return Array.from({ length: DRAWS }, () => 0);
  const { mean, spread: error } = estimate;
  if (error === null) return null;
  const random = seededRandom(deriveSeed(seed, 'capacity', 'policy', policy));
  return Array.from({ length: DRAWS }, () => mean + error.standardError * drawStudentT(random, error.degrees));
}
