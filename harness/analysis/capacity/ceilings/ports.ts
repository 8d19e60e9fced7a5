import { type CeilingRow, containersThere } from './row.js';

const PORTS = 28_232;
const TIME_WAIT_S = 60;

/** The side that closes first keeps the port for a minute, for each address and port that it called. */
export const PORTS_ROW: CeilingRow = {
  name: 'ephemeral ports',
  short: 'ports',
  source:
    "Linux kernel documentation, ip-sysctl (ip_local_port_range 32768 to 60999), and the kernel's TCP_TIMEWAIT_LEN of 60 s, as of Linux 6.18",
  read: (at) => ({
    demand: at.policy.connections.perSecondAtPeak,
    limit: (PORTS / TIME_WAIT_S) * at.network.destinations,
    unit: 'new connections/s per source address',
    formula:
      `28,232 ports / 60 s in TIME_WAIT = 470.5/s for each destination, of which there ${at.network.destinations === 1 ? 'is 1' : `are ${at.network.destinations}`}; ` +
      'each container has an address of its own; binds only where the client closes first',
    there: containersThere(at),
  }),
};
