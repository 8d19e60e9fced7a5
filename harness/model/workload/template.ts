/** What stands between double braces in a request, with the name in its first group. */
export const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;

/** The names that need no feed: the number of the request in its slot, and one UUID for each request. */
export const OWN_NAMES = ['n', 'uuid'] as const;

/** The placeholder of a name, as a user writes it. */
export function placeholder(name: string): string {
  return `{{${name}}}`;
}
