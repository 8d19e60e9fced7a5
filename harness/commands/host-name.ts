import { isIP } from 'node:net';
import { mistake } from '../model/mistake.js';
import { withoutBrackets } from '../model/place.js';

/** The name or the address of a host, and nothing beside it: what has a scheme, a port or a path matches none. Throws UserMistake. */
export function hostName(text: string): string {
  const isName = /^[\p{L}\p{N}_.-]+$/u.test(text) || isIP(withoutBrackets(text)) === 6;
  if (isName) return text;
  throw mistake(
    `--allow-host is ${text}, which is no name of a host`,
    'write the name or the address alone, such as orders.internal: no scheme, no port, no path, no *',
  );
}
