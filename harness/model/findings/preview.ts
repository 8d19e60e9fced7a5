import type { Question } from './question.js';

/** What a plan would do, before anything is started or sent. */
export interface Preview {
  readonly kind: 'preview';
  readonly schemaVersion: 1;
  readonly workload: { readonly name: string; readonly sha256: string };
  readonly peakPerSecond: number;
  /** The rate of a slot on average; null for a closed loop. */
  readonly offeredPerSecond: number | null;
  readonly question: Question;
  readonly invocations: number;
  /** Of all invocations. */
  readonly blocks: number;
  readonly slots: number;
  /** Blocks that may be added for dropped ones. */
  readonly spareBlocks: number;
  /** An estimate, without spare blocks; 0 on a virtual clock. */
  readonly durationMs: number;
  readonly requests: readonly HostRequests[];
  /** Where the run would be written. */
  readonly folder: string;
}

/** What one host would be sent. */
export interface HostRequests {
  /** With its port; null where no request can leave this machine. */
  readonly host: string | null;
  /** At most, warm-up and spare blocks included; null for a closed loop, whose rate the answers set. */
  readonly most: number | null;
  /** Whether the run would be let through to it. */
  readonly allowed: boolean;
}
