import path from 'node:path';
import type { Pins } from '../model/place.js';
import type { Plan } from '../model/run/plan.js';
import { clientPackages, type FeedRows, type RequestTemplate } from '../model/workload/workload.js';
import { checkTarget, reachTarget } from '../run/targets/index.js';
import { isInstalled, type PackagePlace, packagePlaces } from '../workload/checks/package-places.js';
import { requirePackages } from '../workload/checks/packages.js';
import { feedRows } from '../workload/feed/feed.js';
import { fillSecrets } from '../workload/source/environment.js';
import { hiddenForms, type Mask, maskOf } from '../workload/source/secrets.js';
import { secretTexts, serviceEnvironments } from '../workload/source/service-secrets.js';
import { checkCallHosts, checkedAddresses } from './allowed-target.js';
import { checkCallServers } from './call-servers.js';

/** What a run needs beside its plan; it may hold secrets and belongs into no record. */
export interface Provisions {
  /** With their secrets filled in. */
  readonly requests: readonly RequestTemplate[];
  /** What fills the templates of the requests, or null. */
  readonly feed: FeedRows | null;
  /** Of the target's host, as they were checked; null where it has none, or any are allowed. */
  readonly addresses: readonly string[] | null;
  /** Of the hosts beside it: servers that calls are passed on to, and who tells the CPU of a service. */
  readonly pins: Pins;
  /** Variables of a service by policy, with their secrets filled in. */
  readonly serviceEnvironments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Hosts beyond this machine that a service may connect to. */
  readonly allowHosts: readonly string[];
  /** Where the clients' packages were found. */
  readonly packages: readonly PackagePlace[];
  /** Hides the secrets from what is kept and told. */
  readonly mask: Mask;
  /** The same spellings, for what a service writes into a file. */
  readonly hidden: readonly string[];
}

/** Everything that can be wrong with a plan on this machine is told before the first process starts; `current` stands in place of the current folder. Throws UserMistake. */
export async function provide(
  plan: Plan,
  file: string,
  allowHosts: readonly string[],
  current?: string,
): Promise<Provisions> {
  const { workload } = plan;
  const addresses = await checkedAddresses(plan, allowHosts);
  const pins = await checkCallHosts(plan, allowHosts);
  await checkCallServers(plan, pins);
  const packages = requireFiles(plan, file, current);
  await reachTarget(workload.target, { addresses, pins });
  return {
    packages,
    addresses,
    pins,
    requests: fillSecrets(workload.requests, process.env),
    mask: maskOf(secretTexts(workload), process.env),
    hidden: hiddenForms(secretTexts(workload), process.env),
    serviceEnvironments: serviceEnvironments(workload, process.env),
    allowHosts,
    feed: workload.feed === undefined ? null : feedRows(workload.feed),
  };
}

/** What must be on this machine beside the workload: certificates and packages, which are found. Throws UserMistake. */
export function requireFiles({ workload }: Plan, file: string, current?: string): readonly PackagePlace[] {
  // Standard input has no folder but the current one, which `-` names as well.
  const folder = path.dirname(file);
  checkTarget(workload.target);
  requirePackages(workload, isInstalled, (name) => isInstalled(name, folder));
  return packagePlaces(clientPackages(workload), folder, current);
}
