import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { parseStartAt } from '../../commands/shard-flags.js';
import { UserMistake } from '../../model/mistake.js';
import { seededRandom } from '../../model/random.js';
import type { Target } from '../../model/workload/workload.js';
import { exampleRun } from '../../testing/example-run.js';
import type { Deployment, Exported, SourceFile } from '../index.js';
import { EXPORTERS } from '../index.js';
import { MOST_CONFIG_MAP_BYTES, nameOf } from './files.js';
import { WAIT_FOR_ALL } from './scripts.js';

/**
 * The fields that are written, strictly, by hand after the reference of Kubernetes 1.33 (batch/v1 Job, core/v1 ConfigMap,
 * PersistentVolumeClaim): a key that is not known there, or of another kind, fails.
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

const HOST = 'orders.shop.svc';
const url = (host = HOST): Target => ({ kind: 'url', origin: `http://${host}:8080`, caFile: null });
const WORKLOAD: SourceFile = { name: 'peak.yaml', text: 'name: peak\n' };

function exported(
  changes: Partial<Deployment> = {},
  shards: number | null = 4,
  name = 'peak',
  target = url(),
): Exported {
  const deployment: Deployment = {
    files: [WORKLOAD],
    flags: [],
    allowHosts: [HOST],
    startAt: null,
    put: false,
    vcpu: 2,
    image: null,
    variables: [],
    yamlOf: (document) => stringify(document, { lineWidth: 120, aliasDuplicateObjects: false }),
    ...changes,
  };
  const { plan } = exampleRun({ name, target, invocations: 1, blocks: 2, histograms: false });
  const load = { ...plan.workload.load, threads: 1, connections: 100_000 } as typeof plan.workload.load;
  const wide = { ...plan, workload: { ...plan.workload, load } };
  return EXPORTERS.kubernetes!.write(wide, { holdline: '0.1.0', feed: null, shards, deployment });
}

/** Every manifest by its path, as Kubernetes would take it. */
function documents({ files }: Exported) {
  return Object.fromEntries(
    files
      .filter(({ path }) => path.endsWith('.yaml'))
      .map(({ path, text }) => [path, SHAPES[path as keyof typeof SHAPES].parse(parse(text))]),
  ) as { 'job.yaml': z.infer<typeof indexed>; 'workload-configmap.yaml': z.infer<typeof configMap> } & Record<
    string,
    unknown
  >;
}

test('the pods are the shards of one run: as many as there are, each once, all at the same time', () => {
  const { spec } = documents(exported({}, 16))['job.yaml'];
  assert.deepEqual([spec.completions, spec.parallelism], [16, 16]);
  const [load] = spec.template.spec.containers;
  assert.deepEqual(load!.env[0], { name: 'JOB_COMPLETIONS', value: '16' });
  assert.equal(load!.image, 'holdline:0.1.0');
  assert.match(
    load!.command[2],
    /exec node \/app\/dist\/harness\/cli\.js load \/workload\/peak\.yaml --allow-host orders\.shop\.svc --start-at "\$\(cat "\/results\/\$RUN\/start-at"\)" --out "\/results\/\$RUN\/shards\/\$JOB_COMPLETION_INDEX"/,
  );
  assert.equal(spec.template.spec.initContainers?.[0]?.name, 'wait-for-all');
});

