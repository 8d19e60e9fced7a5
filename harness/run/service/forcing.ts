import type { ForcingName, ServicePolicy } from '../../model/workload/service.js';
import type { PreloadSettings } from './preload.js';

/** How a policy is brought about in a service whose code stays as it is. */
export interface Forcing {
  /** Whether the stand-ins end the connection of every answer. */
  readonly closes: boolean;
  /** What the preload makes of every Agent and of fetch; absent where it only watches. */
  readonly preload?: NonNullable<PreloadSettings['policy']>;
}

/** A new way is a row here, and a name in the model. */
const FORCINGS: { readonly [Name in ForcingName]: (policy: ServicePolicy) => Forcing } = {
  // Any language; it can only switch reuse off.
  downstream: ({ keepAlive }) => ({ closes: keepAlive === false }),
  // What is sent to the service ends its own connections, and the service is as it is.
  inbound: () => ({ closes: false }),
  preload: ({ keepAlive, maxSockets, timeoutMs }) => ({
    closes: false,
    preload: {
      ...(keepAlive !== undefined && { keepAlive }),
      ...(maxSockets !== undefined && { maxSockets }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    },
  }),
};

/** What a policy asks of the stand-ins and of the preload; nothing of either where it leaves the service as it is. */
export function forcingOf(policy: ServicePolicy | undefined): Forcing {
  return policy?.by === undefined ? { closes: false } : FORCINGS[policy.by](policy);
}
