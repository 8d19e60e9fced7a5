/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: a workload's own placeholder. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { expectedArrivals } from '../../model/arrivals/profile.js';
import { UserMistake } from '../../model/mistake.js';
import { weightedPick } from '../../model/pick.js';
import type { Plan } from '../../model/run/plan.js';
import { compilePlan } from '../../plan/compile.js';
import { tempFolder } from '../../testing/cli.js';
import { arrivalsOf, compileScripts, loadScript } from '../../testing/k6-stand-in.js';
import { DEFAULT_OPTIONS, folder, workloadOf } from '../../testing/workload-files.js';
import { feedRows } from '../../workload/feed/feed.js';
import { parseWorkload } from '../../workload/read.js';
import type { Exported } from '../exporter.js';
import { k6Exporter } from './k6.js';

const SHIPPED = fileURLToPath(new URL('../../../../workloads/', import.meta.url));
const ENV = { HOLDLINE_POLICY: 'cold', BASE_URL: 'http://server.test:8080/' };

const plans = new Map<string, Plan>();
/** Of those that k6 has no word for: a service whose connections are measured, operations of DynamoDB, and no server at all. */
const others: string[] = [];
const OTHER = /^service:|^ +(simulated|service):|dynamodb:/m;
for (const name of readdirSync(SHIPPED).filter((one) => one.endsWith('.yaml'))) {
  const file = path.join(SHIPPED, name);
  const text = readFileSync(file, 'utf8');
  plans.set(name.slice(0, -5), compilePlan(parseWorkload(file, text, DEFAULT_OPTIONS)));
  if (OTHER.test(text)) others.push(name.slice(0, -5));
}

const FEED = path.join(folder, 'k6-feed.csv');
writeFileSync(FEED, 'sku,note\nA/1,"say ""hi"""\nB`2,${x}\n');
const HEAD = 'name: own\npeak: 150/min\ntarget: { url: "http://127.0.0.1:9" }\n';
const POLICIES = 'policies: { cold: { keepAlive: false }, keep: { keepAlive: true, requestTimeout: 2s } }\n';
const own = (text: string, env = {}) => compilePlan(workloadOf(HEAD + POLICIES + text, { env }));
plans.set(
  'fed',
  own(
    `feed: ${FEED}
requests:
  - { name: "it's \\"one\\"", weight: 3, get: "/\`$\{x}/{{sku}}/{{n}}", headers: { x-key: "\${env.K6_KEY}", x-id: "{{uuid}}" } }
  - { name: two, post: /two, json: { note: "{{note}}", id: "{{uuid}}", key: "\${env.K6_KEY}" } }
load: { rate: 2.5/s, connections: 9, arrivals: uniform }
design: { slot: 10s }
gates:
  - { metric: responseTimeP99Ms, policy: keep, max: 50 }
  - { metric: failureShare, policy: keep, max: 0 }
`,
    { K6_KEY: 'k"1' },
  ),
);
plans.set(
  'closed',
  own('load: { connections: 7 }\ndesign: { slot: 2s, leadIn: 500ms, warmup: 500ms, invocations: 1, blocks: 2 }\n'),
);
plans.set(
  'sequence',
  own('load: { sequence: 40 }\ndesign: { invocations: 1, blocks: 2, leadIn: 0ms, warmup: 100ms }\n'),
);

function write(plan: Plan, shards: number | null = null): Exported {
  const { feed } = plan.workload;
  return k6Exporter.write(plan, { holdline: '1.2.3', feed: feed === undefined ? null : feedRows(feed), shards });
}

const refused = new Map<string, string>();
const exported = new Map<string, Exported>();
for (const [name, plan] of plans) {
  try {
    exported.set(name, write(plan));
  } catch (error) {
    assert.ok(error instanceof UserMistake, String(error));
    refused.set(name, error.message);
  }
}
const textOf = (name: string, file = 'script.ts') => exported.get(name)!.files.find((one) => one.path === file)!.text;