test('a start that is given needs no pod that waits for others, and addresses need no volume', () => {
  const startAt = '2026-12-01T12:00:00.000Z';
  const given = exported({ startAt, put: true, variables: ['TOKEN'], flags: ['--scale', '10%', '--seed', '7'] });
  const pods = documents(given)['job.yaml'].spec.template.spec;
  assert.equal(pods.initContainers, undefined);
  assert.match(
    pods.containers[0]!.command[2],
    /load \/workload\/peak\.yaml --scale 10% --seed 7 --allow-host .* --start-at 2026-12-01T12:00:00\.000Z /,
  );
  assert.deepEqual(pods.containers[0]!.envFrom, [{ secretRef: { name: 'holdline-peak-env' } }]);
  assert.deepEqual(
    given.files.map(({ path }) => path),
    ['job.yaml', 'workload-configmap.yaml', 'README.md'],
  );
  assert.match(given.files.at(-1)!.text, /kubectl create secret generic holdline-peak-urls --from-file=urls\//);
});

test('pods that are to start later are not ended before', () => {
  const deadline = (startAt: string | null) => documents(exported({ startAt }))['job.yaml'].spec.activeDeadlineSeconds;
  const later = deadline(new Date(Date.now() + 86_400_000).toISOString()) - deadline(null);
  assert.ok(later > 86_300 && later <= 86_400, String(later));
  assert.equal(deadline('2020-01-01T00:00:00Z'), deadline(null));
});

test('the scripts are shell, and pods that come one after the other agree on one start', async (t) => {
  for (const script of [
    ...scriptsOf(exported()),
    ...scriptsOf(exported({ put: true, startAt: '2026-12-01T12:00:00.000Z' })),
  ])
    execFileSync('sh', ['-n', '-c', script]);
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-pods-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = WAIT_FOR_ALL.replaceAll('/results', folder);
  const pods = [0, 1, 2].map((index) => {
    const env = { ...process.env, RUN: 'run', JOB_COMPLETIONS: '3', JOB_COMPLETION_INDEX: String(index) };
    return promisify(execFile)('sh', ['-c', script], { env });
  });
  await Promise.all(pods);
  const startAt = readFileSync(path.join(folder, 'run', 'start-at'), 'utf8').trim();
  const aheadMs = parseStartAt(startAt) - Date.now();
  assert.ok(aheadMs > 20_000 && aheadMs <= 31_000, startAt);
  assert.equal(readFileSync(path.join(folder, 'latest'), 'utf8'), 'run\n');
});

test('a presigned address that takes nothing is told without its signature', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-put-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [script] = scriptsOf(exported({ put: true, startAt: '2026-12-01T12:00:00.000Z' }));
  const [, put] = /-e '([^']+)'/.exec(script!)!;
  const file = path.join(folder, 'run.json');
  writeFileSync(file, '{}');
  const puts = ['//127.0.0.1:1/?signature=s3cret', 'http://127.0.0.1:2/?signature=s3cret'].map(
    async (address, index) => {
      const url = path.join(folder, String(index));
      writeFileSync(url, address);
      const args = ['--input-type=module', '-e', put!, folder, url];
      const failed = await promisify(execFile)(process.execPath, args).catch(
        (error: { code: number; stderr: string }) => error,
      );
      assert.ok('code' in failed && failed.code === 1);
      return failed.stderr;
    },
  );
  const said = (await Promise.all(puts)).join('');
  assert.match(said, /holds no address\n.*ECONNREFUSED/s);
  assert.doesNotMatch(said, /s3cret/);
});

function scriptsOf(one: Exported): string[] {
  const { initContainers = [], containers } = documents(one)['job.yaml'].spec.template.spec;
  return [...initContainers, ...containers].map(({ command }) => command[2]);
}

const told = (text: RegExp) => (error: unknown) => error instanceof UserMistake && text.test(error.message);

test('what pods cannot do is refused, with what would be right', () => {
  assert.throws(() => exported({}, 4, 'peak', url('localhost')), told(/localhost is each pod itself/));
  assert.throws(() => exported({ allowHosts: [] }), told(/would send load to orders\.shop\.svc/));
  assert.throws(() => exported({ put: true }), told(/cannot agree on a start/));
  assert.throws(() => exported({ files: [WORKLOAD, { name: '../feed.csv', text: 'a' }] }), told(/stands outside/));
  assert.throws(() => exported({ files: [WORKLOAD, { name: '/feed.csv', text: 'a' }] }), told(/stands outside/));
  const feed = { name: 'feed.csv', text: 'x'.repeat(MOST_CONFIG_MAP_BYTES) };
  assert.throws(() => exported({ files: [WORKLOAD, feed] }), told(/1048\d+ bytes.*1048576; feed\.csv is the largest/));
});

test('whatever a workload is called and has beside it, the manifests are valid YAML within the limits', () => {
  const random = seededRandom(5);
  const letters = ['a', 'Z', '9', '-', '_', '.', ' ', 'é', '"', "'", '\n', '#', ':', '{', '漢', '$', '`'];
  const word = (most: number) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => letters[Math.floor(random() * letters.length)]).join(
      '',
    );
  for (let round = 0; round < 30; round += 1) {
    const name = word(90);
    const text = word(400);
    const files = [
      { name: `${word(20).replaceAll(/[^\w]/g, 'x')}.yaml`, text },
      { name: `feeds/${word(30).replaceAll(/[^-\w ]/g, 'x')}.csv`, text: word(60) },
    ];
    const shards = 1 + Math.floor(random() * 2000);
    const put = random() < 0.3;
    const startAt = put || random() < 0.5 ? '2026-12-01T12:00:00.000Z' : null;
    const all = documents(exported({ files, put, startAt, flags: ['--seed', word(5)] }, shards, name));
    assert.equal(all['job.yaml'].spec.completions, shards);
    assert.ok(`${nameOf(name)}-merge`.length <= 63 && `${nameOf(name)}-${shards}`.length <= 63);
    assert.deepEqual(
      Object.values(all['workload-configmap.yaml'].data),
      files.map((file) => file.text),
    );
  }
});
