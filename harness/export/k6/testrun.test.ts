import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import type { FeedRows } from '../../model/workload/feed.js';
import { compilePlan } from '../../plan/compile.js';
import { exampleRun } from '../../testing/example-run.js';
import { COLD } from '../../testing/example-workload.js';
import { requireValid } from '../../testing/kubernetes-manifests.js';
import { k6Exporter } from './k6.js';

const variable = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.looseObject({}).optional(),
});
const script = { name: z.string(), file: z.literal('script.ts') };
const named = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/)
  .max(40);

/** The fields of a TestRun that are written, strictly, after the documentation of k6-operator; those of pods are checked as a pod. */
const testRun = z.strictObject({
  apiVersion: z.literal('k6.io/v1alpha1'),
  kind: z.literal('TestRun'),
  metadata: z.strictObject({ name: named }),
  spec: z.strictObject({
    parallelism: z.int().min(1),
    separate: z.boolean(),
    script: z
      .strictObject({
        configMap: z.strictObject(script).optional(),
        volumeClaim: z.strictObject({ ...script, readOnly: z.literal(true) }).optional(),
      })
      .refine(
        ({ configMap, volumeClaim }) => (configMap === undefined) !== (volumeClaim === undefined),
        'one of the two',
      ),
    args: z.array(z.string()),
    initializer: z.strictObject({ image: z.string(), env: z.array(variable) }),
    runner: z.strictObject({
      image: z.string(),
      env: z.array(variable),
      securityContext: z.looseObject({}),
      resources: z.looseObject({}),
      volumes: z.array(z.looseObject({ name: z.string() })),
      volumeMounts: z.array(z.looseObject({ name: z.string() })),
    }),
  }),
});

type TestRun = z.infer<typeof testRun>;

/** Throws where it is none, or where the pods that the operator makes of it would be none. */
function readTestRun(text: string): TestRun {
  const run = testRun.parse(parse(text));
  for (const podOf of [run.spec.initializer, run.spec.runner]) requireValid(asPod(podOf));
  return run;
}

/** The operator hands these fields on to its pods as they are. */
function asPod(of: TestRun['spec']['initializer'] | TestRun['spec']['runner']): object {
  const { image, env, securityContext, volumes, ...container } = { securityContext: {}, volumes: [], ...of };
  const containers = [{ name: 'k6', image, env, ...container }];
  return { apiVersion: 'v1', kind: 'Pod', spec: { containers, securityContext, volumes } };
}

const NAMES = [
  'cold',
  'keep-alive',
  'Keep Alive',
  'ÄÖ',
  '"q": {x}',
  '-',
  'a'.repeat(80),
  'a'.repeat(79),
  '$(X)',
  "it's #1",
];

const KEY = ['$', '{env.KEY}'].join('');

function testRuns(name: string, policies: readonly string[], shards: number, feed: FeedRows | null = null) {
  const { workload } = exampleRun({ policies: [COLD], histograms: false }).plan;
  const own = policies.map((one) => ({ ...workload.policies[0]!, name: one }));
  const requests = workload.requests.map((one) => ({ ...one, headers: { 'x-key': KEY } }));
  const plan = compilePlan({ ...workload, requests, name, policies: own, baseline: policies[0]! });
  const { files, next, notes } = k6Exporter.write(plan, { holdline: '1.2.3', feed, shards });
  const manifests = files.filter(({ path }) => path.endsWith('.yaml'));
  return {
    runs: manifests.map(({ text }) => readTestRun(text)),
    paths: manifests.map(({ path }) => path),
    next,
    notes,
    files,
  };
}

