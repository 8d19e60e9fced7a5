/** An address as it may stand on a screen: without the name, the password and the values of a query, which may be keys. */
export function shownAddress(text: string): string {
  return text.replace(/^([^/?#]*\/\/)[^/?#]*@/, '$1***@').replace(/[?#].*$/s, '?***');
}
