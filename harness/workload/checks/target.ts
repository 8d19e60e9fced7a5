import { statSync } from 'node:fs';
import { CALLED_KINDS } from '../../model/workload/target-facts.js';
import { either, keysAt, ownValue, type Path, type Problem, problemAt, problemAtKey } from '../problem.js';
import type { DnsFile } from '../schema/dns.js';
import { beside, fileRemedy } from '../source/beside.js';
import type { Check } from './scope.js';

/** The target is one thing. */
export const checkTarget: Check = ({ tree, isSound }) => {
  const keys = keysAt(tree, ['target']);
  const [first, ...others] = keys.filter((key) => CALLED_KINDS.some((kind) => kind === key));
  if (first === undefined && isSound(['target']) && keysAt(tree, []).includes('target')) {
    return [
      problemAt(
        ['target'],
        '`target` names no target',
        'write one of embedded: {}, url: https://... and simulated: {}',
      ),
    ];
  }
  return others.map((key) =>
    problemAtKey(
      ['target', key],
      `\`target\` has both ${first} and ${key}`,
      `keep one of ${either(CALLED_KINDS, 'and')}`,
    ),
  );
};

const FILES = ['ca', 'cert', 'key'] as const;

/** The files of a TLS client are there, and go with a server that speaks TLS. */
export const checkCertificates: Check = ({ tree, draft: { target }, folder, isSound }) => {
  const keys = keysAt(tree, ['target']);
  const needs = (key: 'cert' | 'key', other: 'cert' | 'key') => {
    if (!keys.includes(key) || keys.includes(other)) return [];
    const what = `\`target.${key}\` stands without \`target.${other}\``;
    return [problemAtKey(['target', key], what, `add ${other}: client.${other === 'key' ? 'key' : 'pem'}`)];
  };
  const files = FILES.flatMap((key) => {
    const file = target?.[key];
    if (file === undefined) return [];
    if (!target?.url?.startsWith('https:') && isSound(['target', 'url'])) {
      return [problemAtKey(['target', key], `\`target.${key}\` goes with an https url only`, 'remove it')];
    }
    const place = beside(folder, file);
    if (isFile(place) || !isSound(['target', key])) return [];
    return [problemAt(['target', key], `there is no file ${place}`, fileRemedy(file, 'PEM'))];
  });
  return [...files, ...needs('cert', 'key'), ...needs('key', 'cert')];
};

/** Tables belong to a service, and a body to plain answers. */
export const checkService: Check = ({ tree }) => {
  const keys = keysAt(tree, ['target', 'embedded']);
  const service = keys.includes('service');
  if (!service && keys.includes('tables')) {
    return [problemAtKey(['target', 'embedded', 'tables'], 'there is no service with tables', 'add service: dynamodb')];
  }
  if (!service || !keys.includes('body')) return [];
  return [problemAtKey(['target', 'embedded', 'body'], 'a service answers with a body of its own', 'remove it')];
};

/** Who asks the DNS server, and the server, are there together. */
export const checkDns: Check = ({ tree, draft, isSound }) => {
  if (keysAt(tree, []).includes('service')) return [];
  const embedded = ['target', 'embedded'];
  const keys = keysAt(tree, embedded);
  const asking = keysAt(tree, ['policies']).filter(
    (name) => (ownValue(draft.policies, name)?.dns ?? 'system') !== 'system',
  );
  if (!isSound(['target'], ['policies'])) return [];
  if (!keys.includes('dns')) {
    const host = problemAtKey([...embedded, 'host'], 'there is no DNS server that knows the host', 'add dns: {}');
    const embeds = keysAt(tree, ['target']).includes('embedded');
    const remedy = embeds ? 'add dns: {} to target.embedded, or write dns: system' : 'write dns: system';
    const nobody = 'the policy asks a DNS server, and the target has none';
    return [
      ...(keys.includes('host') ? [host] : []),
      ...asking.map((name) => problemAt(['policies', name, 'dns'], nobody, remedy)),
    ];
  }
  const most = sharesProblems([...embedded, 'dns'], draft.target?.embedded?.dns);
  const remedy = 'write dns: resolver or dns: cached in a policy';
  const unasked = problemAtKey([...embedded, 'dns'], 'no policy asks the DNS server', remedy);
  return [...most, ...(asking.length === 0 ? [unasked] : [])];
};

type Shares = { readonly [Name in 'failures' | 'timeouts' | 'truncated']?: DnsFile[Name] | undefined };

/** What becomes of a query is one thing. */
export function sharesProblems(path: Path, dns: Shares | undefined): Problem[] {
  const { failures = 0, timeouts = 0, truncated = 0 } = dns ?? {};
  if (failures + timeouts + truncated <= 1) return [];
  return [problemAtKey(path, 'the shares of failures, timeouts and truncated exceed 100%', 'lower one')];
}

/** Tickets are rotated only where there are any. */
export const checkTickets: Check = ({ draft, isSound }) => {
  const tls = draft.target?.embedded?.tls;
  const path = ['target', 'embedded', 'tls', 'ticketRotation'];
  if (tls === false || tls?.resumption !== false || tls.ticketRotation === undefined || !isSound(path)) return [];
  return [problemAtKey(path, 'there are no session tickets without resumption', 'remove one of the two')];
};

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
