import type { Endpoint } from '../../model/protocol/slot.js';
import type { Workload } from '../../model/workload/workload.js';
import { startEmbedded } from './embedded.js';
import type { RunningTarget } from './running-target.js';
import { NOWHERE } from './simulated.js';
import { urlEndpoint } from './url.js';

const NEVER = new Promise<never>(() => {});

export function openTarget(workload: Workload): Promise<RunningTarget> {
  const { target } = workload;
  switch (target.kind) {
    case 'embedded':
      return startEmbedded(target, workload.policies, workload.load.seed);
    case 'url':
      return Promise.resolve(elsewhere(urlEndpoint(target)));
    case 'simulated':
      return Promise.resolve(elsewhere(NOWHERE));
  }
}

function elsewhere(endpoint: Endpoint): RunningTarget {
  return {
    pids: [],
    endpointOf: () => endpoint,
    read: async () => null,
    lost: NEVER,
    close: async () => {},
  };
}
