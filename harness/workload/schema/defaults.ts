/** Everything that a workload may leave out, written as a user would write it. */
export const DEFAULTS = {
  embedded: {
    tls: true,
    rtt: '0ms',
    latency: '0ms',
    body: '1KiB',
    tables: 0,
    keepAliveTimeout: '5s',
    maxRequestsPerSocket: 0,
  },
  service: { url: `http://127.0.0.1:\${port}`, readyWithin: '30s', preload: true, metric: 'process_cpu_seconds_total' },
  call: {
    latency: '0ms',
    body: '1KiB',
    tables: 0,
    keepAliveTimeout: '5s',
    maxRequestsPerSocket: 0,
  },
  answer: { status: 200 },
  dns: {
    host: 'target.test',
    latency: '2ms',
    ttl: '5s',
    aaaa: true,
    failures: '0%',
    timeouts: '0%',
    truncated: '0%',
    search: [],
    ndots: 1,
    queryTimeout: '1s',
    attempts: 2,
  },
  tls: { key: 'ecdsa', resumption: true },
  requests: [{ get: '/' }],
  weight: 1,
  scale: '100%',
  load: { arrivals: 'poisson', seed: 1 },
  pacing: 'timer',
  tickMs: 1,
  connections: 256,
  design: { invocations: 3, blocks: 4, slot: '2s', leadIn: '500ms', warmup: '2s' },
  slo: { p99: '100ms', errors: '1%' },
  fleet: { target: '60%', zones: 1 },
} as const;

/** As many threads as the machine has cores, up to this many. */
export const MOST_DEFAULT_THREADS = 4;

/** The fewest requests in a slot from which anything can be said. */
export const FEWEST_REQUESTS_PER_SLOT = 20;
