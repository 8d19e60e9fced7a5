/**
 * How a client's settings of connections are called, what they may be and what they mean: one row each, from which the schema
 * of policies, what a client honours, comparisons and reports are made. A setting that is left out is the client's own default.
 */

/** Environment variables that change whether a client reuses connections. */
export const REUSE_VARIABLES = ['AWS_NODEJS_CONNECTION_REUSE_ENABLED'] as const;

type Reads =
  | { readonly kind: 'flag' }
  | { readonly kind: 'whole'; readonly least: number; readonly most: number }
  /** Written with a unit; milliseconds after parsing. */
  | { readonly kind: 'duration'; readonly least: string; readonly most: string }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  /** Texts by name. */
  | { readonly kind: 'variables' };

/**
 * Several names may have one meaning: whether connections are reused; the bound on them, over which requests wait in the
 * client; how many idle ones are kept, and for how long; how long any of them lives; who makes the Agent.
 */
export type Meaning = 'reuse' | 'bound' | 'idle-bound' | 'idle' | 'life' | 'maker';

interface Setting {
  /** As it stands in a workload file, which has the library's own word. */
  readonly key: string;
  readonly reads: Reads;
  readonly means?: Meaning;
  /** Told to an Agent of Node's kind, and so without effect where a policy has none of its own. */
  readonly agent?: true;
  /** What stands in every policy that says nothing else, as a user would write it. */
  readonly otherwise?: boolean | string;
  /** Completes "... by these clients only", where "it is honoured" says too little. */
  readonly only?: string;
  readonly docs: string;
}

const flag = { kind: 'flag' } as const;
const whole = (least: number, most: number) => ({ kind: 'whole', least, most }) as const;
const duration = (least: string, most: string) => ({ kind: 'duration', least, most }) as const;
const choice = <const Of extends readonly string[]>(...of: Of) => ({ kind: 'choice', of }) as const;

const CONNECTIONS = 'bound on connections per origin; unlimited if left out.';

