/** A text as a name of a workload or of a call: lower-case letters, digits and dashes; empty where it has none of them. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
