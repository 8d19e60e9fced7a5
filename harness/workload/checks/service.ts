import { isLoopback } from '../../model/loopback.js';
import { nearest } from '../nearest.js';
import {
  either,
  isMapping,
  keysAt,
  ownValue,
  type Path,
  type Problem,
  problemAt,
  problemAtKey,
  valueAt,
} from '../problem.js';
import { ANSWER_METHODS } from '../schema/service.js';
import { isPlainName } from './names.js';
import type { Check, Scope } from './scope.js';
import { isElsewhere } from './service-elsewhere.js';

/** Whether the workload measures a service of its own. */
export function isOfService({ tree }: Pick<Scope, 'tree'>): boolean {
  return keysAt(tree, []).includes('service');
}

/** A workload has a target or a service; what belongs to one of them stands with it. */
export const checkServiceOrTarget: Check = (scope) => {
  const keys = keysAt(scope.tree, []);
  const has = (key: string) => keys.includes(key);
  if (has('service') && has('target')) {
    return [
      problemAtKey(['target'], 'there are both a target and a service', 'a service is measured itself: remove target'),
    ];
  }
  if (has('service')) {
    if (!has('client')) return [];
    return [problemAtKey(['client'], 'the load of a service is sent by holdline itself', 'remove it')];
  }
  const calls = problemAtKey(
    ['calls'],
    'calls are those of a service, and there is none',
    'write service:, or remove it',
  );
  return has('calls') ? [calls] : [];
};

/** What stands in for a call is one thing, and its answers are whole. */
export const checkCalls: Check = (scope) =>
  keysAt(scope.tree, ['calls']).flatMap((name) => [...callProblems(scope, name), ...answerProblems(scope, name)]);

function callProblems({ tree, draft }: Scope, name: string): Problem[] {
  const path = ['calls', name];
  const keys = keysAt(tree, path);
  const problems: Problem[] = [];
  if (!isPlainName(name)) {
    const remedy = 'begin with a lower-case letter; then letters, digits and dashes, such as prices';
    problems.push(problemAtKey(path, `\`${name}\` is not a plain name for a call`, remedy));
  }
  if (keys.includes('url') && keys.includes('embedded')) {
    problems.push(problemAtKey([...path, 'embedded'], 'the call has both url and embedded', 'keep one of them'));
  }
  if (keys.includes('url') && keys.includes('answers')) {
    problems.push(problemAtKey([...path, 'answers'], 'a real server gives its own answers', 'remove url or answers'));
  }
  const isBare = [draft.service, ...Object.values(draft.policies ?? {})].some((one) => one?.preload === false);
  if (keys.includes('origin') && isBare) {
    const what = 'only the preload leads an origin to its stand-in, and there is none';
    problems.push(problemAtKey([...path, 'origin'], what, 'remove preload: false'));
  }
  return problems;
}

const BODIES = ['json', 'text', 'file', 'echo'];

function answerProblems({ tree, draft }: Scope, name: string): Problem[] {
  const answers = ownValue(draft.calls, name)?.answers ?? [];
  return answers.flatMap((_, index) => {
    const path = ['calls', name, 'answers', index];
    const keys = keysAt(tree, path);
    const [method, ...methods] = ANSWER_METHODS.filter((key) => keys.includes(key));
    const [body, ...bodies] = BODIES.filter((key) => keys.includes(key));
    const problems = [
      ...methods.map((key) => problemAtKey([...path, key], `the answer has both ${method} and ${key}`, 'write two')),
      ...bodies.map((key) => problemAtKey([...path, key], `the answer has both ${body} and ${key}`, 'keep one')),
    ];
    if (method !== undefined || !isMapping(valueAt(tree, path))) return problems;
    return [
      ...problems,
      problemAt(path, 'the answer says not to what', 'write a method and a path, such as get: /prices/*'),
    ];
  });
}

const OWN_KEYS = [
  'keepAlive',
  'by',
  'maxSockets',
  'timeout',
  'dns',
  'env',
  'command',
  'cwd',
  'preload',
  'requestTimeout',
];
const SERVICE_KEYS = ['by', 'command', 'cwd', 'preload'];

/** What a policy asks of a service can be brought about. */
export const checkServicePolicies: Check = (scope) => {
  const { tree } = scope;
  return keysAt(tree, ['policies']).flatMap((name) => {
    const path = ['policies', name];
    const keys = keysAt(tree, path);
    if (isOfService(scope)) return [...foreignKeys(scope, path, keys), ...forcingProblems(scope, name, keys)];
    return keys
      .filter((key) => SERVICE_KEYS.includes(key))
      .map((key) =>
        problemAtKey([...path, key], `${key} is for the policy of a service, and there is none`, 'remove it'),
      );
  });
};

/** One that no policy knows is told by its shape alone. */
function foreignKeys({ isSound }: Scope, path: Path, keys: readonly string[]): Problem[] {
  return keys
    .filter((key) => !OWN_KEYS.includes(key) && isSound([...path, key]))
    .map((key) => {
      const remedy = `known here are ${either(OWN_KEYS, 'and')}`;
      return problemAtKey([...path, key], `${key} cannot be forced on a service`, remedy);
    });
}

