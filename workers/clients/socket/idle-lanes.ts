import type { Lane } from './lane.js';

/** The lanes without a request, from the one that has been idle longest to the latest; every change takes constant time. */
export class IdleLanes {
  oldest: Lane | null = null;
  newest: Lane | null = null;
  count = 0;

  add(lane: Lane): void {
    lane.idle = true;
    lane.older = this.newest;
    if (this.newest === null) this.oldest = lane;
    else this.newest.newer = lane;
    this.newest = lane;
    this.count += 1;
  }

  remove(lane: Lane): void {
    if (!lane.idle) return;
    if (lane.older === null) this.oldest = lane.newer;
    else lane.older.newer = lane.newer;
    if (lane.newer === null) this.newest = lane.older;
    else lane.newer.older = lane.older;
    lane.idle = false;
    lane.older = null;
    lane.newer = null;
    this.count -= 1;
  }
}
