import { FOLDER, RESULTS, WAIT_FOR_ALL } from './scripts.js';

/** The documents that Kubernetes is given, as plain trees. */

export interface JobOptions {
  readonly name: string;
  readonly image: string;
  readonly shards: number;
  /** Cores of a container. */
  readonly vcpu: number;
  /** How long all of it may take, seconds. */
  readonly longestS: number;
  /** Where each key of the ConfigMap is a file. */
  readonly items: readonly { readonly key: string; readonly path: string }[];
  /** What the container runs. */
  readonly script: string;
  /** Whether pods wait for each other and agree on a start. */
  readonly waits: boolean;
  readonly put: boolean;
  /** Names of variables that the workload takes from its environment. */
  readonly variables: readonly string[];
}

/** The user \`node\` of the image. */
const USER = 1000;
/** A shard keeps what it has measured when it is asked to end. */
const GRACE_S = 60;
const RUN = {
  name: 'RUN',
  valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/controller-uid']" } },
};
const RESTRICTED = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

export function claimName(name: string): string {
  return `${name}-results`;
}

export function loadJob(options: JobOptions): object {
  const { name, shards, longestS } = options;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels: labelsOf(name) },
    spec: {
      completionMode: 'Indexed',
      completions: shards,
      parallelism: shards,
      // A share that failed is missing by name; a second try would send it when the others are done.
      backoffLimitPerIndex: 0,
      activeDeadlineSeconds: longestS,
      template: { metadata: { labels: labelsOf(name) }, spec: podOf(options) },
    },
  };
}

function podOf(options: JobOptions): object {
  const { name, waits, put, items } = options;
  const results = put ? { emptyDir: {} } : { persistentVolumeClaim: { claimName: claimName(name) } };
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: GRACE_S,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      seccompProfile: { type: 'RuntimeDefault' },
      // One of those that Kubernetes calls safe: nearly all ports may be used for connections.
      sysctls: [{ name: 'net.ipv4.ip_local_port_range', value: '1024 65535' }],
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: labelsOf(name) },
      },
    ],
    ...(waits && { initContainers: [containerOf(options, 'wait-for-all', WAIT_FOR_ALL, SMALL)] }),
    containers: [containerOf(options, 'load', options.script, resourcesOf(options.vcpu))],
    volumes: [
      { name: 'workload', configMap: { name, items } },
      { name: 'results', ...results },
      { name: 'tmp', emptyDir: {} },
      ...(put ? [{ name: 'urls', secret: { secretName: `${name}-urls` } }] : []),
    ],
  };
}

const SMALL = { requests: { cpu: '50m', memory: '32Mi' }, limits: { cpu: '200m', memory: '64Mi' } };

/** The whole of it is requested: a container that is throttled measures its quota. */
function resourcesOf(vcpu: number): object {
  const amount = { cpu: String(vcpu), memory: `${1024 + 512 * vcpu}Mi` };
  return { requests: amount, limits: amount };
}

function containerOf(
  { image, shards, name, put, variables }: JobOptions,
  role: string,
  script: string,
  resources: object,
) {
  return {
    name: role,
    image,
    command: ['/bin/sh', '-c', script],
    workingDir: '/tmp',
    env: [{ name: 'JOB_COMPLETIONS', value: String(shards) }, RUN],
    ...(variables.length > 0 && role === 'load' && { envFrom: [{ secretRef: { name: `${name}-env` } }] }),
    resources,
    securityContext: RESTRICTED,
    volumeMounts: [
      { name: 'workload', mountPath: FOLDER, readOnly: true },
      { name: 'results', mountPath: RESULTS },
      { name: 'tmp', mountPath: '/tmp' },
      ...(put && role === 'load' ? [{ name: 'urls', mountPath: '/urls', readOnly: true }] : []),
    ],
  };
}

/** One pod that merges what the others have left in the volume. */
export function mergeJob(options: JobOptions): object {
  const { name } = options;
  const role = `${name}-merge`;
  const pod = podOf({ ...options, waits: false }) as Record<string, unknown>;
  const { topologySpreadConstraints: _, ...spec } = pod;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: role, labels: labelsOf(role) },
    spec: { backoffLimit: 0, template: { metadata: { labels: labelsOf(role) }, spec } },
  };
}

export function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: labelsOf(name) }, data };
}

/** Room for the records of all shards, and for what is merged of them. */
export function resultsClaim(name: string, shards: number): object {
  const storage = `${Math.max(1, Math.ceil((shards * MIB_PER_SHARD) / 1024))}Gi`;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claimName(name), labels: labelsOf(name) },
    spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage } } },
  };
}

const MIB_PER_SHARD = 32;

function labelsOf(name: string) {
  return { 'app.kubernetes.io/name': 'holdline', 'app.kubernetes.io/instance': name };
}
