import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tempFolder } from '../../testing/cli.js';
import { openService } from '../../testing/services.js';
import { WHOLE } from '../../testing/whole.js';
import { isInstalled } from '../../workload/checks/package-places.js';

/**
 * Programs as people write them, with packages as they come from npm, as services: each policy is proved by what the
 * stand-ins accepted. `HOLDLINE_TEST_NODE=/path/to/node` runs them with another Node.
 */

const APPS = fileURLToPath(new URL('../../../../harness/testing/apps/', import.meta.url));
const NODE = process.env.HOLDLINE_TEST_NODE ?? process.execPath;
const REQUESTS = 8;
/** One after the other: a client of undici may open a second one while the first has not been given back. */
const MOST_KEPT = 2;

const CALLS = `{ prices: { embedded: { tls: true } }, stock: { embedded: {} } }`;
const URLS = `PRICES_URL: "\${calls.prices.url}", STOCK_URL: "\${calls.stock.url}"`;
const TABLE = `{ table: { embedded: { tls: true, service: dynamodb, tables: 1 } } }`;
const TABLE_URL = `TABLE_URL: "\${calls.table.url}"`;

const COLD = 'cold: { keepAlive: false }';
const BY_PRELOAD = 'cold-within: { keepAlive: false, by: preload }';
const KEPT = 'keep-alive: { keepAlive: true, maxSockets: 8, timeout: 4s }';
const isWhole = WHOLE || process.env.HOLDLINE_TEST_NODE !== undefined;

interface Program {
  readonly file: string;
  /** The policy that it does not follow by itself: a service takes half a second of CPU to start, so others are for whole runs. */
  readonly under: string;
  /** Packages that it cannot do without. */
  readonly needs: readonly string[];
  readonly calls?: string;
  readonly env?: string;
  readonly answer?: RegExp;
  readonly places?: readonly string[];
  /** Whether its way to call is that of another: `npm test` leaves it out. */
  readonly like?: string;
  /** How many processes or threads have connections of their own. */
  readonly loops?: number;
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  'Express and axios, ESM': { file: 'express-axios.mjs', under: COLD, needs: ['express', 'axios'] },
  'Fastify, fetch and undici, CommonJS': { file: 'fastify-fetch.cjs', under: BY_PRELOAD, needs: ['fastify', 'undici'] },
  'http-proxy without an Agent, CommonJS': {
    file: 'http-proxy.cjs',
    under: KEPT,
    like: 'a cluster',
    needs: ['http-proxy'],
    places: ['/prices/A1', '/stock'],
    answer: /^x{10}$/,
  },
  'node-fetch without an Agent, ESM': { file: 'node-fetch.mjs', under: KEPT, needs: ['node-fetch'], like: 'axios' },
  'AWS SDK v2 and DynamoDB': {
    file: 'aws-sdk-v2.cjs',
    under: KEPT,
    needs: ['aws-sdk', 'dynalite'],
    like: 'axios',
    calls: TABLE,
    env: TABLE_URL,
  },
  'AWS SDK v3 and DynamoDB': {
    file: 'aws-sdk-v3.mjs',
    under: COLD,
    needs: ['@aws-sdk/client-dynamodb', 'dynalite'],
    like: 'axios',
    calls: TABLE,
    env: TABLE_URL,
  },
  'a cluster of two workers': { file: 'cluster.mjs', under: KEPT, needs: [], loops: 2 },
  'a worker thread': { file: 'worker-thread.mjs', under: BY_PRELOAD, needs: ['axios'], like: 'a cluster' },
};

