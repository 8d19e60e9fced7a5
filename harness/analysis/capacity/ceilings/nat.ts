import type { CeilingRow } from './row.js';

const CONNECTIONS = 55_000;
const SECONDS = 60;

/** A gateway keeps a port for each connection to one destination. */
export const NAT_ROW: CeilingRow = {
  name: 'NAT gateway addresses',
  short: 'NAT',
  source:
    'Amazon VPC user guide, NAT gateways: 55,000 simultaneous connections per unique destination and address, about 900 new ones a second; as of 2023-06',
  read: ({ policy, network: { destinations, natAddresses } }) => ({
    demand: policy.connections.perSecondAtPeak,
    limit: (CONNECTIONS / SECONDS) * destinations,
    unit: 'new connections/s per address',
    formula:
      `55,000 connections / 60 s = 917/s for each address and destination, of which there ${destinations === 1 ? 'is 1' : `are ${destinations}`}` +
      (natAddresses === null ? '; only where a NAT gateway is on the way' : ''),
    there: natAddresses === null ? null : { count: natAddresses, noun: 'address' },
  }),
};
