import { hostAndPort } from '../../model/place.js';
import { keysAt, ownValue, type Path, type Problem, problemAt, problemAtKey, valueAt } from '../problem.js';
import type { Check, Scope } from './scope.js';

/** Connections are led to a stand-in by host and port, so that two calls cannot share them. */
export const checkOrigins: Check = ({ tree, draft, isSound }) => {
  const seen = new Map<string, string>();
  return keysAt(tree, ['calls']).flatMap((name): Problem[] => {
    const path = ['calls', name, 'origin'];
    const origin = ownValue(draft.calls, name)?.origin;
    if (typeof origin !== 'string' || !isSound(path)) return [];
    const unspoken = tlsProblems(name, origin, ownValue(draft.calls, name)?.embedded?.tls);
    if (unspoken.length > 0) return unspoken;
    const place = hostAndPort(origin);
    const other = seen.get(place);
    if (other === undefined) seen.set(place, name);
    const remedy = `give all its answers to calls.${other}, or write another origin`;
    return other === undefined ? [] : [problemAt(path, `calls.${other} has the origin ${place} already`, remedy)];
  });
};

/** A stand-in is called as its origin is. */
function tlsProblems(name: string, origin: string, tls: object | false | undefined): Problem[] {
  const isSecure = new URL(origin).protocol === 'https:';
  if (tls === undefined || isSecure === (tls !== false)) return [];
  const what = isSecure ? 'by https, and its stand-in speaks plain HTTP' : 'by http, and its stand-in speaks TLS';
  return [problemAtKey(['calls', name, 'embedded', 'tls'], `the origin is called ${what}`, 'remove it')];
}

const PORT = `\${port}`;

/** A service is called at the port that it was told. */
export const checkPort: Check = (scope) => {
  const { draft, isSound, tree } = scope;
  const url = draft.service?.url;
  if (url === undefined || !isSound(['service', 'url'])) return [];
  const places = [
    ['service', 'env', 'PORT'],
    ...keysAt(tree, ['policies']).map((name) => ['policies', name, 'env', 'PORT']),
  ];
  return places.flatMap((path) => portProblems(scope, path, url));
};

function portProblems({ tree }: Scope, path: Path, url: string): Problem[] {
  const told = valueAt(tree, path);
  if (typeof told !== 'string' && typeof told !== 'number') return [];
  if (!/^\d+$/.test(String(told))) return [];
  const called = url.includes(PORT) ? PORT : new URL(url).port;
  if (String(told) === called) return [];
  const remedy = url.includes(PORT) ? `remove it: the service is told its port as PORT` : `write PORT: "${called}"`;
  return [problemAt(path, `PORT says ${told}, and the service is called at ${called}`, remedy)];
}