/** Connections and requests of each call, under each policy. */
async function counted(t: TestContext, command: string, policies: string, program: Partial<Program> = {}) {
  const { calls = CALLS, env = URLS, answer = /^ok$/, places = ['/'] } = program;
  const { target, workload, ask } = await openService(t, {
    command,
    service: `readyWithin: 20s\n  cwd: ${APPS}`,
    calls: calls.replaceAll('embedded: {}', 'embedded: { body: 10B }').replace('tls: true }', 'tls: true, body: 10B }'),
    policies: policies.replaceAll('ENV', `env: { ${env} }`),
  });
  const counts: Record<string, readonly (readonly [connections: number, requests: number])[]> = {};
  for (const [index, { name }] of workload.policies.entries()) {
    for (let n = 0; n < REQUESTS; n += 1) {
      for (const place of places) assert.match(await ask(index, place), answer, name);
    }
    const use = (await target.service.read(index, 'end')).calls;
    counts[name] = Object.values(use).map(({ connections, requests }) => [connections, requests] as const);
  }
  return { counts, target };
}

describe(`programs that know nothing of holdline, under ${NODE === process.execPath ? process.version : NODE}`, () => {
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const missing = program.needs.filter((one) => !isInstalled(one));
    const skip =
      missing.length > 0
        ? `not installed: ${missing.join(', ')}`
        : program.like !== undefined && !isWhole && 'HOLDLINE_TEST_WHOLE=1 tries it too';
    const policies = isWhole ? [COLD, BY_PRELOAD, KEPT] : [program.under];
    test(`${name}, under ${policies.map((policy) => policy.split(':')[0]).join(', ')}`, { skip }, async (t) => {
      const { counts } = await counted(t, `[${NODE}, ${program.file}]`, forced(program, policies), program);
      assert.equal(Object.keys(counts).length, policies.length);
      for (const [policy, calls] of Object.entries(counts)) {
        for (const call of calls) assertForced(policy, call, MOST_KEPT * (program.loops ?? 1));
      }
    });
  }
});

function forced({ env = URLS }: Program, policies: readonly string[]): string {
  return `{ ${policies.join(', ').replaceAll('keepAlive', `env: { ${env} }, keepAlive`)} }`;
}

function assertForced(policy: string, [connections, requests]: readonly [number, number], mostKept: number): void {
  assert.equal(requests, REQUESTS, policy);
  if (policy === 'keep-alive') assert.ok(connections <= mostKept, `${connections} connections under ${policy}`);
  else assert.equal(connections, requests, policy);
}

describe('services in other languages, whose stand-ins end reuse', () => {
  const LEFT = '{ today: { ENV }, cold: { keepAlive: false, ENV } }';
  const expected = {
    today: [
      [1, REQUESTS],
      [1, REQUESTS],
    ],
    cold: [
      [REQUESTS, REQUESTS],
      [REQUESTS, REQUESTS],
    ],
  };
  const has = (program: string, flag: string) => spawnSync(program, [flag]).status === 0;

  test('Python', { skip: has('python3', '--version') ? false : 'there is no python3' }, async (t) => {
    const env = `PRICES_HOST: "\${calls.prices.host}", STOCK_HOST: "\${calls.stock.host}"`;
    const { counts } = await counted(t, 'python3 python.py', LEFT, { env });
    assert.deepEqual(counts, expected);
  });

  // Without a cache it compiles for some 45 s of CPU.
  const isAsked = WHOLE || process.env.HOLDLINE_TEST_GO === '1';
  const hasGo = isAsked && has('go', 'version');
  const noGo = !hasGo && (isAsked ? 'there is no go' : 'HOLDLINE_TEST_WHOLE=1 or HOLDLINE_TEST_GO=1 tries Go too');
  test('Go', { skip: noGo }, async (t) => {
    const folder = tempFolder(t);
    const program = path.join(folder, 'service');
    // Nothing but its standard library, from nowhere but here.
    const cache = process.env.HOME === undefined ? { GOCACHE: path.join(folder, 'cache') } : {};
    const env = { ...cache, ...process.env, GOFLAGS: '-mod=mod', GOPROXY: 'off' };
    execFileSync('go', ['build', '-o', program, path.join(APPS, 'go-client.go')], { env });
    const { counts } = await counted(t, program, LEFT);
    assert.deepEqual(counts, expected);
  });
});
