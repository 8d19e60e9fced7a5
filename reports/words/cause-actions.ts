import type { CauseFindings } from '../../harness/model/findings/findings.js';
import type { Question, QuestionRequest } from '../../harness/model/findings/question.js';
import { targetFacts } from '../../harness/model/workload/target-facts.js';

type Action = (cause: CauseFindings, request: QuestionRequest | undefined, question: Question) => string;

/** What to look at, by the code of a failure: the first row that knows it. */
const ACTIONS: readonly (readonly [codes: RegExp, action: Action])[] = [
  [/^HTTP 40[13]$/, (_, request) => credentials(request)],
  [/^HTTP 40[45]$/, (_, request) => `look at the method and the path of ${request?.name ?? 'the request'}`],
  [/^HTTP (400|411|413|415|422)$/, (_, request) => `look at what ${request?.name ?? 'the request'} sends`],
  [/^HTTP 407$/, () => 'a proxy stands between'],
  [/^HTTP 429$/, () => 'the target limits how often it is called: lower the load (rate or scale)'],
  [/^HTTP 5\d\d$/, () => 'the target failed itself: look at its log'],
  [
    /^ECONNREFUSED$/,
    (_, __, question) => `nothing listens at ${placeOf(question)}: start the target, or look at the port`,
  ],
  [
    /^(ENOTFOUND|EAI_|ENODATA|ENONAME)/,
    (_, __, question) => `no resolver knows ${placeOf(question)}: look at the name`,
  ],
  [/^(ESERVFAIL|EREFUSED|ETIMEOUT)$/, () => 'the resolver failed: look at it'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/, () => 'there is no way to the target from here'],
  [
    /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/,
    () => 'nothing answered there: a firewall does that, and so does an address that is not in use',
  ],
  [
    /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_HTTP_REQUEST)$/,
    () => 'the port may speak plain http: write http://',
  ],
  [
    /^UNASKED_BYTES$/,
    () => 'the target sends more than its Content-Length says, or a body where none can be (204, 304): mend it there',
  ],
  [/^UNASKED_SWITCH$/, () => 'another protocol lives there, WebSocket for example: look at the path'],
  [/^NO_STATUS$/, () => 'what answers there has no status of HTTP: look at what stands between'],
  [/^k6 without a code$/, () => 'k6 names neither a status nor an error of it: have its system tags include both'],
  [/^Z_/, () => 'the target says Content-Encoding of a body that is not packed so: mend it there'],
  [
    /^(HPE_HEADER_OVERFLOW|UND_ERR_HEADERS_OVERFLOW)$/,
    () => 'the headers of its answer are longer than Node.js takes, 16 KiB: have it send less',
  ],
  [
    /^HPE_(UNEXPECTED_CONTENT_LENGTH|INVALID_CONTENT_LENGTH|INVALID_TRANSFER_ENCODING|INVALID_CHUNK_SIZE)$/,
    () =>
      'the target does not say in one way how long its answer is (Content-Length, Transfer-Encoding, chunks): mend it there',
  ],
  [
    /^HPE_(CR_EXPECTED|LF_EXPECTED|STRICT|INVALID_HEADER_TOKEN|INVALID_VERSION|INVALID_STATUS|INVALID_EOF_STATE)$/,
    () => 'what answers there does not keep to HTTP/1.1: look at the bytes that it sends',
  ],
  [
    /^(HPE_|HTTPParserError|NOT_HTTP)/,
    () =>
      'what answers there is no HTTP/1.1, or sends more than its Content-Length says; one that speaks TLS needs https://',
  ],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE)/,
    () => 'no authority that is known here signed its certificate: name the file of one that did with target.ca',
  ],
  [/^CERT_HAS_EXPIRED$/, () => "the target's certificate has expired"],
  [/^CERT_NOT_YET_VALID$/, () => "the target's certificate is not valid yet: look at the clocks"],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    () => 'the certificate is for another name: call the target by one that stands in it',
  ],
  [
    /PROTOCOL_VERSI|UNSUPPORTED_PROTOCOL/,
    () => 'the target speaks another version of TLS than Node.js allows, 1.2 or 1.3: mend it there',
  ],
  [
    /NO_(SHARED|CIPHERS)|NO_CIPHER/,
    () => 'the target and Node.js have no cipher in common: look at those of the target',
  ],
  [/UNRECOGNIZED_NAME/, () => 'the target knows nothing of the name that it is called by: call it by another'],
  [/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/, () => 'the target may ask who calls: name target.cert and target.key'],
  [/^(EMFILE|ENFILE)$/, () => 'raise the limit of open files of this machine (ulimit -n)'],
  [
    /^(EADDRNOTAVAIL|EADDRINUSE)$/,
    () =>
      'the ports of this machine are used up: lower the load (rate or scale), or widen net.ipv4.ip_local_port_range',
  ],
  [/^(ENOBUFS|ENOMEM)$/, () => 'the memory of this machine is used up: lower the load (rate or scale)'],
  [
    /^ERR_SOCKET_TIMEOUT$/,
    () =>
      'a timeout of the Agent is shorter than the answer takes, and freeSocketTimeout also holds for a request that takes over a connection at once: raise it',
  ],
  [
    /^(REQUEST_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/,
    () => 'the target takes longer than requestTimeout: lower the rate, or allow more',
  ],
];

/** Of a code that no row knows. */
const BY_KIND: { readonly [Kind in CauseFindings['kind']]?: string } = {
  protocol: 'what answers there does not keep to HTTP/1.1: look at the bytes that it sends',
};

/** Null where neither the code nor its kind says what to do. */
export function actionOf(
  cause: CauseFindings,
  request: QuestionRequest | undefined,
  question: Question,
): string | null {
  const code = codeWithin(cause);
  const row = ACTIONS.find(([codes]) => codes.test(code));
  return row === undefined ? (BY_KIND[cause.kind] ?? null) : row[1](cause, request, question);
}

/** EPROTO is all that TLS can object to; what it was stands in the message, behind the routine that met it. */
function codeWithin({ code, message }: CauseFindings): string {
  const reason = code === 'EPROTO' ? /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] : undefined;
  return reason === undefined ? code : `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
}

const CREDENTIAL = /auth|token|key|cookie|secret|session/i;

/** `look at headers.authorization (from API_TOKEN)`. */
function credentials(request: QuestionRequest | undefined): string {
  const all = request?.headers ?? [];
  const header = all.find(({ name }) => CREDENTIAL.test(name)) ?? all.find(({ variables }) => variables.length > 0);
  if (header === undefined) return 'the request says nothing of who sends it: give it headers, such as authorization';
  const from = header.variables.length === 0 ? '' : ` (from ${header.variables.join(' and ')})`;
  return `look at headers.${header.name}${from}`;
}

function placeOf({ target }: Question): string {
  const { origin } = targetFacts(target);
  return origin === null ? 'its port' : new URL(origin).host;
}
