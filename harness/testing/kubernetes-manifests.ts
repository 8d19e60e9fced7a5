import { Job } from 'kubernetes-models/batch/v1/Job';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Pod } from 'kubernetes-models/v1/Pod';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Exported } from '../export/index.js';

/** What Kubernetes would say of a manifest: its own schemas, of `kubernetes-models`, and what they leave open. */

/** By what its first two lines say; each throws, with the place, for a value of another type, or one that is left out. */
const MODELS: Readonly<Record<string, new (document: never) => { validate(): void }>> = {
  'batch/v1 Job': Job,
  'v1 ConfigMap': ConfigMap,
  'v1 PersistentVolumeClaim': PersistentVolumeClaim,
  'v1 Pod': Pod,
};

/** Throws where a document is not what the schemas of Kubernetes say of its kind. */
export function requireValid(document: object): void {
  const { apiVersion, kind } = document as { apiVersion?: unknown; kind?: unknown };
  const Model = MODELS[`${apiVersion} ${kind}`];
  if (Model === undefined) throw new Error(`there is no schema of ${apiVersion} ${kind}`);
  new Model(document as never).validate();
}

/**
 * The fields that are written, strictly: the schemas of Kubernetes let a key pass that they do not know, so that one that is
 * misspelt would be dropped in silence; and what our pods promise beyond validity, such as no root.
 */
const label = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9._]*[a-z0-9])?$/)
  .max(63);
const meta = z.strictObject({ name: label, labels: z.record(z.string(), label) });
const quantity = z.string().regex(/^\d+(\.\d+)?(m|Mi|Gi)?$/);
const amounts = z.strictObject({ cpu: quantity, memory: quantity });
const relative = z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$)).+$/);
const container = z.strictObject({
  name: label,
  image: z.string().min(1),
  command: z.tuple([z.literal('/bin/sh'), z.literal('-c'), z.string().min(1)]),
  workingDir: z.string(),
  env: z.array(
    z.union([
      z.strictObject({ name: z.string(), value: z.string() }),
      z.strictObject({
        name: z.string(),
        valueFrom: z.strictObject({ fieldRef: z.strictObject({ fieldPath: z.string() }) }),
      }),
    ]),
  ),
  envFrom: z.array(z.strictObject({ secretRef: z.strictObject({ name: label }) })).optional(),
  resources: z.strictObject({ requests: amounts, limits: amounts }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(z.strictObject({ name: label, mountPath: z.string(), readOnly: z.boolean().optional() })),
});
const volume = z.union([
  z.strictObject({
    name: label,
    configMap: z.strictObject({ name: label, items: z.array(z.strictObject({ key: z.string(), path: relative })) }),
  }),
  z.strictObject({ name: label, emptyDir: z.strictObject({}) }),
  z.strictObject({ name: label, persistentVolumeClaim: z.strictObject({ claimName: label }) }),
  z.strictObject({ name: label, secret: z.strictObject({ secretName: label }) }),
]);
const pod = z.strictObject({
  restartPolicy: z.literal('Never'),
  automountServiceAccountToken: z.literal(false),
  enableServiceLinks: z.literal(false),
  terminationGracePeriodSeconds: z.int(),
  securityContext: z.strictObject({
    runAsNonRoot: z.literal(true),
    runAsUser: z.int(),
    runAsGroup: z.int(),
    fsGroup: z.int(),
    seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
    sysctls: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  }),
  topologySpreadConstraints: z
    .array(
      z.strictObject({
        maxSkew: z.int().min(1),
        topologyKey: z.string(),
        whenUnsatisfiable: z.enum(['DoNotSchedule', 'ScheduleAnyway']),
        labelSelector: z.strictObject({ matchLabels: z.record(z.string(), label) }),
      }),
    )
    .optional(),
  initContainers: z.array(container).optional(),
  containers: z.array(container).length(1),
  volumes: z.array(volume),
});
const template = z.strictObject({ metadata: z.strictObject({ labels: z.record(z.string(), label) }), spec: pod });
const head = { apiVersion: z.literal('batch/v1'), kind: z.literal('Job'), metadata: meta };
const indexed = z.strictObject({
  ...head,
  spec: z.strictObject({
    completionMode: z.literal('Indexed'),
    completions: z.int().min(1),
    parallelism: z.int().min(1),
    backoffLimitPerIndex: z.literal(0),
    activeDeadlineSeconds: z.int().min(1),
    template,
  }),
});
const single = z.strictObject({ ...head, spec: z.strictObject({ backoffLimit: z.literal(0), template }) });
const configMap = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata: meta,
  data: z.record(z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/), z.string()),
});
const claim = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('PersistentVolumeClaim'),
  metadata: meta,
  spec: z.strictObject({
    accessModes: z.tuple([z.literal('ReadWriteMany')]),
    resources: z.strictObject({ requests: z.strictObject({ storage: quantity }) }),
  }),
});
const SHAPES = {
  'job.yaml': indexed,
  'workload-configmap.yaml': configMap,
  'results-claim.yaml': claim,
  'merge/merge-job.yaml': single,
} as const;

export type Manifests = {
  'job.yaml': z.infer<typeof indexed>;
  'workload-configmap.yaml': z.infer<typeof configMap>;
} & Record<string, unknown>;

/** Every manifest by its path, as Kubernetes would take it. */
export function manifests({ files }: Exported): Manifests {
  const found = files
    .filter(({ path }) => path.endsWith('.yaml'))
    .map(({ path, text }) => [path, manifest(path, text)]);
  return Object.fromEntries(found) as Manifests;
}

function manifest(path: string, text: string): unknown {
  const document: unknown = parse(text);
  requireValid(document as object);
  return SHAPES[path as keyof typeof SHAPES].parse(document);
}
