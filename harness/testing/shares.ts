import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode that a function runs before V8 optimises it, where 132 KiB are its default: most functions of a test are over
 * before the optimised code would have paid for its making, which was a fifth of the CPU of what only computes.
 */
const OPTIMISED_AFTER = 300_000;

/**
 * Registers a share of the test files in this process; which files those are comes from `suite.ts`.
 *
 * No test starts before the last file is there: whenever all that are registered have ended, Node runs the `after` hooks of
 * the whole process, and the folder of workload files would be gone for the files that are still to come.
 */
export async function registerShare(number: number): Promise<void> {
  setFlagsFromString(`--interrupt-budget=${OPTIMISED_AFTER}`);
  const shares = JSON.parse(process.env.HOLDLINE_TEST_SHARES ?? '[]') as readonly (readonly string[])[];
  let allAreHere = () => {};
  const registered = new Promise<void>((resolve) => {
    allAreHere = resolve;
  });
  test('every file is here before the first test', () => registered);
  for (const name of shares[number] ?? []) await import(new URL(`../../${name}`, import.meta.url).href);
  allAreHere();
}
