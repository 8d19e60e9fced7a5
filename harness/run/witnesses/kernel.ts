import { asked } from './dns.js';
import type { Witness } from './witness.js';

/** Counts the connections that any process of this network namespace begins; those to our DNS server are not to the target. */
export const kernel: Witness = {
  name: 'kernel',
  counts(before, after) {
    const [from, to] = [before.machine.activeOpens, after.machine.activeOpens];
    return from === null || to === null ? null : { attempts: to - from - asked(before, after).connections };
  },
};
