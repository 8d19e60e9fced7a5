import type { Guard, MachineUse, SlotRecord } from '../../model/run/run.js';
import type { ServiceUse } from '../../model/run/service-use.js';
import { addTotals } from '../../model/run/tally.js';
import { busiestOf } from '../../tally/loop-use.js';
import { mergeShards } from '../../tally/tally.js';

type Parts = readonly [SlotRecord, ...SlotRecord[]];

/**
 * One slot out of the parts of it that shards replayed at the same time. Tallies add bucket by bucket, so that percentiles
 * are those of all requests; counts and CPU add; of what a machine was like the worst is kept. The order does not matter,
 * and a merged slot may be merged again.
 */
export function mergeSlots(parts: Parts): SlotRecord {
  const [first] = parts;
  if (parts.length === 1) return first;
  const worst = (pick: (slot: SlotRecord) => number | undefined) => Math.max(...parts.map((one) => pick(one) ?? 0));
  const late = parts.flatMap(({ lateMs }) => lateMs ?? []);
  const service = mergeServices(parts);
  return {
    invocation: first.invocation,
    block: first.block,
    arm: first.arm,
    position: first.position,
    startedAt: parts.map(({ startedAt }) => startedAt).reduce((a, b) => (a < b ? a : b)),
    elapsedMs: worst(({ elapsedMs }) => elapsedMs),
    ...(late.length > 0 && { lateMs: late.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)) }),
    tally: mergeShards(parts.map(({ tally }) => tally)),
    cpu: {
      userUs: parts.reduce((sum, { cpu }) => sum + cpu.userUs, 0),
      systemUs: parts.reduce((sum, { cpu }) => sum + cpu.systemUs, 0),
    },
    ...(parts.some(({ cpuLateMs }) => cpuLateMs !== undefined) && { cpuLateMs: worst(({ cpuLateMs }) => cpuLateMs) }),
    // One of the shards alone has read the target, of which all shards are clients.
    target: parts.map(({ target }) => target).find((one) => one !== null) ?? null,
    ...(service && { service }),
    loop: busiestOf(parts.map(({ loop }) => loop)),
    witnesses: mergeWitnesses(parts),
    machine: parts.map(({ machine }) => machine).reduce(harder),
    guards: uniteGuards(parts.flatMap(({ guards }) => guards)),
  };
}

function mergeServices(parts: Parts): ServiceUse | undefined {
  const seen = parts.flatMap(({ service }) => service ?? [])[0];
  if (seen === undefined) return undefined;
  const { requestsCompleted } = parts.map(({ witnesses }) => witnesses.sockets).reduce(addTotals);
  return { ...seen, requests: requestsCompleted };
}

/** The kernel of each machine counts its own connections; where one was not read, the sum would be short. */
function mergeWitnesses(parts: Parts): SlotRecord['witnesses'] {
  const witnesses = parts.map((part) => part.witnesses);
  const attempts = witnesses.flatMap(({ others }) => others.kernel?.attempts ?? []);
  const others = Object.assign({}, ...witnesses.map((one) => one.others)) as SlotRecord['witnesses']['others'];
  const { kernel: _, ...elsewhere } = others;
  const kernel = { attempts: attempts.reduce((sum, one) => sum + one, 0) };
  return {
    sockets: witnesses.map(({ sockets }) => sockets).reduce(addTotals),
    others: attempts.length === parts.length ? { kernel, ...elsewhere } : elsewhere,
    seconds: witnesses.map(({ seconds }) => seconds ?? null).find((one) => one !== null) ?? null,
  };
}

/** Of each name, and of each who counts beside us, the worst that any shard has met. */
export function uniteGuards(guards: readonly Guard[]): Guard[] {
  const worst = new Map<string, Guard>();
  for (const guard of guards) {
    const key =
      'figures' in guard && 'witness' in guard.figures ? `${guard.name} ${guard.figures.witness}` : guard.name;
    const known = worst.get(key);
    if (known === undefined || isWorse(guard, known)) worst.set(key, guard);
  }
  return [...worst.values()];
}

function isWorse(guard: Guard, than: Guard): boolean {
  return guard.severity === than.severity ? guard.value > than.value : guard.severity === 'drop';
}

/** The larger is the worse in all of it; what one system does not tell another one may. */
function harder(a: MachineUse, b: MachineUse): MachineUse {
  const most = (x: number | null, y: number | null) => (x === null ? y : y === null ? x : Math.max(x, y));
  return {
    replayer: Math.max(a.replayer, b.replayer),
    foreign: most(a.foreign, b.foreign),
    steal: most(a.steal, b.steal),
    throttled: most(a.throttled, b.throttled),
    timeWait: most(a.timeWait, b.timeWait),
  };
}
