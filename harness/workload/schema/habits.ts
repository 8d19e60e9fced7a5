import { isMapping, type Path, valueAt } from '../problem.js';

/** What a key of another tool means here. */
interface Habit {
  readonly remedy: string;
  /** The key beside it that it stands for, which is then not missing. */
  readonly meant?: string;
}

const RATE = 'write load: { rate: 100/s } for a schedule';
const IN_FLIGHT = 'write load: { connections: 50 } for so many requests in flight';
const SLOT = 'write design: { slot: 2s }: so long is one policy measured at a time, in every block';
const URL_OF = 'write target: { url: "http://127.0.0.1:8080" }';
const REQUESTS = 'write them in a request: requests: [{ get: /orders, headers: { accept: text/html } }]';
const GATES =
  'write slo: { p99: 100ms, errors: 1% }, and gates: [{ metric: responseTimeP99Ms, policy: cold, max: 80ms }]';
const STAGES = 'write load: { stages: [{ for: 1s, to: 100/s }] }';
const VERIFIED = 'certificates are always verified: name the one that signs the server, ca: ca.pem';

/** By place, with the keys of k6, artillery, vegeta, autocannon, wrk and hey in lower case. */
const HABITS: Readonly<Record<string, readonly (readonly [keys: readonly string[], habit: Habit])[]>> = {
  '': [
    [['vus', 'users', 'concurrency', 'connections', 'clients'], { remedy: `${IN_FLIGHT}, or ${RATE}` }],
    [['rps', 'qps', 'rate', 'arrivalrate', 'throughput'], { remedy: RATE }],
    [['duration', 'slot', 'time'], { remedy: SLOT }],
    [['blocks', 'invocations', 'warmup', 'leadin'], { remedy: 'write it under design:' }],
    [['scale', 'arrivals', 'seed', 'pacing', 'threads'], { remedy: 'write it under load:' }],
    [['workers'], { remedy: 'write load: { threads: 2 }' }],
    [['url', 'baseurl', 'host', 'endpoint', 'base_url', 'embedded', 'simulated'], { remedy: URL_OF, meant: 'target' }],
    [['headers', 'method', 'path', 'body', 'json', 'get', 'post'], { remedy: REQUESTS }],
    [['stages', 'phases', 'scenarios', 'executor'], { remedy: STAGES }],
    [['thresholds', 'ensure', 'expect', 'checks'], { remedy: GATES }],
    [
      ['keepalive', 'maxsockets', 'agent'],
      { remedy: 'write policies: { cold: { keepAlive: false }, keep-alive: { keepAlive: true } }', meant: 'policies' },
    ],
    [['timeout', 'requesttimeout'], { remedy: 'write requestTimeout in a policy' }],
  ],
  load: [
    [['duration', 'time', 'slot'], { remedy: SLOT }],
    [['vus', 'users', 'concurrency', 'clients'], { remedy: 'write connections: 50 for so many requests in flight' }],
    [['rps', 'qps', 'arrivalrate', 'throughput', 'requestspersecond'], { remedy: 'write rate: 100/s' }],
    [
      ['requests', 'count', 'iterations', 'amount'],
      { remedy: 'write sequence: 1000 for so many requests, one after the other' },
    ],
    [['workers'], { remedy: 'write threads: 2' }],
    [['blocks', 'invocations', 'warmup', 'leadin'], { remedy: 'write it under design:' }],
  ],
  'load.stages[]': [
    [['duration', 'time'], { remedy: 'write for: 1s', meant: 'for' }],
    [
      ['target', 'rate', 'arrivalrate', 'rps'],
      { remedy: 'write to: 100/s, or a share of the peak: to: 50%', meant: 'to' },
    ],
  ],
  'requests[]': [
    [['data', 'payload', 'content'], { remedy: 'write json: for keys and values, or body: for a text' }],
    [
      ['count', 'ratio', 'share', 'probability'],
      { remedy: 'write weight: 9 for nine times as often as a weight of 1' },
    ],
    [['query', 'params', 'querystring', 'qs'], { remedy: 'write it in the path, such as get: /orders?limit=10' }],
    [
      ['auth', 'token', 'cookies', 'cookie'],
      { remedy: 'write it as a header: headers: { authorization: "Bearer ..." }' },
    ],
    [['timeout', 'requesttimeout'], { remedy: 'write requestTimeout in a policy' }],
  ],
  'policies.*': [
    [
      ['maxconnections', 'poolsize', 'limit', 'sockets'],
      { remedy: 'write maxSockets: 50, or connections: 50 with undici and fetch' },
    ],
    [
      ['idletimeout', 'keepalivetimeoutms', 'idle'],
      { remedy: 'write timeout: 4s, the word of Node; undici and agentkeepalive have words of their own' },
    ],
    [['reuse', 'persistent', 'pool'], { remedy: 'write keepAlive: true' }],
    [['rate', 'rps', 'duration', 'load'], { remedy: 'every policy is given the same load: write it under load:' }],
    [['rejectunauthorized', 'insecure'], { remedy: VERIFIED }],
  ],
  target: [
    [
      ['host', 'hostname', 'port', 'baseurl', 'address', 'endpoint', 'origin'],
      { remedy: 'write url: "http://127.0.0.1:8080"' },
    ],
    [['rejectunauthorized', 'insecure', 'insecureskiptlsverify', 'verify'], { remedy: VERIFIED }],
  ],
  design: [
    [['duration', 'time'], { remedy: 'write slot: 2s: so long is one policy measured at a time' }],
    [
      ['runs', 'repeats', 'iterations', 'repetitions'],
      { remedy: 'write invocations: 3, or blocks: 4 in each of them' },
    ],
  ],
  slo: [
    [['errorrate', 'failures', 'failurerate'], { remedy: 'write errors: 1%' }],
    [['p50', 'p90', 'p95', 'latency', 'responsetime'], { remedy: 'write p99: 100ms, the quantile that is judged' }],
  ],
  'gates[]': [[['limit', 'threshold', 'value', 'atmost'], { remedy: 'write max: 0.05' }]],
};

