import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import { exported, url, WORKLOAD } from '../../testing/example-export.js';
import { manifests } from '../../testing/kubernetes-manifests.js';
import { MOST_CONFIG_MAP_BYTES } from './files.js';

test('the pods are the shards of one run: as many as there are, each once, all at the same time', () => {
  const { spec } = manifests(exported({}, 16))['job.yaml'];
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
  const pods = manifests(given)['job.yaml'].spec.template.spec;
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
  const deadline = (startAt: string | null) => manifests(exported({ startAt }))['job.yaml'].spec.activeDeadlineSeconds;
  const later = deadline(new Date(Date.now() + 86_400_000).toISOString()) - deadline(null);
  assert.ok(later > 86_300 && later <= 86_400, String(later));
  assert.equal(deadline('2020-01-01T00:00:00Z'), deadline(null));
});

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
