import type { Ceiling, Limit } from '../../../model/findings/findings.js';
import { ACCEPTS_ROW } from './accepts.js';
import { FILES_ROW } from './files.js';
import { CALLED_HANDSHAKES_ROW, CALLER_HANDSHAKES_ROW } from './handshakes.js';
import { LOAD_BALANCER_ROWS } from './load-balancer.js';
import { LOOKUPS_ROW } from './lookups.js';
import { MEMORY_ROW } from './memory.js';
import { NAT_ROW } from './nat.js';
import { PORTS_ROW } from './ports.js';
import { RESOLVER_IPV4_ROW, RESOLVER_ROW } from './resolver.js';
import type { AtPeak, CeilingRow } from './row.js';

/** A new row is a new ceiling in every report. */
const ROWS: readonly CeilingRow[] = [
  PORTS_ROW,
  NAT_ROW,
  RESOLVER_ROW,
  RESOLVER_IPV4_ROW,
  LOOKUPS_ROW,
  FILES_ROW,
  MEMORY_ROW,
  ...LOAD_BALANCER_ROWS,
  ACCEPTS_ROW,
  CALLER_HANDSHAKES_ROW,
  CALLED_HANDSHAKES_ROW,
];

/** The bounds at peak other than CPU, with the demand that the policy puts on each, fleet-wide; empty where it was not measured. */
export function ceilingsOf(at: AtPeak): Ceiling[] {
  if (at.policy.requests === 0) return [];
  return ROWS.flatMap(({ name, short, source, read }) => {
    const reading = read(at);
    if (reading === null) return [];
    const { demand, limit, there } = reading;
    const needed = Math.max(0, Math.ceil(demand / limit - 1e-9));
    const use = there === null ? null : demand / (limit * there.count);
    return [{ name, short, ...reading, needed, use, source }];
  });
}

/** Those of which it is known how much there is, beside the resources of the containers. */
export function ceilingLimits(ceilings: readonly Ceiling[]): Limit[] {
  return ceilings.flatMap(({ short, use, there }) =>
    use === null || there === null ? [] : [{ name: short, use, of: there }],
  );
}
