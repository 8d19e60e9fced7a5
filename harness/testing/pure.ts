import { test } from 'node:test';

/**
 * Registers every second of the pure test files in this process; their names come from `suite.ts`.
 *
 * No test starts before the last file is there: whenever all that are registered have ended, Node runs the `after` hooks of
 * the whole process, and the folder of workload files would be gone for the files that are still to come.
 */
export async function registerHalf(half: 0 | 1): Promise<void> {
  const names = JSON.parse(process.env.HOLDLINE_PURE_TESTS ?? '[]') as readonly string[];
  let allAreHere = () => {};
  const registered = new Promise<void>((resolve) => {
    allAreHere = resolve;
  });
  test('every file is here before the first test', () => registered);
  for (const name of names.filter((_, index) => index % 2 === half)) {
    await import(new URL(`../../${name}`, import.meta.url).href);
  }
  allAreHere();
}