/** What a key of another tool means at a place, or null. */
export function habitOf(parent: Path, key: string, tree: unknown): Habit | null {
  const place = parent
    .map((part, index) => (typeof part === 'number' ? '[]' : `${index === 0 ? '' : '.'}${part}`))
    .join('');
  const known = HABITS[parent[0] === 'policies' && parent.length === 2 ? 'policies.*' : place] ?? [];
  const lower = key.toLowerCase();
  if (place === 'requests[]') return methodAsKey(parent, lower, tree) ?? find(known, lower);
  return find(known, lower);
}

function find(known: (typeof HABITS)[string], key: string): Habit | null {
  return known.find(([keys]) => keys.includes(key))?.[1] ?? null;
}

/** `method: POST` and `path: /orders` are `post: /orders`. */
function methodAsKey(parent: Path, key: string, tree: unknown): Habit | null {
  if (!['method', 'verb', 'path', 'url', 'uri', 'endpoint', 'route'].includes(key)) return null;
  const entries = Object.entries(asMapping(valueAt(tree, parent))).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const valueUnder = (...names: readonly string[]) => entries.find(([name]) => names.includes(name))?.[1];
  const method = String(valueUnder('method', 'verb') ?? 'get').toLowerCase();
  const written = String(valueUnder('path', 'uri', 'route', 'endpoint', 'url') ?? '/orders');
  const path = /^[a-z]+:\/\/[^/]*(.*)$/.exec(written)?.[1] ?? written;
  return { remedy: `the method is the key: write ${method}: ${path === '' ? '/' : path}` };
}

function asMapping(value: unknown): Readonly<Record<string, unknown>> {
  return isMapping(value) ? value : {};
}

/** What was meant by a single text where a mapping belongs; null where nobody can tell. */
export function shorthandOf(path: Path, value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const [top, index] = path;
  if (top === 'target' && path.length === 1)
    return `write target: { url: "${value.includes('://') ? value : `http://${value}`}" }`;
  if (top === 'load' && path.length === 1)
    return `write load: { ${value.trim().endsWith('%') ? 'scale' : 'rate'}: ${value} }`;
  if (top === 'requests' && typeof index === 'number' && path.length === 2) {
    const [, method = 'get', place = value] = /^([A-Za-z]+)\s+(\/.*)$/s.exec(value) ?? [];
    return place.startsWith('/') ? `write { ${method.toLowerCase()}: ${place} }` : null;
  }
  return null;
}
