import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

/**
 * `npm test`: every test file of the compiled tree, in the order that two cores like best. What only computes shares two
 * processes, because a process for each file costs more than its tests; what waits for processes and sockets runs two at
 * a time, because more of them make each other's runs invalid on two cores; what measures whole runs, or holds times
 * against each other, runs alone. `npm test -- axios` takes the files with that in their name.
 */

const DIST = fileURLToPath(new URL('../../', import.meta.url));

/** Rooms without I/O. */
const PURE = /^(harness\/(analysis|model|plan|tally|workload)|reports)\//;
/** Files that assert an order of times, or that a whole run is valid: they must not share the cores. */
const ALONE =
  /^(harness\/commands\/|workers\/(freeze|truth|loop\/pacing|lookup\/lookup)\.|harness\/servers\/network\/relay\.)/;
const AT_A_TIME = 2;

const wanted = process.argv.slice(2);
const all = readdirSync(DIST, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll(path.sep, '/'))
  .filter((name) => name.endsWith('.test.js') && wanted.every((part) => name.includes(part)))
  .toSorted();
const pure = all.filter((name) => PURE.test(name));
const alone = all.filter((name) => ALONE.test(name));
const waiting = all.filter((name) => !pure.includes(name) && !alone.includes(name));

const counts = { passed: 0, failed: 0, skipped: 0 };

process.env.HOLDLINE_PURE_TESTS = JSON.stringify(pure);
const shared = pure.length === 0 ? [] : [0, 1].map((half) => path.join(DIST, `harness/testing/pure-${half}.js`));
await play([...shared, ...waiting.map((name) => path.join(DIST, name))], AT_A_TIME);
await play(
  alone.map((name) => path.join(DIST, name)),
  1,
);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

async function play(files: string[], concurrency: number): Promise<void> {
  if (files.length === 0) return;
  const stream = run({ files, concurrency });
  stream.on('test:pass', ({ skip, details }) => {
    if (isSuite(details)) return;
    if (skip === undefined) counts.passed += 1;
    else counts.skipped += 1;
  });
  stream.on('test:fail', ({ details }) => {
    if (!isSuite(details)) counts.failed += 1;
  });
  for await (const text of stream.compose(new spec())) process.stdout.write(text);
}

function isSuite(details: { readonly type?: string | undefined }): boolean {
  return details.type === 'suite';
}
