/**
 * `HOLDLINE_TEST_WHOLE=1`, which `.ci/run` sets, runs the whole product of every matrix and every draw of an experiment.
 * `npm test` has two minutes on two cores: it takes the pairs of a matrix instead of its product, and so many draws that the
 * statistic can still fail. The name of such a test says how many it is about.
 */
export const WHOLE = process.env.HOLDLINE_TEST_WHOLE === '1';

/** The `skip` of a whole run whose rule `npm test` proves by a smaller one, or by that of a neighbour. */
export const wholeOnly: string | false = !WHOLE && 'HOLDLINE_TEST_WHOLE=1 tries it too';

/**
 * The `skip` of a test against a program that `.ci/run` installs: elsewhere such a program is there by chance, and so would the
 * minutes be that `npm test` takes.
 */
export function withInstalled(name: string, isThere: boolean): string | false {
  return wholeOnly || (!isThere && `${name} is not installed`);
}

/** One of two numbers of draws. */
export function draws(few: number, whole: number): number {
  return WHOLE ? whole : few;
}
