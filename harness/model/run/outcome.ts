import type { FailureCause } from './tally.js';

/** How a run ended. */
export type Outcome =
  | { readonly kind: 'complete' }
  | { readonly kind: 'interrupted' }
  /** With what its last failures had to say, where it did not end by itself; older records did not keep it. */
  | { readonly kind: 'target-lost'; readonly reason: string; readonly causes?: readonly FailureCause[] }
  /** A replayer ended by itself outside a block, or more often than it was replaced; the target is not to blame. */
  | { readonly kind: 'replayer-lost'; readonly reason: string }
  /** A bug of ours: the first error, with its stack. */
  | { readonly kind: 'failed'; readonly error: string };
