import { SIDES, type Side } from '../model/run/interleaved.js';
import { armOf, ownArm } from '../plan/interleave.js';
import type { Invocation } from './invocation.js';
import { TargetLost } from './lost.js';

/** Opens one side. */
export type OpenSide = (side: Side) => Promise<Invocation>;

/** One invocation of both sides, each with processes of its own; what is asked of an arm is asked of its side. */
export async function openBothSides(open: OpenSide): Promise<Invocation> {
  const base = await named('base', open);
  const head = await named('head', open).catch(async (error: unknown) => {
    await base.close().catch(() => {});
    throw error;
  });
  const sides: Readonly<Record<Side, Invocation>> = { base, head };
  const place = (arm: string) => {
    const side = SIDES.find((one) => ownArm(one, arm) !== null);
    if (side === undefined) throw new Error(`The arm ${arm} is of no side.`);
    return { side, opened: sides[side], own: ownArm(side, arm)! };
  };
  const lost = (side: Side) => sides[side].targetLost.then((how) => `${side}: ${how}`);
  return {
    targetLost: Promise.race(SIDES.map(lost)),
    warmUp(arm, chunk, report) {
      const { opened, own } = place(arm);
      return opened.warmUp(own, chunk, report);
    },
    async measureSlot(slot, at) {
      const { opened, own } = place(slot.arm);
      return { ...(await opened.measureSlot({ ...slot, arm: own }, at)), arm: slot.arm };
    },
    // It is the same harness for both.
    measureHarness: (seed) => base.measureHarness(seed),
    async readServices() {
      const all = await Promise.all(
        SIDES.map(async (side) => {
          const services = await sides[side].readServices();
          return services.map((service) => ({ ...service, arm: armOf(side, service.arm) }));
        }),
      );
      return all.flat();
    },
    replace(arm) {
      const { opened, own } = place(arm);
      return opened.replace(own);
    },
    get closed() {
      return base.closed || head.closed;
    },
    async close() {
      // Of both, whatever becomes of one: nobody else ends the processes of the other.
      const ends = await Promise.allSettled([base.close(), head.close()]);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}

/** A side that cannot be started says which one it is. */
function named(side: Side, open: OpenSide): Promise<Invocation> {
  return open(side).catch((error: unknown) => {
    throw error instanceof TargetLost ? new TargetLost(`${side}: ${error.message}`, error.causes) : error;
  });
}
