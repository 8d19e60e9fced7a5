import type { AtPeak, CeilingReading, CeilingRow } from './row.js';

/** What new connections cost both ends in CPU: with TLS most of it is the handshake. */
export const CALLER_HANDSHAKES_ROW: CeilingRow = {
  name: "handshake CPU, the caller's",
  short: 'handshakes',
  source: 'CPU per connection avoided, measured here',
  read: (at) => reading(at, at.connectionUs.caller, at.serving && { count: at.serving.vcpus, noun: 'vCPU' }),
};

export const CALLED_HANDSHAKES_ROW: CeilingRow = {
  name: "handshake CPU, the called end's",
  short: 'handshakes there',
  source: 'the CPU of the embedded target, measured here per connection that a policy avoids',
  read: (at) => reading(at, at.connectionUs.called, null),
};

function reading({ policy, tls }: AtPeak, us: number | null, there: CeilingReading['there']): CeilingReading | null {
  if (us === null || us <= 0) return null;
  return {
    demand: (policy.connections.perSecondAtPeak * us) / 1e6,
    limit: 1,
    unit: 'vCPU',
    formula: `new connections/s x ${Math.round(us)} us (TCP${tls ? ' and TLS' : ', no TLS'}); part of the CPU that containers are computed from`,
    there,
  };
}
