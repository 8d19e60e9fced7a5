/** What Node's runner tells of a test that failed. */
export interface FailedTest {
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly details: { readonly error: Error & { readonly cause?: unknown; readonly failureType?: string } };
}

const LONGEST = 400;

/** Two lines for each, for who sees nothing but the end of the output: its name and place, and the beginning of its message. */
export function failedLines(failed: readonly FailedTest[], top: string): readonly string[] {
  return failed.filter(isItsOwn).flatMap(({ name, file, line, details: { error } }) => {
    const place = file === undefined ? '' : ` at ${file.replace(top, '')}${line === undefined ? '' : `:${line}`}`;
    const said = error.cause instanceof Error ? error.cause.message : String(error.cause ?? error.message);
    const message = said.replaceAll(/\s+/g, ' ').trim();
    return [`failed: ${name}${place}`, `  ${message.length > LONGEST ? `${message.slice(0, LONGEST)}...` : message}`];
  });
}

/** One that fails because a test within it has is told by that one. */
function isItsOwn({ details: { error } }: FailedTest): boolean {
  return error.failureType !== 'subtestsFailed';
}
