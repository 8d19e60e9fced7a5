/** A user and a password before a host, the last `@` before the path. */
const USER = /(\/\/)[^/\s"'?#]*@/g;
/** What follows a path: a token in it is as much a secret as a password. */
const QUERY = /\?[^\s"'<>?]+[^\s"'<>]*/g;
const FRAGMENT = /(\S)#[^\s"'<>]*=[^\s"'<>]*/g;

/**
 * A text of somebody else's script in which addresses may stand, without what may be a secret in them: a request is called by its
 * URL where k6 was told no name, and an error quotes it.
 */
export function withoutSecrets(text: string): string {
  return text.replaceAll(USER, '$1').replaceAll(QUERY, '?...').replaceAll(FRAGMENT, '$1');
}
