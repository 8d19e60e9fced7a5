import type { CeilingRow } from './row.js';

const MIB = 1_048_576;

/** Each container holds the service as it is: more of them take nothing off it, and a lower rate is not known to. */
export const MEMORY_ROW: CeilingRow = {
  name: 'memory of a container',
  short: 'memory',
  source: "the kernel's count of resident pages; a container that needs more than its limit is ended (OOM)",
  read: ({ memory }) => {
    if (memory == null) return null;
    return {
      demand: memory.peakBytes / MIB,
      limit: memory.limitBytes / MIB,
      unit: 'MiB in each',
      formula:
        'the most that all processes of the service had at once here, at the rate here; it is not scaled to the peak, ' +
        'because nothing says how it grows',
      there: { count: 1, noun: 'container' },
    };
  },
};
