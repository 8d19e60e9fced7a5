import type { ClientName } from '../../../model/workload/clients.js';
import type { Problem } from '../../problem.js';
import type { Scope } from '../scope.js';

/** What clients with a row for it refuse of a whole workload. */
export type ClientRule = (scope: Scope, client: ClientName) => readonly Problem[];
