/** Registers every second of the pure test files in this process; their names come from `suite.ts`. */
export async function registerHalf(half: 0 | 1): Promise<void> {
  const names = JSON.parse(process.env.HOLDLINE_PURE_TESTS ?? '[]') as readonly string[];
  for (const name of names.filter((_, index) => index % 2 === half)) {
    await import(new URL(`../../${name}`, import.meta.url).href);
  }
}
