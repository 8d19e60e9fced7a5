/** Why a line of a service opens connections where it could reuse them. */
export const LOSS_CAUSES = [
  'errors',
  'one-time-agent',
  'agent-per-request',
  'dispatcher-per-request',
  'agent-without-keep-alive',
  'pipelining-0',
  'separate-pools',
  'asked-to-close',
  'closed-by-answer',
  'body-not-read',
  'closed-by-server',
  'idle-given-up',
  'closed-by-policy',
  'unknown',
] as const;
export type LossCause = (typeof LOSS_CAUSES)[number];

/** What is mended where the Agent is made, and not where it is used. */
const OF_AGENT: ReadonlySet<LossCause> = new Set([
  'agent-per-request',
  'dispatcher-per-request',
  'agent-without-keep-alive',
  'pipelining-0',
  'idle-given-up',
]);

/** The line to edit, and the line that calls where that is another. */
export function editPlaceOf({ place, agentPlace, cause }: Pick<CallSite, 'place' | 'agentPlace' | 'cause'>) {
  const isElsewhere = agentPlace !== null && agentPlace !== place && cause !== null && OF_AGENT.has(cause);
  return isElsewhere ? { edit: agentPlace, usedAt: place } : { edit: place, usedAt: null };
}

/** What a line calls with, as far as its stack shows; where it shows no package, Node itself. */
export const CALL_LIBRARIES = [
  'node-http',
  'fetch',
  'undici',
  'axios',
  'got',
  'node-fetch',
  'superagent',
  'http-proxy',
  'aws-sdk-v2',
  'aws-sdk-v3',
  'agentkeepalive',
] as const;
export type CallLibrary = (typeof CALL_LIBRARIES)[number];

/** A line of a service that calls something, over all its processes and threads. */
export interface CallSite {
  /** `src/prices.js:41`, from the folder of the service; of a library where no frame is the service's own. */
  readonly place: string;
  /** The line of the service that called this one; null where Node or a library did. A helper is several sites by it. */
  readonly caller: string | null;
  /** Where its Agent was made, if somewhere else. */
  readonly agentPlace: string | null;
  readonly downstream: string;
  readonly via: 'http' | 'undici';
  readonly library: CallLibrary;
  /** A package that the line calls and that makes the connection for it, where it is none of the libraries. */
  readonly through?: string;
  readonly requests: number;
  readonly opened: number;
  readonly perRequest: number;
  /** Null where it reuses. */
  readonly cause: LossCause | null;
}
