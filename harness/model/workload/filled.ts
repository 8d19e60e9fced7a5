export type Environment = Readonly<Record<string, string | undefined>>;

/** How a variable is written. */
export const PLACEHOLDER_EXAMPLE = `\${env.NAME}`;

/** With the name in its first group. */
const PLACEHOLDER = /\$\{env\.([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Fills every variable of a text; missing ones become empty. */
export function fill(text: string, env: Environment): string {
  return text.replaceAll(PLACEHOLDER, (_, name: string) => env[name] ?? '');
}

/** The variables that a text names, as they are filled in by `fill`. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1]!);
}

/** Whether a text is one variable, and nothing but blanks beside it. */
export function isOneVariable(text: string): boolean {
  return text.trim().replace(PLACEHOLDER, '') === '';
}
