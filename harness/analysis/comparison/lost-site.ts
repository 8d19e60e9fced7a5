import type { CallSite, LossCause } from '../../model/findings/call-site.js';

type Losing = CallSite & { readonly cause: LossCause };

/**
 * The line to which a call lost its reuse: of those that lose it now, the one that opens most among those that did not before.
 * Lines move in their files from one revision to another, so a file and a cause that are new say more than a number.
 */
export function lostSite(call: string, before: readonly CallSite[], after: readonly CallSite[]): Losing | undefined {
  const losing = losingOf(call, after);
  const lost = losingOf(call, before);
  const isNewBy = (key: (site: Losing) => string) => {
    const known = new Set(lost.map(key));
    return losing.find((site) => !known.has(key(site)));
  };
  return isNewBy(keyOfFiles) ?? isNewBy(keyOfLines) ?? losing[0];
}

function losingOf(call: string, sites: readonly CallSite[]): Losing[] {
  return sites.flatMap((site) =>
    site.downstream === call && site.cause !== null ? [{ ...site, cause: site.cause }] : [],
  );
}

function keyOfFiles({ place, agentPlace, cause }: Losing): string {
  const file = (one: string | null) => one?.replace(/:\d+$/, '') ?? '';
  return `${file(place)} ${file(agentPlace)} ${cause}`;
}

function keyOfLines({ place, agentPlace, cause }: Losing): string {
  return `${place} ${agentPlace} ${cause}`;
}
