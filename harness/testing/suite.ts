import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { type FailedTest, failedLines } from './failed.js';

/**
 * `npm test`: every test file of the compiled tree, in the order that two cores like best. What only computes, and what
 * calls the command line as a function, shares processes, because a process for each file costs more than its tests; what
 * waits for processes and sockets runs a few at a time, because more of them starve each other on two cores; what holds
 * times against each other runs alone. `npm test -- axios` takes the files with that in their name.
 */

const DIST = fileURLToPath(new URL('../../', import.meta.url));

/** Rooms without I/O. */
const PURE = /^(harness\/(analysis|export|import|model|plan|tally|testing|workload)|reports)\//;
/** Runs of the command line, whose counts are asserted and not how long they take. */
const COMMANDS = /^harness\/commands\//;
/** Files that assert an order of times: they must not share the cores. */
const ALONE = /^(workers\/freeze|harness\/servers\/network\/(relay|delay-line))\.test/;
/** Slots of real clients, which take a second to load: once for all of them. */
const CLIENTS =
  /^workers\/(clients\/(autocannon|client-certificate|contract|dynalite|policies|observe\/.*|socket\/(counts|failures))|lookup\/(clients|lookup|pin|pinned))\.test/;
/** Services and targets in processes of their own, for which these wait more than they compute. */
const SERVICES = /^harness\/run\/(service|targets)\//;
/** With a preload or times that nobody else in the process may touch; or mostly skipped. */
const APART = /^(harness\/(compile|package)|workers\/(calibrate|truth|preload\/.*))\.test/;
/** What is over in a second or two, most of which is the start of a process, in the rooms that load the same modules. */
const HARNESS = /^harness\//;
const WORKERS = /^workers\//;
/** Twice the cores, because runs wait half of their time and more; with one more some waited too long for a core. */
const AT_A_TIME = 4;

const wanted = process.argv.slice(2);
const all = readdirSync(DIST, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll(path.sep, '/'))
  .filter((name) => name.endsWith('.test.js') && wanted.every((part) => name.includes(part)))
  .toSorted();
/** A file belongs to the first rule that it follows. */
const RULES = [ALONE, COMMANDS, CLIENTS, SERVICES, APART, PURE, HARNESS, WORKERS];
const among = (rule: RegExp) => all.filter((name) => RULES.find((one) => one.test(name)) === rule);
const commands = halves(among(COMMANDS));
// The longest begin first, those that compute beside those that wait; the end is of short ones, which keep both cores busy.
const shares = [
  among(SERVICES),
  among(PURE),
  among(CLIENTS),
  commands[0]!,
  among(HARNESS),
  among(WORKERS),
  commands[1]!,
];

const counts = { passed: 0, skipped: 0 };
const failed: FailedTest[] = [];

process.env.HOLDLINE_TEST_SHARES = JSON.stringify(shares);
const shareFiles = shares.flatMap(({ length }, number) => (length === 0 ? [] : [`harness/testing/share-${number}.js`]));
await play([...shareFiles, ...among(APART)], AT_A_TIME);
await play(among(ALONE), 1);
for (const line of failedLines(failed, path.join(DIST, '../'))) console.log(line);
console.log(`${counts.passed} passed, ${failed.length} failed, ${counts.skipped} skipped`);
process.exitCode = failed.length > 0 || counts.passed === 0 ? 1 : 0;

/** Every second one, so that neighbours in a folder, which cost about the same, are shared out. */
function halves(names: readonly string[]): string[][] {
  return [0, 1].map((half) => names.filter((_, index) => index % 2 === half));
}

/** Names below the compiled tree. */
async function play(names: readonly string[], concurrency: number): Promise<void> {
  if (names.length === 0) return;
  const stream = run({ files: names.map((name) => path.join(DIST, name)), concurrency });
  stream.on('test:pass', ({ skip, details }) => {
    if (isSuite(details)) return;
    if (skip === undefined) counts.passed += 1;
    else counts.skipped += 1;
  });
  stream.on('test:fail', (test) => {
    if (!isSuite(test.details)) failed.push(test as FailedTest);
  });
  for await (const text of stream.compose(new spec())) process.stdout.write(text);
}

function isSuite(details: { readonly type?: string | undefined }): boolean {
  return details.type === 'suite';
}
