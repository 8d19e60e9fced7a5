import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { seededRandom } from '../../model/random.js';
import type { UrlTarget } from '../../model/workload/target.js';
import { exported, HOST, url } from '../../testing/example-export.js';
import { manifests, requireValid } from '../../testing/kubernetes-manifests.js';
import { draws } from '../../testing/whole.js';
import { nameOf } from './files.js';

const ROUNDS = draws(20, 300);

test('whatever a workload is called and has beside it, the manifests are valid YAML within the limits', () => {
  const random = seededRandom(5);
  const letters = ['a', 'Z', '9', '-', '_', '.', ' ', 'é', '"', "'", '\n', '#', ':', '{', '漢', '$', '`'];
  const word = (most: number) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => letters[Math.floor(random() * letters.length)]).join(
      '',
    );
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)];
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = word(90);
    const text = word(400);
    const files = [
      { name: `${word(20).replaceAll(/[^\w]/g, 'x')}.yaml`, text },
      { name: `feeds/${word(30).replaceAll(/[^-\w ]/g, 'x')}.csv`, text: word(60) },
    ];
    const shards = 1 + Math.floor(random() * 2000);
    const put = random() < 0.3;
    const startAt = put || random() < 0.5 ? '2026-12-01T12:00:00.000Z' : null;
    const target = url(pick([HOST, '10.1.2.3', '[fd00::1]', 'a-b.c'])!, pick(['http', 'https'])!);
    const allowHosts = [new URL((target as UrlTarget).origin).hostname.replace(/^\[(.*)\]$/, '$1'), word(9)];
    const pod = { vcpu: pick([0.1, 0.7, 1, 1.1, 2, 63])!, image: pick([null, 'registry:5000/a/b@sha256:0123'])! };
    const variables = pick([[], ['TOKEN'], ['A', 'B_2']])!;
    const changes = { files, put, startAt, flags: ['--seed', word(5)], allowHosts, variables, ...pod };
    const design = { invocations: pick([1, 3])!, blocks: pick([2, 4])! };
    const all = manifests(exported(changes, shards, name, target, design));
    assert.equal(all['job.yaml'].spec.completions, shards);
    assert.ok(`${nameOf(name)}-merge`.length <= 63 && `${nameOf(name)}-${shards}`.length <= 63);
    assert.deepEqual(
      Object.values(all['workload-configmap.yaml'].data),
      files.map((file) => file.text),
    );
  }
});

test('a manifest that Kubernetes would refuse is refused here', () => {
  const job = exported().files.find(({ path }) => path === 'job.yaml')!.text;
  const refuses = (one: string, other: string, what: RegExp) => {
    assert.ok(job.includes(one), one);
    assert.throws(() => requireValid(parse(job.replace(one, other)) as object), what);
  };
  requireValid(parse(job) as object);
  refuses('parallelism: 4', 'parallelism: four', /spec\/parallelism must be integer/);
  refuses('completionMode: Indexed', 'completionMode: Index', /completionMode must be equal to one of/);
  refuses('name: load\n', 'title: x\n', /must have required property name/);
  refuses('cpu: "2"', 'cpu: two', /cpu must match format "quantity"/);
  refuses('maxSkew: 1', 'maxSkew: "1"', /maxSkew must be integer/);
  refuses('kind: Job', 'kind: Jub', /no schema of batch\/v1 Jub/);
  const misspelt = exported().files.map(({ path, text }) => ({
    path,
    text: text.replace('parallelism', 'paralellism'),
  }));
  assert.throws(() => manifests({ files: misspelt, notes: [], next: [] }), /paralellism/);
});
