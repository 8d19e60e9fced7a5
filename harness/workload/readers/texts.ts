import { PLACEHOLDER_EXAMPLE } from '../../model/workload/filled.js';
import { PLACEHOLDER } from '../../model/workload/template.js';
import { TLS_VERSIONS } from '../../model/workload/workload.js';
import { type Reader, right, wrong } from '../problem.js';

/** Any non-empty text. */
export const readText: Reader<string> = (value) => {
  if (typeof value === 'string' && value.includes('\0')) return wrong('which has a zero byte in it', 'remove it');
  if (typeof value === 'string' && value.trim() !== '') return right(value);
  return wrong('which is not a text', typeof value === 'number' ? 'put it in quotes' : 'write a text');
};

/** Texts that may be empty, for example bodies and values of headers. */
export const readAnyText: Reader<string> = (value) =>
  typeof value === 'string' ? right(value) : wrong('which is not a text', 'put it in quotes');

/** Values of variables of the environment, which the system ends at a zero byte. */
export const readVariable: Reader<string> = (value) =>
  typeof value === 'string' && value.includes('\0')
    ? wrong('which has a zero byte in it', 'remove it')
    : readAnyText(value);

/** Bodies that are sent as they are. */
export const readBody: Reader<string> = (value) =>
  typeof value === 'object' && value !== null
    ? wrong('where a text belongs', 'write json: for a body of keys and values')
    : readAnyText(value);

/** Names that may become a folder: lower-case letters, digits and dashes. */
export const readSlug: Reader<string> = (value) =>
  typeof value === 'string' && /^[a-z0-9-]+$/.test(value)
    ? right(value)
    : wrong('which is not a plain name', 'use lower-case letters, digits and dashes, such as evening-peak');

/** Paths on the target: a slash, then visible ASCII characters without a fragment. */
export const readRequestPath: Reader<string> = (value) => {
  if (typeof value !== 'string' || !value.startsWith('/')) {
    return wrong('which does not begin with a slash', 'write a path such as /orders/42');
  }
  // Blanks within a template are nobody's text: `{{ id }}` is `{{id}}`.
  const path = value.replaceAll(PLACEHOLDER, '{{$1}}');
  return /^[!"$-~]*$/.test(path)
    ? right(path)
    : wrong('which has a character that a path cannot hold', 'encode blanks, # and letters beyond ASCII, such as %20');
};

/** Versions of TLS, which YAML reads as numbers. */
export const readTlsVersion: Reader<(typeof TLS_VERSIONS)[number]> = (value) => {
  const version = TLS_VERSIONS.find((one) => one === String(value));
  return version === undefined
    ? wrong('which is not a version that is spoken here', 'write 1.2 or 1.3')
    : right(version);
};

/** Names as DNS has them, with a dot at the end for one that is complete. */
export const readHostName: Reader<string> = (value) =>
  typeof value === 'string' && value.length <= 254 && HOST_NAME.test(value) && !ADDRESS.test(value)
    ? right(value)
    : wrong('which is not a name of a host', 'write a name such as orders.internal.test');
const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\.?$/i;
/** The last part of a name is never a number. */
const ADDRESS = /(^|\.)[0-9]+\.?$/;

/** Names of metrics, as Prometheus has them. */
export const readMetricName: Reader<string> = (value) =>
  typeof value === 'string' && /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(value)
    ? right(value)
    : wrong('which is not a name of a metric', 'write a name such as process_cpu_seconds_total');

/** Addresses of something to read, without credentials. */
export const readPageAddress: Reader<string> = (value) => {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return wrong('which is not an http or https address', 'write an address such as http://127.0.0.1:9100/metrics');
  }
  if (url.username === '' && url.password === '') return right(url.href);
  return wrong('which holds credentials', 'name an address that needs none');
};

/** Origins without a trailing slash: scheme, host and port, and nothing else. */
export const readOrigin: Reader<string> = (value) => {
  const remedy = 'write scheme, host and port, such as https://orders.internal:8443';
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    const isBare = typeof value === 'string' && URL.canParse(`http://${value}`) && !value.includes('://');
    return wrong('which is not an http or https address', isBare ? `write http://${value}, or https://` : remedy);
  }
  if (!/^(\[.+\]|[a-z0-9._-]+)$/.test(url.hostname)) {
    return wrong('whose host is no name that can be called', 'write one host, without *, such as api.orders.example');
  }
  if (url.username !== '' || url.password !== '') {
    return wrong('which holds credentials', `send them as a header: authorization: "${PLACEHOLDER_EXAMPLE}"`);
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return wrong(
      'which has more than scheme, host and port',
      `write ${url.origin}; a path belongs to the requests, such as get: /orders/42`,
    );
  }
  return right(url.origin);
};