test('there is a TestRun for each policy, with its name and what it says of pods', () => {
  for (const name of ['peak', 'a'.repeat(80)]) {
    const { runs, paths } = testRuns(name, NAMES, 4);
    assert.deepEqual(
      runs.map(({ spec }) => spec.runner.env.find((one) => one.name === 'HOLDLINE_POLICY')?.value),
      NAMES,
    );
    assert.equal(new Set(paths).size, NAMES.length);
    assert.equal(new Set(runs.map(({ metadata }) => metadata.name)).size, NAMES.length);
    for (const { metadata, spec, kind } of runs) {
      assert.match(metadata.name, /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
      assert.ok(metadata.name.length <= 40, metadata.name);
      assert.deepEqual([kind, spec.parallelism, spec.runner.image], ['TestRun', 4, 'grafana/k6:2.2.0']);
      assert.match(spec.script.configMap!.name, /^holdline-[a-z0-9-]*[a-z0-9]$/);
      assert.deepEqual(spec.args, ['--out', 'json=/out/$(POD_NAME).json.gz']);
    }
  }
});

test('what a ConfigMap cannot hold is read from a volume, and is told', () => {
  const feedOf = (bytes: number): FeedRows => ({
    columns: ['sku'],
    rows: 1,
    bytes: new Uint8Array(bytes).fill(97),
    ends: Uint32Array.of(bytes),
  });
  const small = testRuns('fed', ['cold'], 1, feedOf(1_000_000));
  assert.ok(small.runs[0]!.spec.script.configMap !== undefined);
  assert.match(small.next[0]!, /^kubectl create configmap holdline-fed --from-file=script\.ts --from-file=feed\.json$/);
  const large = testRuns('fed', ['cold'], 1, feedOf(1_048_576));
  assert.equal(large.runs[0]!.spec.script.volumeClaim!.name, 'holdline-fed');
  assert.match(large.notes.join('\n'), /a ConfigMap holds 1048576/);
});

test('a TestRun that the operator or its pods would not take is refused here', () => {
  const { files } = testRuns('peak', ['cold'], 4);
  const text = files.find((file) => file.path.endsWith('.yaml'))!.text;
  const refuses = (one: string, other: string, what: RegExp) => {
    assert.ok(text.includes(one), one);
    assert.throws(() => readTestRun(text.replace(one, other)), what);
  };
  readTestRun(text);
  refuses('parallelism: 4', 'parallelism: 0', /parallelism/);
  refuses('separate:', 'seperate:', /seperate/);
  refuses('memory: 1Gi', 'memory: 1Gb', /memory must match format "quantity"/);
  refuses('runAsNonRoot: true', 'runAsNonRoot: often', /runAsNonRoot must be boolean/);
  refuses('mountPath: /out', 'path: /out', /must have required property mountPath/);
});

/** The definition of k6-operator, whose licence is not ours: it is read where a developer has it, and is not in this tree. */
const CRD = process.env.HOLDLINE_TESTRUN_CRD ?? '';
const skip = existsSync(CRD) ? false : 'HOLDLINE_TESTRUN_CRD names no copy of the TestRun CRD of k6-operator';

test('a TestRun is valid against the definition of k6-operator', { skip }, () => {
  const crd = parse(readFileSync(CRD, 'utf8')) as {
    spec: { versions: { name: string; schema: { openAPIV3Schema: Schema } }[] };
  };
  const version = crd.spec.versions.find(({ name }) => name === 'v1alpha1')!;
  const huge: FeedRows = {
    columns: ['a'],
    rows: 1,
    bytes: new Uint8Array(2_000_000).fill(97),
    ends: Uint32Array.of(2_000_000),
  };
  for (const feed of [null, huge]) {
    for (const run of testRuns('peak', NAMES, 3, feed).runs) {
      assert.deepEqual(faultsOf(run, version.schema.openAPIV3Schema, 'TestRun'), []);
    }
  }
  assert.deepEqual(
    faultsOf({ spec: { parallelism: 'x', scirpt: {} } }, version.schema.openAPIV3Schema, 'TestRun').length > 1,
    true,
  );
});

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: Schema | boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

/** Stricter than the API server, which drops keys that it does not know. */
function faultsOf(value: unknown, schema: Schema, at: string): string[] {
  if (schema['x-kubernetes-int-or-string'])
    return ['string', 'number'].includes(typeof value) ? [] : [`${at} is no int or string`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at} is ${value}`];
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((one, index) => faultsOf(one, schema.items!, `${at}.${index}`));
  }
  if (schema.type !== 'object') {
    const types: Readonly<Record<string, string>> = {
      integer: 'number',
      number: 'number',
      string: 'string',
      boolean: 'boolean',
    };
    return typeof value === types[schema.type ?? ''] ? [] : [`${at} is no ${schema.type}`];
  }
  return faultsOfTree(value, schema, at);
}

function faultsOfTree(value: unknown, schema: Schema, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${at} is no object`];
  const missing = (schema.required ?? []).filter((key) => !(key in value)).map((key) => `${at}.${key} is missing`);
  // The schema leaves the metadata open.
  if (schema.properties === undefined) return missing;
  const inner = Object.entries(value).flatMap(([key, one]) => {
    const own = schema.properties![key];
    return own === undefined ? [`${at}.${key} is not known`] : faultsOf(one, own, `${at}.${key}`);
  });
  return [...missing, ...inner];
}
