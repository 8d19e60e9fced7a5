/**
 * The probability that a request waits for one of `servers` connections under a load in erlangs, by Erlang's C formula; 1
 * where the load is as much as they carry. By recursion over Erlang's B, which needs no factorials.
 */
export function erlangC(servers: number, erlangs: number): number {
  if (erlangs >= servers) return 1;
  let blocked = 1;
  for (let one = 1; one <= servers; one += 1) blocked = (erlangs * blocked) / (one + erlangs * blocked);
  const utilisation = erlangs / servers;
  return blocked / (1 - utilisation * (1 - blocked));
}

/** The fewest connections with which at most a share of the requests waits; at least 1. */
export function connectionsFor(erlangs: number, mostWait: number): number {
  let servers = Math.max(1, Math.ceil(erlangs));
  while (erlangC(servers, erlangs) > mostWait) servers += 1;
  return servers;
}