describe('a script of k6', () => {
  const scripts = new Map([...exported.keys()].map((name) => [name, textOf(name)]));
  const compiled = compileScripts(tempFolder({ after: (end) => process.once('exit', end) }), scripts);
  const load = (name: string, env: Readonly<Record<string, string>> = {}, files = {}) =>
    loadScript(compiled.javaScript(name), { ...ENV, ...env }, files);
  it('is written for every shipped workload, or one line says why it cannot be', () => {
    assert.ok(others.length >= 8 && exported.size >= 10);
    assert.deepEqual([...refused.keys()], others);
    for (const why of refused.values()) assert.match(why, /^[\w-]+ cannot be expressed in k6: [^\n]+$/);
  });

  it('type-checks against the types of k6, strictly', () => assert.equal(compiled.said, ''));

  it('has the rates of the plan, in whole numbers', () => {
    for (const [name, { workload, invocations }] of plans) {
      const { load: asked, design, policies } = workload;
      if (!exported.has(name) || asked.kind === 'closed') continue;
      const { scenarios } = load(
        name,
        { HOLDLINE_POLICY: policies[0]!.name, K6_KEY: 'k' },
        { './feed.json': '[]' },
      ).options;
      const { holdline } = scenarios;
      const numbers = [
        holdline.rate ?? 0,
        holdline.startRate ?? 0,
        ...(holdline.stages ?? []).map(({ target }) => target),
      ];
      assert.ok(numbers.every(Number.isInteger), name);
      const slots = invocations.reduce((sum, { blocks }) => sum + blocks.length, 0);
      const leadInMs = design.leadInMs === 0 ? 0 : design.leadInMs + design.warmupMs;
      const expected = expectedArrivals(asked.stages) * slots;
      assert.ok(Math.abs(arrivalsOf(holdline, leadInMs) / expected - 1) < 1e-9, `${name}: ${JSON.stringify(holdline)}`);
      assert.equal(holdline.maxVUs, asked.connections);
      assert.ok(holdline.preAllocatedVUs! >= 1 && holdline.preAllocatedVUs! <= holdline.maxVUs!);
    }
  });

  it('of a closed loop has as many VUs as requests in flight', () => {
    assert.deepEqual(load('closed').options.scenarios.holdline, {
      executor: 'constant-vus',
      vus: 7,
      duration: '5000ms',
    });
    const { vus, iterations, executor } = load('sequence').options.scenarios.holdline;
    assert.deepEqual({ vus, iterations, executor }, { vus: 1, iterations: 80, executor: 'shared-iterations' });
  });

  it('picks the request that holdline picks for each number', () => {
    for (const name of ['microservice-200k', 'peak', 'fed']) {
      const { requests, load: asked } = plans.get(name)!.workload;
      const script = load(name, { K6_KEY: 'k' }, { './feed.json': '[{"sku":"","note":""}]' });
      const pick = weightedPick(
        requests.map(({ weight }) => weight),
        asked.seed,
      );
      for (let n = 0; n < 300; n += 1) assert.equal(script.iterate(n).params.tags.name, requests[pick(n)]!.name);
    }
  });

  it('switches policies by the environment, with the thresholds of each', () => {
    const of = (policy: string) => {
      const { noConnectionReuse, dns, thresholds } = load(
        'fed',
        { HOLDLINE_POLICY: policy, K6_KEY: 'k' },
        { './feed.json': '[{}]' },
      ).options;
      return { noConnectionReuse, ttl: dns.ttl, thresholds };
    };
    const common = {
      dropped_iterations: ['count==0'],
      'holdline_response_time{holdline_phase:measured}': ['p(99)<=100'],
      'http_req_failed{holdline_phase:measured}': ['rate<=0.01'],
    };
    assert.deepEqual(of('cold'), { noConnectionReuse: true, ttl: '0', thresholds: common });
    assert.deepEqual(of('keep'), {
      noConnectionReuse: false,
      ttl: '0',
      thresholds: {
        dropped_iterations: ['count==0'],
        'holdline_response_time{holdline_phase:measured}': ['p(99)<=100', 'p(99)<=50'],
        'http_req_failed{holdline_phase:measured}': ['rate<=0.01', 'rate<=0'],
      },
    });
    assert.equal(load('kubernetes-dns', { HOLDLINE_POLICY: 'cached' }).options.dns.ttl, '5m');
    assert.throws(() => of('hot'), /there is no policy hot: cold, keep/);
    assert.throws(() => load('peak', { BASE_URL: '' }), /set BASE_URL/);
    assert.throws(() => load('fed', { K6_KEY: '' }, { './feed.json': '[]' }), /set K6_KEY/);
    const { thresholds } = load('peak', { HOLDLINE_POLICY: 'keep-alive' }).options;
    assert.deepEqual(thresholds['holdline_connection_opened{holdline_phase:measured}'], ['rate<=0.05']);
  });

  it('fills its requests from the feed, the environment and the number', () => {
    const script = load('fed', { K6_KEY: 'k"1' }, { './feed.json': textOf('fed', 'feed.json') });
    const sent = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({ n, ...script.iterate(n) }));
    const one = sent.find(({ n, method }) => method === 'GET' && n % 2 === 1)!;
    assert.equal(one.url, `http://server.test:8080/\`$\{x}/B%602/${one.n}`);
    assert.deepEqual(one.params.headers, { 'x-key': 'k"1', 'x-id': 'ffffffff-ffff-4fff-bfff-ffffffffffff' });
    const two = sent.find(({ method }) => method === 'POST')!;
    const note = two.n % 2 === 0 ? 'say "hi"' : '${x}';
    assert.deepEqual(JSON.parse(two.body!), { note, id: 'ffffffff-ffff-4fff-bfff-ffffffffffff', key: 'k"1' });
  });

  it('counts connections, handshakes and times of what was measured, and of the lead-in apart', () => {
    const script = load('peak');
    const cold = { status: 200, timings: { blocked: 3, connecting: 1, tls_handshaking: 1.5, duration: 4 } };
    script.iterate(0, { answers: cold });
    script.iterate(1);
    script.iterate(2, { atMs: 10, answers: { ...cold, status: 503 } });
    const of = (metric: string) => script.added.filter((one) => one.metric === metric).map(({ value }) => value);
    assert.deepEqual(of('holdline_connections'), [1, 0, 1]);
    assert.deepEqual(of('holdline_handshakes'), [1, 0, 1]);
    assert.deepEqual(of('holdline_connection_opened'), [true, false, true]);
    assert.deepEqual(of('holdline_handshake_made'), [true, false, true]);
    assert.deepEqual(of('holdline_response_time'), [7, 4.5]);
    const phases = script.added
      .filter(({ metric }) => metric === 'holdline_connections')
      .map(({ tags }) => tags.holdline_phase);
    assert.deepEqual(phases, ['measured', 'measured', 'lead-in']);
    assert.ok(script.checked.length === 3 && script.checked.every((rule) => rule.endsWith('is answered below 400')));
  });

  it('sums up in a file, and tells which thresholds were crossed', () => {
    const { handleSummary } = load('peak');
    const data = {
      metrics: {
        dropped_iterations: { type: 'counter', values: { count: 3 }, thresholds: { 'count==0': { ok: false } } },
      },
    };
    const { stdout, 'cold.summary.json': file } = handleSummary(data);
    assert.match(stdout!, /cold: crossed: dropped_iterations count==0/);
    const { holdline, metrics } = JSON.parse(file!);
    assert.deepEqual([holdline.policy, metrics], ['cold', data.metrics]);
    assert.match(handleSummary({ results: { metrics: [] } }).stdout!, /no threshold was crossed/);
  });

  it('names in its header everything that is otherwise, and the command line names it too', () => {
    const notes = (name: string) => exported.get(name)!.notes.join('\n');
    assert.match(notes('peak'), /no Poisson/);
    assert.match(notes('cold-trap'), /capped hands its 50 sockets on/);
    assert.match(notes('axios-peak'), /default leaves reuse to its client/);
    assert.match(notes('idle-race'), /timeout: timeout is not in k6/);
    assert.match(notes('microservice-200k'), /lookupsPerRequest of keep-alive is no threshold/);
    assert.doesNotMatch(notes('fed'), /Poisson|rounded/);
    for (const [name, { notes: all }] of exported)
      for (const note of all) assert.ok(textOf(name).includes(`// - ${note}.`), note);
  });

  it('has its variables from a secret on Kubernetes', () => {
    const { next } = exported.get('fed')!;
    assert.match(
      textOf('fed', 'testrun-1-cold.yaml'),
      /name: K6_KEY, valueFrom: \{ secretKeyRef: \{ name: holdline-own, key: K6_KEY/,
    );
    assert.ok(
      next.includes('kubectl create secret generic holdline-own --from-literal=K6_KEY="$K6_KEY"'),
      next.join('\n'),
    );
    assert.doesNotMatch(
      exported
        .get('fed')!
        .files.map(({ text }) => text)
        .join('\n'),
      /k"1|k\\"1/,
    );
  });

  it('has a VU for each pod at least, or is refused', () => {
    assert.throws(() => write(plans.get('smoke')!, 5), /5 pods would share 4 VUs/);
    assert.equal(write(plans.get('smoke')!, 4).files.length, 3);
  });
});
