import { type CeilingRow, processesThere } from './row.js';

/** Each connection is a file descriptor. */
export const FILES_ROW: CeilingRow = {
  name: 'file descriptors',
  short: 'files',
  source:
    "Little's law; 1,024 is the usual soft limit (getrlimit(2)), which Node.js raises to the hard one: see ulimit -Hn",
  read: (at) => {
    const { connectionTimeMeanMs: busyMs } = at.policy;
    if (busyMs === null) return null;
    return {
      demand: (at.peakPerSecond * busyMs) / 1000,
      limit: at.network.openFiles,
      unit: 'connections in use per process',
      formula: 'requests/s x mean time that one keeps a connection busy; idle pooled connections come on top',
      there: processesThere(at),
    };
  },
};
