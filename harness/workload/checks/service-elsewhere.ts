import { placeIn } from '../../model/place.js';
import { keysAt, ownValue, type Path, type Problem, problemAt, problemAtKey } from '../problem.js';
import type { Check, Scope } from './scope.js';

/** Whether the workload measures a service that somebody else starts. */
export function isElsewhere({ tree }: Pick<Scope, 'tree'>): boolean {
  const keys = keysAt(tree, ['service']);
  return keys.includes('cpu') && !keys.includes('command');
}

/** A service is started by holdline, or runs already and is told how its CPU is read. */
export const checkServiceStart: Check = (scope) => {
  const { tree, isSound } = scope;
  if (!keysAt(tree, []).includes('service') || !isSound(['service'])) return [];
  const keys = keysAt(tree, ['service']);
  if (isElsewhere(scope)) return [...ownProblems(keys), ...cpuProblems(scope)];
  if (!keys.includes('command')) {
    const remedy =
      'write a text such as node server.js, or a list such as [node, server.js]; of a service that runs already url and cpu';
    if (keys.includes('url'))
      return [problemAt(['service'], 'nothing says how this service is started, or how its CPU is read', OR_CPU)];
    return [problemAt(['service'], '`service.command` is missing', remedy)];
  }
  if (!keys.includes('cpu')) return [];
  const what = 'the CPU of a service that holdline starts is that of its processes';
  return [problemAtKey(['service', 'cpu'], what, 'remove it, or remove command where the service runs already')];
};

const OR_CPU =
  'write command: node server.js, or, where it runs already, cpu: { pid: 1234 }, a cgroup or a prometheus page';

const OF_STARTED = ['cwd', 'env', 'ready', 'readyWithin', 'preload'];

function ownProblems(keys: readonly string[]): Problem[] {
  const problems = keys
    .filter((key) => OF_STARTED.includes(key))
    .map((key) =>
      problemAtKey(
        ['service', key],
        `${key} is for a service that holdline starts, and this one runs already`,
        'remove it',
      ),
    );
  if (keys.includes('url')) return problems;
  const remedy = 'write where the service listens, such as url: http://127.0.0.1:8080';
  return [...problems, problemAt(['service'], '`service.url` is missing', remedy)];
}

const SOURCES = ['pid', 'cgroup', 'prometheus'];

function cpuProblems({ tree }: Scope): Problem[] {
  const path = ['service', 'cpu'];
  const keys = keysAt(tree, path);
  const [first, ...others] = SOURCES.filter((key) => keys.includes(key));
  if (first === undefined) {
    return [problemAt(path, '`service.cpu` names nobody who tells it', 'write one of pid, cgroup and prometheus')];
  }
  const both = others.map((key) =>
    problemAtKey([...path, key], `\`service.cpu\` has both ${first} and ${key}`, 'keep one of them'),
  );
  if (first === 'prometheus' || !keys.includes('metric')) return both;
  return [...both, problemAtKey([...path, 'metric'], 'a metric is one of prometheus', 'remove it')];
}

/** What the service calls is led to stand-ins by whoever started it, and a policy starts nothing. */
export const checkElsewhere: Check = (scope) => {
  const { tree } = scope;
  const calls = keysAt(tree, ['calls']);
  if (!isElsewhere(scope)) {
    return calls
      .filter((name) => keysAt(tree, ['calls', name]).includes('port'))
      .map((name) => problemAtKey(['calls', name, 'port'], STARTED_PORT, `write \${calls.${name}.url} in service.env`));
  }
  return [
    ...calls.flatMap((name) => callProblems(scope, name)),
    ...portProblems(scope, calls),
    ...keysAt(tree, ['policies']).flatMap((name) => policyProblems(scope, name, calls.length > 0)),
  ];
};

const STARTED_PORT = 'each policy has a stand-in of its own, and they cannot share a port';

function callProblems({ tree, draft }: Scope, name: string): Problem[] {
  const path: Path = ['calls', name];
  const keys = keysAt(tree, path);
  const problems: Problem[] = [];
  if (!keys.includes('port')) {
    const remedy = `write port: 5001, and start the service with http://127.0.0.1:5001 for ${name}`;
    problems.push(problemAt(path, 'a service that runs already cannot be told where its stand-in is', remedy));
  }
  if (keys.includes('origin')) {
    const what = 'only the preload leads an origin to its stand-in, and the service runs already';
    problems.push(problemAtKey([...path, 'origin'], what, 'remove it, or write service.command'));
  }
  const { embedded } = ownValue(draft.calls, name) ?? {};
  if (keysAt(tree, [...path, 'embedded']).includes('tls') && embedded?.tls !== false) {
    const what = 'its certificate is made for the run, and a service that runs already does not trust it';
    problems.push(problemAtKey([...path, 'embedded', 'tls'], what, 'remove it, or write service.command'));
  }
  return problems;
}

/** Each listens alone, and not where the service does. */
function portProblems({ draft, isSound }: Scope, calls: readonly string[]): Problem[] {
  const taken = new Map<number, string>();
  const url = draft.service?.url;
  if (url !== undefined && URL.canParse(url)) taken.set(placeIn(new URL(url)).port, 'the service');
  return calls.flatMap((name): Problem[] => {
    const path: Path = ['calls', name, 'port'];
    const port = ownValue(draft.calls, name)?.port;
    if (port === undefined || !isSound(path)) return [];
    const other = taken.get(port);
    if (other === undefined) taken.set(port, `calls.${name}`);
    return other === undefined ? [] : [problemAt(path, `${other} listens on port ${port} already`, 'write another')];
  });
}

const OWN_PROCESS = ['command', 'cwd', 'env', 'preload'];
const BY_PRELOAD = ['maxSockets', 'timeout', 'dns'];

function policyProblems({ tree, draft }: Scope, name: string, hasCalls: boolean): Problem[] {
  const path: Path = ['policies', name];
  const keys = keysAt(tree, path);
  const { keepAlive, by } = ownValue(draft.policies, name) ?? {};
  const started = keys
    .filter((key) => OWN_PROCESS.includes(key))
    .map((key) =>
      problemAtKey([...path, key], `${key} would take another process, and the service runs already`, START),
    );
  const needsPreload = keys.filter((key) => BY_PRELOAD.includes(key) || (key === 'keepAlive' && keepAlive === true));
  const forced = [...needsPreload, ...(by === 'preload' ? ['by'] : [])].map((key) =>
    problemAtKey([...path, key], `${key} is brought about by the preload, and the service runs already`, START),
  );
  if (by !== 'downstream' || hasCalls) return [...started, ...forced];
  const remedy = 'write by: inbound to end the connections to the service, or calls with a port';
  return [
    ...started,
    ...forced,
    problemAtKey([...path, 'by'], 'there is no call whose answers could end reuse', remedy),
  ];
}

const START = 'remove it, or write service.command for holdline to start it';
