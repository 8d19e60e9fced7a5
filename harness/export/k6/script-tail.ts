/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text of a script, which has templates of its own. */

/** What a script does, whatever its workload: options, one iteration, and the summary. `requests` is the text of its requests. */
export function scriptTail(requests: string): string {
  const isUsed = (name: string) => new RegExp(`\\b${name}\\b`).test(requests);
  return [
    OPTIONS,
    ...(isUsed('uuid') ? [UUID] : []),
    ...(isUsed('withinJson') ? [WITHIN_JSON] : []),
    ITERATION.replace('UUID', isUsed('uuid') ? 'uuid()' : "''"),
  ].join('\n');
}

const OPTIONS = `const client =
  __ENV.HOLDLINE_CERT_FILE && __ENV.HOLDLINE_KEY_FILE
    ? { tlsAuth: [{ cert: open(__ENV.HOLDLINE_CERT_FILE), key: open(__ENV.HOLDLINE_KEY_FILE) }] }
    : {};

export const options: Options = {
  scenarios: { holdline: scenario },
  noConnectionReuse: policy.noConnectionReuse,
  dns: { ttl: policy.dnsTtl, select: 'first', policy: 'preferIPv4' },
  maxRedirects: 0,
  discardResponseBodies: true,
  thresholds: policy.thresholds,
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'count'],
  tags: { holdline_plan: PLAN, holdline_policy: POLICY, holdline_block: BLOCK },
  ...client,
};

const connections = new Counter('holdline_connections');
const handshakes = new Counter('holdline_handshakes');
const connectionOpened = new Rate('holdline_connection_opened');
const handshakeMade = new Rate('holdline_handshake_made');
/** With the wait for a connection, which http_req_duration leaves out; answered requests only. */
const responseTime = new Trend('holdline_response_time', true);

/** A number from 0 to 1 without a pattern, from the number of a request: the same on every pod, and in holdline. */
function unitOf(n: number): number {
  let mixed = (SEED ^ Math.imul(n + 1, 0x9e3779b9)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x100000000;
}

/** Which request is the nth, by their weights. */
function requestAt(n: number): Request {
  let left = unitOf(n) * REQUESTS.reduce((sum, { weight }) => sum + weight, 0);
  const found = REQUESTS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return found ?? REQUESTS[REQUESTS.length - 1]!;
}
`;

const UUID = `function uuid(): string {
  const bytes = new Uint8Array(randomBytes(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
`;

const WITHIN_JSON = `/** A value as it stands between the quotes of a JSON string. */
function withinJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
`;

const ITERATION = `export default function (): void {
  const n = exec.scenario.iterationInTest;
  const isLeadIn = Date.now() - exec.scenario.startTime < LEAD_IN_MS;
  const request = requestAt(n);
  const { path, headers, body } = request.fill({ n, uuid: UUID, row: rowOf(n) });
  const tags = { name: request.name, holdline_phase: isLeadIn ? 'lead-in' : 'measured' };
  const response = http.request(request.method, BASE_URL + path, body, { headers, tags, timeout: policy.timeout });
  const { blocked, connecting, tls_handshaking: handshaking, duration } = response.timings;
  connections.add(connecting > 0 ? 1 : 0, tags);
  handshakes.add(handshaking > 0 ? 1 : 0, tags);
  connectionOpened.add(connecting > 0, tags);
  handshakeMade.add(handshaking > 0, tags);
  const isAnswered = response.status > 0 && response.status < 400;
  if (isAnswered) responseTime.add(blocked + duration, tags);
  check(response, { [\`\${request.name} is answered below 400\`]: () => isAnswered }, tags);
}

/** What k6 gives at the end: by name, or with K6_NEW_MACHINE_READABLE_SUMMARY as a list within its results. */
interface Summary {
  readonly metrics?: Readonly<Record<string, { readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>> }>>;
}

export function handleSummary(data: Summary): Record<string, string> {
  const file = __ENV.HOLDLINE_SUMMARY || \`\${POLICY.replace(/[^\\w.-]+/g, '-')}.summary.json\`;
  const crossed = Object.entries(data.metrics ?? {}).flatMap(([metric, { thresholds = {} }]) =>
    Object.entries(thresholds).flatMap(([rule, { ok }]) => (ok ? [] : [\`\${metric} \${rule}\`])),
  );
  const told = crossed.length === 0 ? 'no threshold was crossed' : \`crossed: \${crossed.join(', ')}\`;
  return {
    stdout: \`\${POLICY}: \${told}; the summary is in \${file}\\n\`,
    [file]: JSON.stringify({ ...data, holdline: { plan: PLAN, policy: POLICY, block: BLOCK } }),
  };
}
`;
