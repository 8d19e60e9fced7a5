import { isLoopback } from '../../model/loopback.js';
import { mistake } from '../../model/mistake.js';
import { placeIn } from '../../model/place.js';
import type { Plan } from '../../model/run/plan.js';
import { MOST_AHEAD_MS } from '../../model/run/shard.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { connectionBound } from '../../model/workload/workload.js';
import { timetableOf } from '../../plan/timetable.js';
import type { Deployment, ExportedFile, Exporter, ExportOptions } from '../exporter.js';
import { configMapData, nameOf } from './files.js';
import { claimName, configMap, type JobOptions, loadJob, mergeJob, resultsClaim } from './job.js';
import { readme } from './readme.js';
import { LONGEST_WAIT_S, loadScript, MERGE } from './scripts.js';

const DEFAULT_SHARDS = 2;

/** An Indexed Job, whose pods are the shards of one run; neither namespace nor operator is asked for. */
export const kubernetesExporter: Exporter = {
  says: 'an Indexed Job of Kubernetes whose pods share the load, and what merges it',
  write(plan, options) {
    const { deployment } = options;
    const shards = options.shards ?? DEFAULT_SHARDS;
    if (deployment === undefined) throw new Error('without the files of the workload there is nothing to export');
    requireReachable(plan, deployment);
    requireConnections(plan, shards, deployment.vcpu);
    if (deployment.put && deployment.startAt === null)
      throw mistake('without a volume that all pods see they cannot agree on a start', 'name one with --start-at');
    const name = nameOf(plan.workload.name);
    const { data, items } = configMapData(deployment.files);
    const job = jobOptions(plan, { ...options, shards }, deployment, name, items);
    const { put, yamlOf } = deployment;
    const yaml = (path: string, document: object): ExportedFile => ({ path, text: yamlOf(document) });
    return {
      files: [
        yaml('job.yaml', loadJob(job)),
        yaml('workload-configmap.yaml', configMap(name, data)),
        ...(put
          ? []
          : [
              yaml('results-claim.yaml', resultsClaim(name, shards)),
              yaml('merge/merge-job.yaml', mergeJob({ ...job, script: MERGE })),
            ]),
        { path: 'README.md', text: readme({ job, put, planMs: timetableOf(plan).durationMs }) },
      ],
      notes: notesOf(job, deployment.startAt),
      next: commandsOf(job),
    };
  },
};

function jobOptions(
  plan: Plan,
  { holdline, shards }: ExportOptions & { readonly shards: number },
  { flags, allowHosts, startAt, put, vcpu, image, files, variables }: Deployment,
  name: string,
  items: JobOptions['items'],
): JobOptions {
  const words = [...flags, ...allowHosts.flatMap((host) => ['--allow-host', host])];
  return {
    name,
    image: image ?? `holdline:${holdline}`,
    shards,
    vcpu,
    longestS: untilS(startAt) + Math.ceil(timetableOf(plan).durationMs / 1000) + 2 * LONGEST_WAIT_S,
    items,
    script: loadScript({ workload: files[0]!.name, words, startAt, put }),
    waits: startAt === null,
    put,
    variables,
  };
}

/** Pods that are applied at once stand there until they start, and their deadline runs meanwhile. */
function untilS(startAt: string | null): number {
  return startAt === null ? 0 : Math.max(0, Math.ceil((Date.parse(startAt) - Date.now()) / 1000));
}

/** Throws UserMistake where pods would call themselves, or a host that nobody has allowed. */
function requireReachable({ workload }: Plan, { allowHosts }: Deployment): void {
  const { origin } = targetFacts(workload.target);
  if (origin === null)
    throw mistake(
      'the target is started with the run, and pods would each call their own',
      'name a server with target: { url: ... }',
    );
  const { host } = placeIn(new URL(origin));
  if (isLoopback(host))
    throw mistake(
      `${host} is each pod itself`,
      'name the server as pods reach it, such as http://orders.shop.svc:8080',
    );
  if (!allowHosts.some((one) => one.toLowerCase() === host.toLowerCase()))
    throw mistake(
      `the pods would send load to ${host}`,
      `if it is yours and expects it, allow it by name: --allow-host ${host}`,
    );
}

function requireConnections({ workload: { load } }: Plan, shards: number, vcpu: number): void {
  const [bound, needed] = [connectionBound(load), shards * Math.max(load.threads, Math.ceil(vcpu))];
  if (bound >= needed) return;
  throw mistake(
    `load.connections is ${bound} for all pods together, and ${shards} of them need ${needed}: one for each thread`,
    `write connections: ${needed} or more under load`,
  );
}

function notesOf({ name, put, variables, waits }: JobOptions, startAt: string | null): string[] {
  return [
    ...(untilS(startAt) * 1000 <= MOST_AHEAD_MS
      ? []
      : [`apply it within the day before ${startAt}: a pod refuses to wait longer`]),
    'no block is replaced: a shard cannot know that another one has dropped it',
    ...(waits ? [`pods wait up to ${LONGEST_WAIT_S} s until all of them run, and start together`] : []),
    ...(put
      ? [`each shard sends its record to its own address: the Secret ${name}-urls has one for each number, from 0`]
      : [`the claim ${claimName(name)} must be writable by all pods at once (ReadWriteMany)`]),
    ...(variables.length > 0 ? [`the Secret ${name}-env must hold ${variables.join(', ')}`] : []),
  ];
}

function commandsOf({ name, longestS, put }: JobOptions): string[] {
  return [
    'kubectl apply -f .',
    `kubectl wait --for=condition=complete --timeout=${longestS}s job/${name}`,
    put
      ? 'holdline merge SHARDS/*   # the records, once they are fetched from the bucket'
      : `kubectl apply -f merge && kubectl wait --for=condition=complete --timeout=600s job/${name}-merge; kubectl logs job/${name}-merge`,
  ];
}
