import type { CallLibrary } from '../../model/findings/call-site.js';
import type { SiteCounts } from '../../model/run/preload.js';

/** By the names of their packages; one that is built on another stands before it. */
const PACKAGES: readonly (readonly [name: RegExp, library: CallLibrary])[] = [
  [/^axios$/, 'axios'],
  [/^got$/, 'got'],
  [/^node-fetch$/, 'node-fetch'],
  [/^superagent$/, 'superagent'],
  [/^http-proxy$/, 'http-proxy'],
  [/^aws-sdk$/, 'aws-sdk-v2'],
  [/^@(aws-sdk|smithy)\//, 'aws-sdk-v3'],
  [/^undici$/, 'undici'],
];

/** What a line calls with: the outermost known package that stands between it and the connection. */
export function libraryOf({ stack, madeAt, via }: Pick<SiteCounts, 'stack' | 'madeAt' | 'via'>): CallLibrary {
  const packages = packagesWithin(stack).reverse();
  const known = packages.flatMap((name) => PACKAGES.find(([one]) => one.test(name))?.[1] ?? []);
  const [first] = known;
  if (first !== undefined) return first;
  if (via === 'undici') return 'fetch';
  return madeAt !== null && packagesWithin(madeAt).includes('agentkeepalive') ? 'agentkeepalive' : 'node-http';
}

/** What wraps calls to watch them, and makes no connection for anybody. */
const WATCHING = /^(@opentelemetry|@sentry|@elastic)\/|^(dd-trace|newrelic|elastic-apm-node|shimmer)$/;

/** The outermost package below a line of the service's own, where it is none that code is known for. */
export function packageThrough(stack: string): { readonly through?: string } {
  if (!stack.split('\n').some((line) => isOwn(line) && !line.includes('/node_modules/'))) return {};
  const through = packagesWithin(stack).findLast((name) => !WATCHING.test(name));
  if (through === undefined || through === 'agentkeepalive') return {};
  return PACKAGES.some(([known]) => known.test(through)) ? {} : { through };
}

/** Of the frames inside the innermost of the service's own, the innermost first. */
function packagesWithin(stack: string): string[] {
  const names: string[] = [];
  for (const line of stack.split('\n')) {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(line)?.[1];
    if (name !== undefined) names.push(name);
    else if (isOwn(line)) break;
  }
  return names;
}

/** A frame in a file that is neither a package's, Node's nor the preload's. */
function isOwn(line: string): boolean {
  return /[/\\][^()]*:\d+:\d+\)?$/.test(line) && !/node:|\/workers\/preload\/preload\.cjs/.test(line);
}
