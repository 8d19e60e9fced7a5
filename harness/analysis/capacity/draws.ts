import { deriveSeed } from '../../model/random.js';
import type { PeakSource } from '../../model/workload/peak.js';
import type { Fleet, PeakRange } from '../../model/workload/workload.js';
import { filled, products, standardStudentT, standardUniform, stretched } from '../statistics/standard-draws.js';
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
  readonly peaks: ArrayLike<number>;
  /** Seconds per request, today. */
  readonly cpu: ArrayLike<number>;
  /** The same of the event loops; null where nobody told what would bound them. */
  readonly loop: ArrayLike<number> | null;
  readonly factors: ArrayLike<number>;
}

export function drawInputs(question: FleetQuestion): InputDraws {
  const { fleet, seed, peakPerSecond: middle, peakRange, speed } = question;
  const { lowPerSecond = middle, highPerSecond = middle } = peakRange ?? {};
  const utilisations = spread(seed, 'today', fleet.cpu - fleet.cpuRounding, fleet.cpu + fleet.cpuRounding);
  const cpu = filled(DRAWS, (place) => cpuToday(question, utilisations[place]!));
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
function drawLoop(question: FleetQuestion, cpu: ArrayLike<number>): ArrayLike<number> | null {
  const { eventLoop, processes } = question.fleet;
  if (eventLoop === undefined) {
    const perCpu = question.loopPerCpu ?? 1;
    return processes === undefined ? null : stretched(cpu, 0, perCpu);
  }
  const { middle, halfWidth } = eventLoop;
  const utilisations = spread(question.seed, 'event loop', middle - halfWidth, middle + halfWidth);
  return filled(DRAWS, (place) => loopToday(question, utilisations[place]!));
}

/** Uniform between the bounds; each input has its own numbers, so that another one does not shift them. */
function spread(seed: number, input: string, low: number, high: number): ArrayLike<number> {
  if (low === high) return new Float64Array(DRAWS).fill(low);
  const standard = standardUniform(deriveSeed(seed, 'capacity', input), DRAWS);
  return stretched(standard, low, high - low);
}

/** Containers of one policy in each draw, before they are rounded up. */
export interface PolicyDraws {
  /** Per request a second, of the resource that asks for most. */
  readonly perRate: ArrayLike<number>;
  /** At the peak of the draw. */
  readonly exact: ArrayLike<number>;
  /** Of each resource by itself. */
  readonly byResource: readonly {
    readonly name: 'CPU' | 'event loop' | 'sockets';
    readonly exact: ArrayLike<number>;
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
  const clamps = new Uint8Array(DRAWS);
  const under = (how: Transfer, drawn: ArrayLike<number>, today: ArrayLike<number>, perContainer: number) =>
    filled(DRAWS, (place) => {
      const { demand, clamped } = demandUnder(how, today[place]!, drawn[place]!, inputs.factors[place]!);
      if (clamped) clamps[place] = 1;
      return demand / perContainer;
    });
  const ownLoop = ofLoop === undefined ? null : drawEstimate(ofLoop, seed, `${name}, event loop`);
  const cpu = under(transfer, values, inputs.cpu, fleet.vcpu * fleet.target);
  const [howLoop, loopValues] = ofLoop === undefined || ownLoop === null ? [transfer, values] : [ofLoop, ownLoop];
  const loop = inputs.loop === null ? null : under(howLoop, loopValues, inputs.loop, loopsOf(fleet) * fleet.target);
  const clampedShare = ones(clamps) / DRAWS;
  const socket = sockets === null ? null : sockets.demandSeconds / (sockets.perContainer * fleet.target);
  const atPeak = (of: ArrayLike<number>) => products(of, inputs.peaks);
  const ofCpu = { name: 'CPU' as const, exact: atPeak(cpu) };
  // No demand is negative, so that what is alone is the most.
  if (loop === null && socket === null) return { perRate: cpu, exact: ofCpu.exact, byResource: [ofCpu], clampedShare };
  const perRate = filled(DRAWS, (place) => Math.max(cpu[place]!, loop?.[place] ?? 0, socket ?? 0));
  const byResource = [
    ofCpu,
    ...(loop === null ? [] : [{ name: 'event loop' as const, exact: atPeak(loop) }]),
    ...(socket === null ? [] : [{ name: 'sockets' as const, exact: stretched(inputs.peaks, 0, socket) }]),
  ];
  return { perRate, exact: atPeak(perRate), byResource, clampedShare };
}

function ones(places: Uint8Array): number {
  let sum = 0;
  for (let place = 0; place < places.length; place += 1) sum += places[place]!;
  return sum;
}

/** One value of what was estimated for each draw: Student's t around its mean. */
function drawEstimate(transfer: Transfer, seed: number, policy: string): ArrayLike<number> | null {
  const estimate = estimateOf(transfer);
  if (estimate === null) return new Float64Array(DRAWS);
  const { mean, spread: error } = estimate;
  if (error === null) return null;
  const { standardError, degrees } = error;
  const standard = standardStudentT(deriveSeed(seed, 'capacity', 'policy', policy), degrees, DRAWS);
  return stretched(standard, mean, standardError);
}
