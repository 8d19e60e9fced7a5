import type { ConnectionEnd } from '../../../harness/model/run/connection-facts.js';
import type { Policy } from '../../../harness/model/workload/workload.js';
import type { Client, ClientObserver } from '../../client.js';
import { type Ending, type Exchange, type Failure, failed } from '../../exchange.js';
import { createLine } from '../../loop/queue.js';
import type { Dialer } from './dial.js';
import { IdleLanes } from './idle-lanes.js';
import { Lane, type LaneOwner } from './lane.js';
import type { RequestText } from './request-text.js';

/** A request that is sent this long before the server's timeout cannot cross the server's close on its way. */
const HINT_MARGIN_MS = 1000;

export interface PoolOptions {
  readonly policy: Policy;
  readonly requests: readonly RequestText[];
  readonly dialer: Dialer;
  readonly observer: ClientObserver;
  nowMs(): number;
}

/** A timer cannot wait for ever, and a lane that never expires hides later ones that do. */
const RECHECK_MS = 60_000;

/** Gives each request an idle lane or opens one; it makes requests wait only where the policy bounds its sockets. */
export class Pool implements Client, LaneOwner {
  readonly #options: PoolOptions;
  readonly #lanes = new Set<Lane>();
  readonly #idle = new IdleLanes();
  /** Closed, and good for another connection. */
  readonly #atRest: Lane[] = [];
  #toDial: Lane[] = [];
  readonly #waiting = createLine<Exchange>();
  readonly #cancelled = new Set<Exchange>();
  readonly #maxLanes: number;
  readonly #maxIdle: number;
  readonly #fifo: boolean;
  #waitingCount = 0;
  #expiry: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#maxLanes = options.policy.maxSockets ?? Number.POSITIVE_INFINITY;
    this.#maxIdle = options.policy.maxFreeSockets ?? Number.POSITIVE_INFINITY;
    this.#fifo = options.policy.scheduling === 'fifo';
  }

  send(exchange: Exchange): void {
    const lane = this.#takeIdle();
    const isServed = lane !== null || this.#lanes.size < this.#maxLanes;
    if (isServed && this.#maxLanes < Number.POSITIVE_INFINITY) this.#noteWait(exchange);
    if (lane !== null) lane.send(exchange, this.#requestOf(exchange));
    else if (isServed) this.#open(exchange);
    else {
      this.#waiting.join(exchange);
      this.#waitingCount += 1;
    }
  }

  cancel(exchange: Exchange): void {
    // Cancelling is rare, so that looking for the lane is cheaper than keeping a map for every request.
    for (const lane of this.#lanes) {
      if (lane.exchange !== exchange) continue;
      this.#retire(lane, 'client-gave-up');
      this.#serveWaiting();
      return;
    }
    if (this.#waitingCount > 0) this.#cancelled.add(exchange);
  }

  close(): void {
    this.#closed = true;
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    for (const lane of this.#lanes) lane.close(null);
    this.#lanes.clear();
  }

  connection(...event: Parameters<ClientObserver['connection']>): void {
    this.#options.observer.connection(...event);
  }

  attempts(count: number): void {
    this.#options.observer.evidence.attempts(count);
  }

  ended(end: ConnectionEnd, requests: number): void {
    // A server that closes because it was asked to does not take anything away.
    const asked = this.#options.policy.keepAlive || end !== 'server-told';
    this.#options.observer.evidence.ended(asked ? end : 'client-after-answer', requests);
  }

  answered(lane: Lane, exchange: Exchange, ending: Ending): void {
    this.#noteAnswer(lane, exchange);
    // First the lane, then the news: whoever hears it may send at once, and finds the lane free.
    if (lane.closed) this.#finish(lane, exchange);
    else this.#release(lane);
    this.#serveWaiting();
    this.#options.observer.ended(exchange, ending);
  }

  lost(lane: Lane, exchange: Exchange | null, failure: Failure): void {
    this.#forget(lane);
    this.#serveWaiting();
    if (exchange !== null) this.#options.observer.ended(exchange, failed(failure));
  }

  atRest(lane: Lane): void {
    if (!this.#closed) this.#atRest.push(lane);
  }

  #noteWait(exchange: Exchange): void {
    const nowMs = this.#options.nowMs();
    exchange.queuedMs = nowMs - (exchange.sentMs ?? nowMs);
  }

  #noteAnswer(lane: Lane, exchange: Exchange): void {
    const { evidence } = this.#options.observer;
    if (exchange.connected) evidence.firstAnswer(lane.httpVersion, lane.hint);
    for (let n = lane.interims; n > 0; n -= 1) evidence.interim();
  }

  #requestOf(exchange: Exchange): RequestText {
    return this.#options.requests[exchange.template]!;
  }

  /** The answer was the last of its connection. */
  #finish(lane: Lane, exchange: Exchange): void {
    this.#lanes.delete(lane);
    const { policy, observer } = this.#options;
    if (policy.keepAlive && !lane.keptByServer) observer.connection(exchange, 'closed-by-server');
  }

  /**
   * What a turn of the event loop asks for is opened together, at its end. The answers of a turn come as one batch too,
   * so the server is woken once for many connections and not for each, which is a fifth of what a connection costs.
   */
  #open(exchange: Exchange): void {
    const lane = this.#atRest.pop() ?? new Lane(this.#options.dialer, this);
    lane.take(exchange, this.#requestOf(exchange));
    this.#lanes.add(lane);
    if (this.#toDial.push(lane) === 1) setImmediate(() => this.#dial());
  }

  #dial(): void {
    const lanes = this.#toDial;
    this.#toDial = [];
    for (const lane of lanes) if (!lane.closed) lane.dial();
  }

  #takeIdle(): Lane | null {
    for (;;) {
      const lane = this.#fifo ? this.#idle.oldest : this.#idle.newest;
      if (lane === null) return null;
      this.#idle.remove(lane);
      if (lane.expiresMs > this.#nowMs(lane)) return lane;
      this.#retire(lane, 'client-idle');
    }
  }

  /** Asks the clock only where the lane can expire. */
  #nowMs(lane: Lane): number {
    return lane.expiresMs === Number.POSITIVE_INFINITY ? 0 : this.#options.nowMs();
  }

  #release(lane: Lane): void {
    const idleMs = this.#idleMs(lane);
    if (!this.#options.policy.keepAlive || idleMs <= 0 || this.#idle.count >= this.#maxIdle) {
      this.#retire(lane, 'client-after-answer');
    } else {
      this.#idle.add(lane);
      this.#expire(lane, idleMs);
    }
  }

  #expire(lane: Lane, idleMs: number): void {
    const never = idleMs === Number.POSITIVE_INFINITY;
    lane.expiresMs = never ? idleMs : this.#options.nowMs() + idleMs;
    if (!never && this.#expiry === null) this.#expireIn(idleMs);
  }

  #idleMs(lane: Lane): number {
    const ownMs = this.#options.policy.idleTimeoutMs ?? Number.POSITIVE_INFINITY;
    const hintS = lane.keepAliveHintS;
    return hintS < 0 ? ownMs : Math.min(ownMs, hintS * 1000 - HINT_MARGIN_MS);
  }

  /** The lane that has been idle longest expires first, so that one timer is enough for all of them. */
  #expireIn(delayMs: number): void {
    this.#expiry = setTimeout(
      () => {
        this.#expiry = null;
        const nowMs = this.#options.nowMs();
        let lane = this.#idle.oldest;
        for (; lane !== null && lane.expiresMs <= nowMs; lane = this.#idle.oldest) this.#retire(lane, 'client-idle');
        if (lane !== null && !this.#closed) this.#expireIn(lane.expiresMs - nowMs);
      },
      Math.min(delayMs, RECHECK_MS),
    );
    this.#expiry.unref();
  }

  #retire(lane: Lane, end: ConnectionEnd): void {
    this.#forget(lane);
    lane.close(end);
  }

  #forget(lane: Lane): void {
    this.#idle.remove(lane);
    this.#lanes.delete(lane);
  }

  #serveWaiting(): void {
    while (this.#waitingCount > 0 && (this.#idle.count > 0 || this.#lanes.size < this.#maxLanes)) {
      const exchange = this.#waiting.leave()!;
      this.#waitingCount -= 1;
      if (!this.#cancelled.delete(exchange)) this.send(exchange);
    }
  }
}
