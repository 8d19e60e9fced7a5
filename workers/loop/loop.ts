import type { Client } from '../client.js';
import type { Ending, Exchange } from '../exchange.js';

/** Decides when the requests of a shard leave; `open.ts` and `closed.ts` are the two kinds. */
export interface Loop {
  /** Resolves when every request has ended. */
  run(client: Client): Promise<Span>;
  /** To be called by the client, once for each exchange. */
  ended(exchange: Exchange, ending: Ending): void;
}

/** The measured part until the last response, in milliseconds from the start of the slot. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}