export const SETTINGS = {
  keepAlive: {
    key: 'keepAlive',
    reads: flag,
    means: 'reuse',
    docs: "Whether connections are reused; may be left out where the client's own default is the question.",
  },
  maxSockets: {
    key: 'maxSockets',
    reads: whole(1, 1_000_000),
    means: 'bound',
    agent: true,
    docs: `The agent's own ${CONNECTIONS}`,
  },
  maxFreeSockets: {
    key: 'maxFreeSockets',
    reads: whole(0, 1_000_000),
    means: 'idle-bound',
    agent: true,
    docs: 'How many idle connections the agent keeps.',
  },
  scheduling: {
    key: 'scheduling',
    reads: choice('lifo', 'fifo'),
    agent: true,
    docs: 'Which idle connection is used next.',
  },
  idleTimeoutMs: {
    key: 'timeout',
    reads: duration('1ms', '60m'),
    means: 'idle',
    agent: true,
    docs: 'How long the agent keeps an idle connection.',
  },
  dns: {
    key: 'dns',
    reads: choice('system', 'resolver', 'cached'),
    otherwise: 'system',
    docs: 'Who is asked for names, and whether answers are kept.',
  },
  tlsResumption: {
    key: 'tlsResumption',
    reads: flag,
    agent: true,
    otherwise: true,
    docs: 'Whether TLS sessions are resumed.',
  },
  requestTimeoutMs: {
    key: 'requestTimeout',
    reads: duration('1ms', '10m'),
    otherwise: '5s',
    docs: 'How long a request may take.',
  },
  agent: {
    key: 'agent',
    reads: choice('own', 'default', 'none'),
    means: 'maker',
    docs: "An Agent of the policy, Node's globalAgent (default), or agent: false (none).",
  },
  tcpKeepAliveMs: {
    key: 'keepAliveMsecs',
    reads: duration('1ms', '60m'),
    agent: true,
    docs: 'When TCP begins to probe an idle connection.',
  },
  freeSocketTimeoutMs: {
    key: 'freeSocketTimeout',
    reads: duration('1ms', '60m'),
    means: 'idle',
    docs: 'agentkeepalive: how long an idle connection is kept.',
  },
  socketActiveTtlMs: {
    key: 'socketActiveTTL',
    reads: duration('1ms', '1440m'),
    means: 'life',
    only: 'the life of a connection is bounded',
    docs: 'agentkeepalive: how long a connection lives at most.',
  },
  pipelining: {
    key: 'pipelining',
    reads: whole(0, 100),
    means: 'reuse',
    docs: 'undici: requests on one connection at a time; 0 ends it after each.',
  },
  connections: {
    key: 'connections',
    reads: whole(1, 1_000_000),
    means: 'bound',
    docs: `undici: ${CONNECTIONS}`,
  },
  keepAliveTimeoutMs: {
    key: 'keepAliveTimeout',
    reads: duration('1ms', '60m'),
    means: 'idle',
    docs: 'undici: how long an idle connection is kept.',
  },
  allowH2: { key: 'allowH2', reads: flag, only: 'HTTP/2 is spoken', docs: 'undici: whether HTTP/2 is offered.' },
  via: {
    key: 'via',
    reads: choice('environment', 'global', 'client'),
    means: 'maker',
    docs: 'AWS SDK v2: what decides about reuse.',
  },
  handler: {
    key: 'handler',
    reads: choice('default', 'agent', 'options'),
    means: 'maker',
    docs: 'AWS SDK v3: what the request handler is given.',
  },
  retries: {
    key: 'retries',
    reads: choice('none', 'default'),
    only: 'a failed request is sent again',
    docs: 'AWS SDKs: whether failed requests are sent again.',
  },
  env: {
    key: 'env',
    reads: { kind: 'variables' },
    only: 'a variable about reuse is read',
    docs: "Environment of this policy's replayer.",
  },
} as const satisfies Readonly<Record<string, Setting>>;

type Table = typeof SETTINGS;
export type SettingName = keyof Table;
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** What a setting is after parsing. */
export type SettingValue<Name extends SettingName> = ValueOf<Table[Name]['reads']>;
type ValueOf<R extends Reads> = R extends { kind: 'flag' }
  ? boolean
  : R extends { kind: 'whole' | 'duration' }
    ? number
    : R extends { kind: 'choice'; of: readonly (infer Word)[] }
      ? Word
      : Readonly<Record<string, string>>;

type Certain = { [Name in SettingName]: Table[Name] extends { otherwise: unknown } ? Name : never }[SettingName];

/** Sparse: what is left out is the client's own default; the few that holdline decides itself are always there. */
export type Settings = { readonly [Name in Exclude<SettingName, Certain>]?: SettingValue<Name> } & {
  readonly [Name in Certain]: SettingValue<Name>;
};

export type DnsMode = SettingValue<'dns'>;

/** The row of a setting, with what only some rows have. */
export function settingOf(name: SettingName): Setting {
  return SETTINGS[name];
}

/** What a policy says under any of the names that have the meaning, as a number; null where it leaves it to the client. */
export function meant(settings: Partial<Settings>, meaning: 'bound' | 'idle-bound' | 'idle' | 'life'): number | null {
  const value = SETTING_NAMES.filter((name) => settingOf(name).means === meaning)
    .map((name) => settings[name])
    .find((one) => typeof one === 'number');
  return typeof value === 'number' ? value : null;
}

/** Whether a value is what stands in every policy that says nothing else. */
export function isUsual(name: SettingName, value: unknown): boolean {
  const { otherwise, reads } = settingOf(name);
  if (otherwise === undefined) return false;
  return (
    value === otherwise || (reads.kind === 'duration' && typeof value === 'number' && `${value / 1000}s` === otherwise)
  );
}
