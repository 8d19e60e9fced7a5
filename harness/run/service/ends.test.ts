import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import type { Findings } from '../../model/findings/findings.js';
import { readJson, startCli } from '../../testing/cli.js';
import { callCli } from '../../testing/in-process.js';
import { type ServiceOptions, server, serviceFolder } from '../../testing/services.js';
import { wholeOnly } from '../../testing/whole.js';

/** A run of a service as a user meets its ends: in processes, with signals. */

const LOAD = `requests: [{ get: / }]
load: { rate: 60/s, threads: 1 }
design: { invocations: 1, blocks: 2, slot: 600ms, leadIn: 100ms, warmup: 100ms }
slo: { p99: 5s, errors: 1% }
`;
/** Says in a file that it has been asked. */
const ASKED = "import { writeFileSync } from 'node:fs'; let asked = 0;";
const COUNTS = "asked += 1; if (asked === 5) writeFileSync('asked', ''); r.end('ok');";

function loadIn(t: TestContext, options: ServiceOptions) {
  const place = serviceFolder(t, options, LOAD);
  const out = path.join(place.folder, 'run');
  return { ...place, out, args: ['load', place.file, '--out', out] };
}

function startLoad(t: TestContext, options: ServiceOptions) {
  const { args, ...place } = loadIn(t, options);
  const temporary = path.join(place.folder, 't');
  mkdirSync(temporary);
  const env = { TMPDIR: temporary };
  const cli = startCli(args, { cwd: place.folder, detached: true, env });
  t.after(() => cli.child.kill('SIGKILL'));
  const asked = async () => {
    for (let tries = 0; tries < 400 && !existsSync(path.join(place.folder, 'asked')); tries += 1) await rest(25);
    return place.left();
  };
  const folders = () => readdirSync(temporary).filter((name) => name.startsWith('holdline-service-'));
  return { ...place, cli, asked, folders };
}

describe('a run of a service', () => {
  test('whose service crashes keeps what was measured, ends with 5, and says last why', async (t) => {
    const crash = `${COUNTS} if (asked > 80) { console.error('cannot go on'); process.exit(42); }`;
    const { folder, args, out, remaining } = loadIn(t, { app: server(ASKED, crash) });
    const { code, out: printed, err } = await callCli(args, { cwd: folder });
    assert.equal(code, 5, err);
    const why = 'the service of today ended by itself: exit code 42; it wrote last: cannot go on';
    assert.doesNotMatch(err, /at .*\.js:/);
    const { verdict } = readJson<Findings>(out, 'findings.json');
    assert.equal(verdict.status, 'target-lost');
    assert.ok(JSON.stringify(verdict.reasons).includes(why), JSON.stringify(verdict));
    assert.ok(`${printed}${err}`.replaceAll(/\s+/g, ' ').includes(why), printed + err);
    assert.equal(readFileSync(path.join(out, 'service-today-1.txt'), 'utf8'), 'cannot go on\n');
    assert.deepEqual(await remaining(), []);
  });

  // `life.test.ts` has the sentence, and the crash above how a run ends with one.
  test('whose service cannot be started says so in a sentence', { skip: wholeOnly }, async (t) => {
    const { cli, remaining } = startLoad(t, { command: 'no-such-program' });
    const { code, out, err } = await cli.ended;
    assert.equal(code, 5);
    assert.match(
      `${out}${err}`.replaceAll(/\s+/g, ' '),
      /could not be started: no-such-program: ENOENT in .*; check service\.command/,
    );
    assert.doesNotMatch(err, /at .*\.js:/);
    assert.deepEqual(await remaining(), []);
  });

  // One that is told twice has heard it once, and the record is that of any run.
  test('that Ctrl-C ends leaves nothing, and its record', { skip: wholeOnly }, async (t) => {
    const { cli, out, asked, remaining } = startLoad(t, { app: server(ASKED, COUNTS) });
    assert.equal((await asked()).length, 1);
    process.kill(-cli.child.pid!, 'SIGINT');
    assert.equal((await cli.ended).code, 130);
    assert.deepEqual(await remaining(), []);
    assert.ok(readdirSync(out).includes('run.json'));
  });

  // `nothing-lost.test.ts` interrupts a run that starts, and `life.test.ts` gives up a service that hangs.
  test('that Ctrl-C ends while its service hangs at its start leaves nothing', { skip: wholeOnly }, async (t) => {
    const { cli, left, remaining } = startLoad(t, { app: 'setInterval(() => {}, 1000);' });
    for (let tries = 0; tries < 400 && left().length === 0; tries += 1) await rest(25);
    process.kill(-cli.child.pid!, 'SIGINT');
    assert.equal((await cli.ended).code, 130);
    assert.deepEqual(await remaining(), []);
  });

  test('that is told twice to end does not wait for a service that will not', async (t) => {
    const { cli, asked, remaining } = startLoad(t, {
      app: server(`process.on('SIGTERM', () => {}); ${ASKED}`, COUNTS),
    });
    await asked();
    cli.child.kill('SIGINT');
    await rest(300);
    cli.child.kill('SIGINT');
    const { code, err } = await cli.ended;
    assert.equal(code, 130);
    // Who waits for it says so.
    assert.doesNotMatch(err, /did not end within/);
    assert.deepEqual(await remaining(), []);
  });

  test('that is killed leaves nothing, not even a service that is stopped', async (t) => {
    const { cli, asked, remaining, folders } = startLoad(t, {
      app: server(ASKED, COUNTS),
      policies: '{ today: {}, other: {} }',
    });
    const pids = await asked();
    assert.equal(pids.length, 2);
    assert.equal(folders().length, 1);
    process.kill(pids[0]!, 'SIGSTOP');
    cli.child.kill('SIGKILL');
    assert.deepEqual(await remaining(), []);
    for (let tries = 0; tries < 40 && folders().length > 0; tries += 1) await rest(50);
    assert.deepEqual(folders(), []);
  });
});
