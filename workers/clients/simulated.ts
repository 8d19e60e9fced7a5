import type { Client, ClientOptions } from '../client.js';
import { COMPLETED, type Exchange } from '../exchange.js';

/** No sockets: a queue with a known service time, capacity and connection cost, whose answers can be computed by hand. */
function openSimulated({ policy, observer, clock, simulation }: ClientOptions): Client {
  if (simulation === null) throw new Error('the simulated client needs a simulation');
  const { target, cpuFactor } = simulation;
  const waiting: Exchange[] = [];
  const cancelled = new Set<Exchange>();
  let busy = 0;
  let idleConnections = 0;
  let cpuUs = 0;

  const connect = (exchange: Exchange) => {
    if (idleConnections > 0) {
      idleConnections -= 1;
      return 0;
    }
    exchange.connected = true;
    observer.connection(exchange, 'lookup');
    observer.connection(exchange, 'attempted');
    observer.connection(exchange, 'opened');
    if (exchange.measured) cpuUs += target.connectionCpuUs;
    return target.connectMs;
  };
  const serve = (exchange: Exchange) => {
    busy += 1;
    clock.at(clock.nowMs() + connect(exchange) + target.serviceMs, () => finish(exchange));
  };
  const finish = (exchange: Exchange) => {
    busy -= 1;
    const wasCancelled = cancelled.delete(exchange);
    if (policy.keepAlive && !wasCancelled) idleConnections += 1;
    if (exchange.measured) cpuUs += target.requestCpuUs;
    // Those that wait come before a request that the loop sends because this one has ended.
    const next = waiting.shift();
    if (next !== undefined) serve(next);
    if (!wasCancelled) observer.ended(exchange, COMPLETED);
  };

  return {
    send: (exchange) => (busy < target.capacity ? serve(exchange) : waiting.push(exchange)),
    cancel(exchange) {
      const place = waiting.indexOf(exchange);
      if (place >= 0) waiting.splice(place, 1);
      else cancelled.add(exchange);
    },
    close: () => {},
    modelledCpuUs: () => cpuUs * cpuFactor,
  };
}

export { openSimulated as client };
