/** What to do about a failure, by the code that its client gave; codes of a family share a row. */
const ADVICE: readonly (readonly [codes: RegExp, advice: string])[] = [
  [/^HTTP 401$|^HTTP 403$/, 'look at the headers of the request and at the variable that fills them'],
  [/^HTTP 404$|^HTTP 405$/, 'look at path and method of the request'],
  [/^HTTP 4(00|15|22)$/, 'look at the body of the request and its content-type'],
  [/^HTTP 429$/, 'the target limits its callers: lower the load (rate or scale)'],
  [/^HTTP 5/, "look at the target's own log: it answers, but cannot serve"],
  [/^ECONNREFUSED$/, 'nothing listens there: check port and host, and that the target is up'],
  [
    /^ECONNRESET$|^EPIPE$|^UND_ERR_SOCKET$/,
    "look at the target's own log: it closes connections with requests on them",
  ],
  [/^ENOTFOUND$|^EAI_AGAIN$/, 'the name does not resolve: check the host, and the resolver'],
  [/^ETIMEDOUT$|^EHOSTUNREACH$|^ENETUNREACH$/, 'no way to the host: check its address, the network and firewalls'],
  [/^EPROTO$|WRONG_VERSION|HTTP_REQUEST/, 'https on a port that speaks http? check the scheme and the port'],
  [/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/, 'write ca: with the PEM file of the authority that signed it'],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, 'renew the certificate of the target, or mend the clock'],
  [/ALTNAME/, 'call the target by a name that stands in its certificate'],
  [/CERT|INVALID_PURPOSE/, 'look at the certificate of the target'],
  [/^HPE_/, 'the target does not speak HTTP/1.1 as it stands in the standard: look at the bytes that it sends'],
  [/^EMFILE$|^ENFILE$/, 'raise the number of open files (ulimit -n), or lower the load (rate or scale)'],
  [
    /^EADDRNOTAVAIL$|^EADDRINUSE$/,
    'the port range is used up (net.ipv4.ip_local_port_range): lower the load (rate or scale)',
  ],
  [/^ENOBUFS$|^ENOMEM$/, 'the kernel is out of memory for sockets: lower the load (rate or scale)'],
];

/** Null where nothing is known of the code. */
export function adviceFor(code: string | null): string | null {
  if (code === null) return null;
  return ADVICE.find(([codes]) => codes.test(code))?.[1] ?? null;
}
