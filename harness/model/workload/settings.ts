/** What only some clients understand of a policy; `HONOURS` says which. What is null is left to the client's own default. */
export interface ClientSettings {
  /** An Agent of the policy (also null), the `globalAgent` of the running Node, or a fresh one per request. */
  readonly agent: AgentName | null;
  /** The agent's `keepAliveMsecs`: when TCP begins to probe an idle connection, which never ends its reuse. */
  readonly tcpKeepAliveMs: number | null;
  /** agentkeepalive: how long an idle connection is kept. */
  readonly freeSocketTimeoutMs: number | null;
  /** agentkeepalive: how long a connection lives at most. */
  readonly socketActiveTtlMs: number | null;
  /** undici and fetch: requests on one connection at a time; 0 ends it after each response. */
  readonly pipelining: number | null;
  /** undici and fetch: the bound on connections per origin. */
  readonly connections: number | null;
  /** undici and fetch: how long an idle connection is kept where the server does not say. */
  readonly keepAliveTimeoutMs: number | null;
  /** undici and fetch: whether HTTP/2 is offered. */
  readonly allowH2: boolean | null;
  /** AWS SDK v2: which of its three ways sets the Agent; null is `client`. */
  readonly via: AgentWay | null;
  /** AWS SDK v3: what its request handler is given; null is `agent`. */
  readonly handler: HandlerName | null;
  /** The AWS SDKs: whether failed requests are sent again as the SDK does by default; null is `none`. */
  readonly retries: RetriesName | null;
  /** Some of `REUSE_VARIABLES`, for the replayer of this policy; those of the harness itself never reach it. */
  readonly env: Readonly<Record<string, string>>;
}

export const AGENT_NAMES = ['own', 'default', 'none'] as const;
export type AgentName = (typeof AGENT_NAMES)[number];
export const AGENT_WAYS = ['environment', 'global', 'client'] as const;
export type AgentWay = (typeof AGENT_WAYS)[number];
export const HANDLER_NAMES = ['default', 'agent', 'options'] as const;
export type HandlerName = (typeof HANDLER_NAMES)[number];
export const RETRIES_NAMES = ['none', 'default'] as const;
export type RetriesName = (typeof RETRIES_NAMES)[number];

/** Environment variables that change whether a client reuses connections. */
export const REUSE_VARIABLES = ['AWS_NODEJS_CONNECTION_REUSE_ENABLED'] as const;
