import { type ClientCheckName, traitsOf } from '../../../model/workload/clients.js';
import { clientsOf } from '../client.js';
import type { Check } from '../scope.js';
import { checkFetchStandard } from './fetch-standard.js';
import { checkAsciiHeaders, checkLowerHost, checkOneServerName } from './header-rules.js';
import { checkOwnLoop } from './own-loop.js';
import type { ClientRule } from './rule.js';

/** A row of `CLIENTS` names those that are its. */
const RULES: Readonly<Record<ClientCheckName, ClientRule>> = {
  'own-loop': checkOwnLoop,
  'fetch-standard': checkFetchStandard,
  'lower-host': checkLowerHost,
  'ascii-headers': checkAsciiHeaders,
  'one-server-name': checkOneServerName,
};

export const checkClientRules: Check = (scope) =>
  clientsOf(scope).flatMap(({ client }) => traitsOf(client).checks.flatMap((name) => RULES[name](scope, client)));
