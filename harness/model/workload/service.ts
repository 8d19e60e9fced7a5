import type { DnsSettings } from './dns.js';
import type { SettingValue } from './settings.js';
import type { TlsSettings } from './tls.js';

/** A service of the user's that is measured itself, what it calls, and how a policy is brought about in it. */

/** A program that holdline starts as it is, once for each arm, and whose own CPU is measured. */
export interface ServiceTarget {
  readonly kind: 'service';
  /** The program and its arguments; no shell is started. */
  readonly command: readonly string[];
  /** Where it starts, a whole path. */
  readonly cwd: string;
  /** Beside those of the harness; `${port}` and its like are filled in when it starts, and so are secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** Where it answers, with `${port}`. */
  readonly url: string;
  readonly ready: ReadyWhen;
  readonly readyWithinMs: number;
  /** Whether the preload is put into its Node processes, which sees call sites and can force reuse. */
  readonly preload: boolean;
  readonly calls: readonly Call[];
}

/** A service that somebody else started: it is measured, and nothing in it is changed. */
export interface ServiceElsewhere {
  readonly kind: 'service-elsewhere';
  /** Scheme, host and port. */
  readonly origin: string;
  /** Who tells what it spends. */
  readonly cpu: CpuSource;
  readonly calls: readonly Call[];
}

export type CpuSource =
  /** A process with everything below it. */
  | { readonly kind: 'pid'; readonly pid: number }
  /** A whole path of a file that holds the number of the process. */
  | { readonly kind: 'pid-file'; readonly pidFile: string }
  /** A whole path of a folder of cgroups. */
  | { readonly kind: 'cgroup'; readonly cgroup: string }
  /** An address that answers in the format of Prometheus, and a metric of it that counts seconds. */
  | { readonly kind: 'prometheus'; readonly prometheus: string; readonly metric: string };

/** When a service counts as up: its port is open, a path answers below 500, or its output has a text. */
export type ReadyWhen =
  | { readonly kind: 'port' }
  | { readonly kind: 'path'; readonly path: string }
  /** The source of a regular expression. */
  | { readonly kind: 'log'; readonly pattern: string };

/** Something that a service calls. */
export interface Call {
  /** Unique in a workload. */
  readonly name: string;
  /** An address built into the service, whose connections the preload leads to the stand-in; null where it is told. */
  readonly origin: string | null;
  readonly answeredBy: StandIn | PassThrough;
  /** A DNS server of ours that knows the host of its origin; absent where its connections are led without a lookup. */
  readonly dns?: DnsSettings;
  /** Where its stand-in listens, for a service that was told before; there where it is not any free one. */
  readonly port?: number;
}

/** A server of ours in place of what is called. */
export interface StandIn {
  readonly kind: 'embedded';
  readonly tls: TlsSettings | false;
  readonly latency: Latency;
  readonly bodyBytes: number;
  readonly keepAliveTimeoutMs: number;
  readonly maxRequestsPerSocket: number;
  /** A DynamoDB with so many tables in place of answers; null is answers. */
  readonly dynamodb: { readonly tables: number } | null;
  /** The first that fits a request answers it; without one it is the plain body. */
  readonly answers: readonly Answer[];
}

/** A server that runs already; requests are passed on to it, and counted on the way. */
export interface PassThrough {
  readonly kind: 'url';
  readonly origin: string;
}

/** A time, or a lognormal distribution through its median and 99th percentile. */
export interface Latency {
  readonly p50Ms: number;
  /** Null where every answer takes the same time. */
  readonly p99Ms: number | null;
}

/** What a stand-in answers to some requests. */
export interface Answer {
  /** Null is any method. */
  readonly method: string | null;
  /** A path, or its beginning with a `*`. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
  /** Null is that of the stand-in. */
  readonly latency: Latency | null;
}

export type AnswerBody =
  | { readonly kind: 'text'; readonly text: string; readonly type: string }
  /** A whole path. */
  | { readonly kind: 'file'; readonly file: string }
  /** What the request had. */
  | { readonly kind: 'echo' };

/** Who brings a policy about: the answers of the stand-ins, the preload inside the service, or the load that is sent to it. */
export const FORCINGS = ['downstream', 'preload', 'inbound'] as const;
export type ForcingName = (typeof FORCINGS)[number];

/** What a policy does to the service; what it leaves out is as the service has it. */
export interface ServicePolicy {
  readonly keepAlive?: boolean;
  /** There where anything is forced. */
  readonly by?: ForcingName;
  readonly maxSockets?: number;
  readonly timeoutMs?: number;
  /** How the names of calls with a DNS server are asked for; absent where the service asks as it does. */
  readonly dns?: Exclude<SettingValue<'dns'>, 'system'>;
  /** There where the service runs without the preload that the others have. */
  readonly preload?: false;
  /** Beside those of the service. */
  readonly env: Readonly<Record<string, string>>;
  /** In place of the service's own. */
  readonly command?: readonly string[];
  readonly cwd?: string;
}