function forcingProblems({ draft, isSound }: Scope, name: string, keys: readonly string[]): Problem[] {
  const path = ['policies', name];
  const policy = ownValue(draft.policies, name);
  if (policy === undefined || !isSound(path)) return [];
  const forced = keys.filter((key) => ['keepAlive', 'maxSockets', 'timeout'].includes(key));
  if (policy.by !== undefined && forced.length === 0) {
    return [problemAtKey([...path, 'by'], 'nothing is forced by it', 'write keepAlive: false or true, or remove it')];
  }
  if (policy.by === 'downstream' && (policy.keepAlive !== false || forced.length > 1)) {
    const what = 'the answers of what is called can end reuse, and nothing else';
    return [problemAtKey([...path, 'by'], what, 'write by: preload, or keepAlive: false alone')];
  }
  if (policy.by === 'inbound' && (policy.keepAlive !== false || forced.length > 1)) {
    const what = 'what is sent to the service can end its own connections, and nothing else';
    return [problemAtKey([...path, 'by'], what, 'write keepAlive: false alone')];
  }
  const needsPreload =
    policy.by === 'preload' || policy.keepAlive === true || forced.some((key) => key !== 'keepAlive');
  if (!needsPreload || (draft.service?.preload !== false && policy.preload !== false)) return [];
  return [problemAt(path, 'the policy is brought about by the preload, and there is none', 'remove preload: false')];
}

/** `${port}` and its like name what is there, and the service answers on this machine. */
export const checkPlaces: Check = (scope) => {
  if (!isOfService(scope)) return [];
  const { tree, draft, isSound } = scope;
  const env = (path: Path) => keysAt(tree, path).map((name) => [...path, name]);
  const policies = keysAt(tree, ['policies']).flatMap((name) => env(['policies', name, 'env']));
  const commands = [['service'], ...keysAt(tree, ['policies']).map((name) => ['policies', name])];
  const words = commands.flatMap((path) => wordsAt(tree, [...path, 'command']));
  const texts: Path[] = [['service', 'url'], ...words, ...env(['service', 'env']), ...policies];
  const unknown = texts.flatMap((path) => [...unknownPlaces(scope, path), ...openPlaces(scope, path)]);
  const { url } = draft.service ?? {};
  if (url === undefined || !isSound(['service', 'url']) || unknown.length > 0) return unknown;
  if (isElsewhere(scope)) return keysAt(tree, ['service']).includes('url') ? addressProblems(url) : [];
  return urlProblems(url, keysAt(tree, ['policies']).length);
};

/** Of a command: the text, or each word of the list. */
function wordsAt(tree: Scope['tree'], path: Path): Path[] {
  const words = valueAt(tree, path);
  return Array.isArray(words) ? words.map((_, index) => [...path, index]) : [path];
}

function urlProblems(written: string, services: number): Problem[] {
  const remedy = `write http://127.0.0.1:\${port}`;
  const at = (what: string, right = remedy) => [problemAt(['service', 'url'], what, right)];
  const place = written.replaceAll(`\${port}`, '1');
  const url = URL.canParse(place) ? new URL(place) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || !isLoopback(url.hostname)) {
    return at('`service.url` is no http address on this machine');
  }
  const more = partProblems(url);
  if (more.length > 0 || services < 2 || written.includes(`\${port}`)) return more;
  return at('each policy has a service of its own, and they cannot share a port', `${remedy}; PORT tells the service`);
}

/** Where it listens that runs already; whether it may be sent load is asked for when it is. */
function addressProblems(written: string): Problem[] {
  const remedy = 'write where the service listens, such as http://127.0.0.1:8080';
  if (!URL.canParse(written) || !/^https?:/.test(written)) {
    return [problemAt(['service', 'url'], '`service.url` is no http address', remedy)];
  }
  return partProblems(new URL(written));
}

function partProblems(url: URL): Problem[] {
  const at = (what: string, right: string) => [problemAt(['service', 'url'], what, right)];
  if (url.username !== '' || url.password !== '') {
    return at('`service.url` holds credentials', 'send them as a header of the requests');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return at(
      '`service.url` has more than scheme, host and port',
      'move the path to the requests, such as get: /orders',
    );
  }
  return [];
}

function unknownPlaces({ tree }: Scope, path: Path): Problem[] {
  const text = valueAt(tree, path);
  if (typeof text !== 'string') return [];
  const calls = keysAt(tree, ['calls']);
  const known = [
    'port',
    'calls.ca',
    ...calls.flatMap((name) => ['url', 'host', 'port'].map((part) => `calls.${name}.${part}`)),
  ];
  return [...text.matchAll(/\$\{([^}]*)\}/g)]
    .map((match) => match[1]!)
    .filter((place) => !place.startsWith('env') && !known.includes(place))
    .map((place) => {
      const near = nearest(place, known);
      const remedy = near === null ? `known are ${either(known, 'and')}` : `did you mean \${${near}}?`;
      return problemAt(path, `\${${place}} is nothing that holdline fills in`, remedy);
    });
}

/** A place without its end is handed to the service as it stands. */
function openPlaces({ tree }: Scope, path: Path): Problem[] {
  const text = valueAt(tree, path);
  if (typeof text !== 'string') return [];
  return [...text.matchAll(/\$\{((?:port|calls)\b[^}]*)$/g)].map(([, place]) =>
    problemAt(path, `\${${place} has no end`, `close it: \${${place!.match(/^[\w.-]*/)![0].replace(/\.$/, '')}}`),
  );
}
