import { isIP } from 'node:net';
import { isLoopback } from '../../model/loopback.js';
import { withoutDot } from '../../model/place.js';
import { keysAt, ownValue, type Path, type Problem, problemAtKey } from '../problem.js';
import type { Check, Scope } from './scope.js';
import { isOfService } from './service.js';
import { isElsewhere } from './service-elsewhere.js';
import { sharesProblems } from './target.js';

/** What is looked up for a call is the name of its origin, and who asks for it is inside a service of ours. */
export const checkCallDns: Check = (scope) => {
  const { tree, draft, isSound } = scope;
  if (!isOfService(scope)) return [];
  const named = keysAt(tree, ['calls']).filter((name) => keysAt(tree, ['calls', name]).includes('dns'));
  if (!isSound(['policies'])) return [];
  const asking = keysAt(tree, ['policies']).filter(
    (name) => (ownValue(draft.policies, name)?.dns ?? 'system') !== 'system',
  );
  const nobody = (name: string) => {
    const remedy = 'add dns: {} to a call with an origin, or write dns: system';
    return problemAtKey(['policies', name, 'dns'], 'the policy asks a DNS server, and no call has one', remedy);
  };
  return [
    ...named.flatMap((name) => callProblems(scope, named, name)),
    ...(named.length > 0 || isElsewhere(scope) || !isSound(['calls']) ? [] : asking.map(nobody)),
  ];
};

function callProblems({ tree, draft, isSound }: Scope, named: readonly string[], name: string): Problem[] {
  const path: Path = ['calls', name, 'dns'];
  if (!isSound(['calls'])) return [];
  const hostOf = (call: string) => {
    const origin = ownValue(draft.calls, call)?.origin;
    return origin === undefined || !URL.canParse(origin) ? null : withoutDot(new URL(origin).hostname);
  };
  const host = hostOf(name);
  if (!keysAt(tree, ['calls', name]).includes('origin') || host === null) {
    const remedy = 'add origin: http://HOST, by which the service calls it';
    return [problemAtKey(path, 'there is no name to look up: the service is told where its stand-in is', remedy)];
  }
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0 || isLoopback(host)) {
    return [problemAtKey(path, `nobody asks a DNS server for ${host}`, 'remove it, or write an origin with a name')];
  }
  const first = named.find((other) => hostOf(other) === host);
  if (first !== name) {
    return [problemAtKey(path, `calls.${first} has a DNS server for ${host} already`, 'remove one of the two')];
  }
  const told = toldOf(draft, name);
  if (told !== null) {
    const remedy = `write ${ownValue(draft.calls, name)?.origin} there, or remove dns`;
    return [problemAtKey(path, `${told} tells the service localhost, which asks no DNS server`, remedy)];
  }
  return sharesProblems(path, ownValue(draft.calls, name)?.dns);
}

/** The variable by which the service is told where the stand-in is, so that it never calls the name. */
function toldOf(draft: Scope['draft'], name: string): string | null {
  const standIn = [`\${calls.${name}.url}`, `\${calls.${name}.host}`];
  const told = Object.entries(draft.service?.env ?? {}).find(([, value]) =>
    standIn.some((part) => String(value).includes(part)),
  );
  return told === undefined ? null : `service.env.${told[0]}`;
}
