import type { SlotMeasurement } from '../../model/protocol/slot.js';
import type { ServiceUse } from '../../model/run/service-use.js';
import type { ServiceLook } from '../targets/running-target.js';
import { busiestLoop } from './loop-times.js';

/** What a service and its stand-ins did between two looks at them. */
export function serviceUse(before: ServiceLook, after: ServiceLook, { totals }: SlotMeasurement): ServiceUse {
  const calls = Object.entries(after.calls).map(([name, use]) => {
    const from = before.calls[name];
    const since = (count: keyof typeof use) => (use[count] ?? 0) - (from?.[count] ?? 0);
    const [connections, requests] = [since('connections'), since('requests')];
    const handshakes = { handshakesFull: since('handshakesFull'), handshakesResumed: since('handshakesResumed') };
    const queries = use.dnsQueries === undefined ? {} : { dnsQueries: since('dnsQueries') };
    return [name, { connections, requests, ...handshakes, ...queries }] as const;
  });
  return {
    // A child that left its parent takes its time along.
    cpu: {
      userUs: Math.max(0, after.cpu.userUs - before.cpu.userUs),
      systemUs: Math.max(0, after.cpu.systemUs - before.cpu.systemUs),
    },
    ...(after.isSplit === false && { isSplit: false }),
    ...(after.grainUs !== undefined && { grainUs: after.grainUs }),
    memoryBytes: after.memoryBytes,
    peakMemoryBytes: after.peakMemoryBytes,
    ...busiestLoop(before.loops, after.loops),
    requests: totals.requestsCompleted,
    calls: Object.fromEntries(calls),
  };
}
