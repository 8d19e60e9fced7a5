import type { LimitNoun, PolicyFindings } from '../../../model/findings/findings.js';
import type { Network } from '../../../model/workload/workload.js';

/** What a ceiling is computed from, for one policy. */
export interface AtPeak {
  readonly policy: PolicyFindings;
  readonly peakPerSecond: number;
  readonly network: Network;
  /** False where the user wrote no network, and the usual one is assumed. */
  readonly isNetworkTold: boolean;
  readonly tls: boolean;
  /** Containers that serve, of the safe count, with their processes and what they may use of their CPU; null without a fleet. */
  readonly serving: {
    readonly containers: number;
    readonly processes: number;
    readonly vcpus: number;
  } | null;
  /** CPU microseconds that a new connection costs at each end; null where it was not measured. */
  readonly connectionUs: { readonly caller: number | null; readonly called: number | null };
  /** Of a service and of the container that it has; null where one of them is not known. */
  readonly memory?: { readonly peakBytes: number; readonly limitBytes: number } | null;
  /** Bytes of a request and its answer; null where they are not known. */
  readonly bytesPerRequest: number | null;
}

/** One bound at peak: a new one is a file here and a row of the table. */
export interface CeilingRow {
  readonly name: string;
  /** For a column, where the name is too long. */
  readonly short: string;
  /** Who says so, and when, in plain words. */
  readonly source: string;
  /** Null where the policy or the network has no such bound, or the demand is not known. */
  readonly read: (at: AtPeak) => CeilingReading | null;
}

export interface CeilingReading {
  readonly demand: number;
  /** What one of the limited things takes. */
  readonly limit: number;
  readonly unit: string;
  readonly formula: string;
  /** How many of them there are; null where nobody told, or there is no end of them. */
  readonly there: { readonly count: number; readonly noun: LimitNoun } | null;
}

export function containersThere({ serving }: AtPeak): CeilingReading['there'] {
  return serving === null ? null : { count: serving.containers, noun: 'container' };
}

export function processesThere({ serving }: AtPeak): CeilingReading['there'] {
  return serving === null ? null : { count: serving.processes, noun: 'process' };
}
