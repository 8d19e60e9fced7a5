/** What a service was not let do, by the place that the preload names, and what would let it. */
export interface Refused {
  readonly tried: string;
  readonly remedy: string;
}

/** `host:port` of a connection, `host:port/udp` of datagrams, `name@server:port/dns` of a question to a name server, `name/dns` to the system. */
export function refusedWords(place: string): Refused {
  const [, name, server] = /^(.*)@(.*:\d+)\/dns$/.exec(place) ?? [];
  if (name !== undefined && server !== undefined) {
    return {
      tried: `to ask the name server ${server} for ${name}`,
      remedy: `add it under calls with origin:, or allow the name server: ${allowing(server)}`,
    };
  }
  const looked = /^(.*)\/dns$/.exec(place)?.[1];
  if (looked !== undefined) {
    return {
      tried: `to look up ${looked}`,
      remedy: `add it under calls with origin:, or allow it: --allow-host ${looked}`,
    };
  }
  const receiver = /^(.*)\/udp$/.exec(place)?.[1];
  if (receiver !== undefined) {
    return {
      tried: `to send datagrams to ${receiver}`,
      remedy: `nothing stands in for UDP; allow it: ${allowing(receiver)}`,
    };
  }
  return { tried: place, remedy: `add it under calls with origin:, or allow it: ${allowing(place)}` };
}

function allowing(place: string): string {
  return `--allow-host ${place.replace(/:\d+$/, '')}`;
}
