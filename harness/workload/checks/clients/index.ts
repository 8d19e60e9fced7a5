import { type ClientCheckName, traitsOf } from '../../../model/workload/clients.js';
import { clientsOf } from '../client.js';
import type { Check } from '../scope.js';
import { checkFetchStandard } from './fetch-standard.js';
import { checkOwnLoop } from './own-loop.js';

/** What a client refuses of a whole workload: a row of `CLIENTS` names those that are its. */
const CLIENT_CHECKS: Readonly<Record<ClientCheckName, Check>> = {
  'own-loop': checkOwnLoop,
  'fetch-standard': checkFetchStandard,
};

export const checkClientRules: Check = (scope) => {
  const names = new Set(clientsOf(scope).flatMap(({ client }) => traitsOf(client).checks));
  return [...names].flatMap((name) => CLIENT_CHECKS[name](scope));
};
