import type { TornadoEnd, TornadoInput, TornadoRow } from '../../model/findings/findings.js';
import { provided } from '../../model/workload/provided.js';
import { type Carried, cpuToday, type FleetQuestion, loopsOf, loopToday } from './draws.js';
import { demandUnder, estimateOf, type Transfer } from './transfer.js';

/** One value of each input. */
interface Inputs {
  readonly peak: number;
  readonly cpu: number;
  readonly loop: number | null;
  readonly estimated: number;
  /** Of the event loops, where they have one of their own. */
  readonly estimatedLoop: number;
  readonly factor: number;
}

interface Swing {
  readonly input: TornadoInput;
  readonly key: keyof Inputs;
  readonly low: number;
  readonly high: number;
}

/** Containers at the ends of each input that has any, with the others at their middle; the one that moves most comes first. */
export function tornadoOf(question: FleetQuestion, policy: Carried): TornadoRow[] {
  const middle = middleOf(question, policy);
  const endAt = ({ key }: Swing, value: number): TornadoEnd => {
    const exact = exactAt(question, policy, { ...middle, [key]: value });
    return { value, exact, containers: provided(question.fleet, exact) };
  };
  return swingsOf(question, policy)
    .filter(({ low, high }) => high > low)
    .map((swing) => ({ input: swing.input, low: endAt(swing, swing.low), high: endAt(swing, swing.high) }))
    .toSorted((a, b) => swingOf(b) - swingOf(a));
}

function swingOf({ low, high }: TornadoRow): number {
  return Math.abs(high.exact - low.exact);
}

/** Containers per request a second, with every input at its middle. */
export function middlePerRate(question: FleetQuestion, policy: Carried): number {
  return exactAt(question, policy, { ...middleOf(question, policy), peak: 1 });
}

function middleOf({ fleet, peakPerSecond, speed }: FleetQuestion, { transfer, loop = transfer }: Carried): Inputs {
  return {
    peak: peakPerSecond,
    cpu: fleet.cpu,
    loop: fleet.eventLoop?.middle ?? null,
    estimated: estimateOf(transfer)?.mean ?? 0,
    estimatedLoop: estimateOf(loop)?.mean ?? 0,
    factor: speed.middle,
  };
}

function swingsOf({ fleet, peakPerSecond, peakRange, speed }: FleetQuestion, policy: Carried): Swing[] {
  const { transfer, loop: ofLoop } = policy;
  const isLoopKnown = fleet.eventLoop !== undefined || fleet.processes !== undefined;
  const { lowPerSecond = peakPerSecond, highPerSecond = peakPerSecond } = peakRange ?? {};
  const loop = fleet.eventLoop ?? { middle: 0, halfWidth: 0 };
  return [
    { input: 'peak', key: 'peak', low: lowPerSecond, high: highPerSecond },
    { input: 'utilisation today', key: 'cpu', low: fleet.cpu - fleet.cpuRounding, high: fleet.cpu + fleet.cpuRounding },
    { input: 'event loop today', key: 'loop', low: loop.middle - loop.halfWidth, high: loop.middle + loop.halfWidth },
    {
      input: transfer.kind === 'share' ? 'CPU ratio' : 'CPU saved',
      key: 'estimated',
      ...endsOf(transfer),
    },
    ...(ofLoop !== undefined && isLoopKnown
      ? ([{ input: 'event loop ratio', key: 'estimatedLoop', ...endsOf(ofLoop) }] as const)
      : []),
    // What is not multiplied is not moved.
    ...(transfer.kind === 'additive'
      ? ([{ input: 'calibration', key: 'factor', low: speed.low, high: speed.high }] as const)
      : []),
  ];
}

function endsOf(transfer: Transfer): { readonly low: number; readonly high: number } {
  const { mean = 0, spread = null } = estimateOf(transfer) ?? {};
  const halfWidth = spread?.halfWidth ?? 0;
  return { low: mean - halfWidth, high: mean + halfWidth };
}

function exactAt(
  question: FleetQuestion,
  { transfer, loop: ofLoop, sockets }: Carried,
  { peak, cpu, loop, estimated, estimatedLoop, factor }: Inputs,
): number {
  const { fleet } = question;
  const per = (today: number, units: number, how = transfer, value = estimated) =>
    demandUnder(how, today, value, factor).demand / (units * fleet.target);
  const cpuSeconds = cpuToday(question, cpu);
  const loopSeconds = loop === null ? cpuSeconds * (question.loopPerCpu ?? 1) : loopToday(question, loop);
  const loopValue = ofLoop === undefined ? estimated : estimatedLoop;
  const isLoopKnown = loop !== null || fleet.processes !== undefined;
  return (
    peak *
    Math.max(
      per(cpuSeconds, fleet.vcpu),
      isLoopKnown ? per(loopSeconds, loopsOf(fleet), ofLoop ?? transfer, loopValue) : 0,
      sockets === null ? 0 : sockets.demandSeconds / (sockets.perContainer * fleet.target),
    )
  );
}
