import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { MOST_OUTPUT_BYTES } from '../../model/protocol/service.js';
import { childrenOf } from '../../testing/cli.js';
import { openService, type ServiceOptions, server, serviceFolder, startIn } from '../../testing/services.js';
import { wholeOnly } from '../../testing/whole.js';
import { TargetLost } from '../lost.js';

/** Why a service could not be started; nothing of it is left then. */
async function refusal(t: TestContext, options: ServiceOptions): Promise<string> {
  const place = serviceFolder(t, options);
  try {
    await startIn(t, place, { killAfterMs: 100, ...options.context });
  } catch (error) {
    assert.ok(error instanceof TargetLost, String(error));
    assert.deepEqual(await place.remaining(), []);
    return error.message.replaceAll(place.folder, 'FOLDER').replaceAll(/\b\d{4,5}\b/g, 'PORT');
  }
  return assert.fail('the service was started');
}

async function listener(t: TestContext): Promise<number> {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  return (taken.address() as AddressInfo).port;
}

/** What is no server need not be Node, which takes a tenth of a second to start. */
const HANGING = { command: 'sh -c "echo waiting for the database; exec sleep 60"' };
const LATE = 'the service of today was not ready within';

describe('a service that cannot be started', () => {
  test('is not there', async (t) => {
    assert.equal(
      await refusal(t, { command: 'no-such-program --x' }),
      'the service of today could not be started: no-such-program: ENOENT in FOLDER; check service.command',
    );
  });

  test('ends at once, with its exit code and what it wrote last', async (t) => {
    const command = `sh -c "echo begins; echo no database >&2; exit 3"`;
    assert.equal(
      await refusal(t, { command }),
      'the service of today ended at its start with exit code 3; it wrote last: begins | no database',
    );
  });

  test('by a pattern that would take for ever on what it writes', async (t) => {
    const command = `sh -c "echo ${'a'.repeat(60)}!; exec sleep 60"`;
    const said = await refusal(t, { command, service: 'ready: { log: "/^(a+)+$/" }\n  readyWithin: 1s' });
    assert.match(said, /^the service of today was not ready within 1 s: its output has nothing that/);
  });

  test('is ended by a signal', { skip: wholeOnly }, async (t) => {
    assert.equal(
      await refusal(t, { app: "process.kill(process.pid, 'SIGABRT'); setInterval(() => {}, 1000);" }),
      'the service of today ended at its start by SIGABRT; it wrote nothing',
    );
  });

  test('hangs', async (t) => {
    const wrote = 'it wrote last: waiting for the database';
    assert.equal(
      await refusal(t, { ...HANGING, service: 'readyWithin: 2s' }),
      `${LATE} 2 s: nobody listens on 127.0.0.1:PORT (it was told PORT=PORT); ${wrote}`,
    );
  });

  test('hangs, and is asked for an answer or for words', { skip: wholeOnly }, async (t) => {
    const [mute, silent] = [server('', 'r.statusCode = 503; r.end();'), server('', '')];
    const said = await Promise.all([
      refusal(t, { ...HANGING, service: 'readyWithin: 300ms\n  ready: { log: listening }' }),
      refusal(t, { app: mute, service: 'readyWithin: 300ms\n  ready: /up' }),
      refusal(t, { app: silent, service: 'readyWithin: 300ms\n  ready: /up' }),
    ]);
    const unanswered =
      ' 0.3 s: http://127.0.0.1:PORT/up gave no answer below 500 (it was told PORT=PORT); it wrote nothing';
    assert.ok(said[0].startsWith(`${LATE} 0.3 s: its output has nothing that /listening/ finds`), said[0]);
    assert.deepEqual(said.slice(1), [LATE + unanswered, LATE + unanswered]);
  });

  test('wants a port that is taken, whatever it is told', async (t) => {
    const taken = await listener(t);
    const app = `import http from 'node:http'; http.createServer().listen(${taken}, '127.0.0.1');`;
    const said = await refusal(t, { app });
    assert.match(
      said,
      /^the service of today ended at its start with exit code 1 \(each policy has a service of its own/,
    );
    assert.match(said, /PORT is PORT; let it listen there\); it wrote last: .*EADDRINUSE/s);
  });

  test('has an address at which somebody else listens, and would be taken for that one', async (t) => {
    const taken = await listener(t);
    assert.equal(
      await refusal(t, { app: server(), service: `url: http://127.0.0.1:${taken}` }),
      'the service of today cannot listen at http://127.0.0.1:PORT: somebody else does already;' +
        ` end it, or write \${port} in service.url`,
    );
  });

  test('leaves none of those that were started before it', async (t) => {
    const app = server('if (process.env.FAILS) process.exit(4);');
    const said = await refusal(t, { app, policies: '{ today: {}, broken: { env: { FAILS: yes } } }' });
    assert.equal(said, 'the service of broken ended at its start with exit code 4; it wrote nothing');
  });
});

describe('a service that is up', () => {
  test('is missed when it ends by itself, with how and its last words', async (t) => {
    const { target, ask } = await openService(t, {
      app: server('', "console.error('out of ideas'); process.exit(9);"),
    });
    await ask().catch(() => {});
    assert.equal(await target.lost, 'the service of today ended by itself: exit code 9; it wrote last: out of ideas');
  });

  test('is missed when a signal ends it', { skip: wholeOnly }, async (t) => {
    const { target, left } = await openService(t, { app: server() });
    process.kill(left()[0]!, 'SIGSEGV');
    assert.equal(await target.lost, 'the service of today ended by itself: SIGSEGV');
  });

  test('is up when its output says so, and may write without end: the file of its output is bounded', async (t) => {
    const first = `const line = 'x'.repeat(65535) + '\\n';
setTimeout(() => {
  console.log('ready at last\\n' + 'x'.repeat(5000));
  setInterval(() => process.stdout.write(line), 1).unref();
}, 50);`;
    const { folder, ask } = await openService(t, { app: server(first), service: 'ready: { log: /^ready/ }' });
    const file = path.join(folder, 'service-today-1.txt');
    for (let tries = 0; tries < 100 && statSync(file).size < MOST_OUTPUT_BYTES; tries += 1) await rest(20);
    await rest(100);
    assert.equal(await ask(), 'ok');
    const text = readFileSync(file, 'utf8');
    assert.ok(text.length < MOST_OUTPUT_BYTES + 100, String(text.length));
    assert.match(text.slice(-60), /\n\.\.\. \(cut: the service wrote more\)\n$/);
  });
});

describe('nothing of a service is left', () => {
  const warned = () => {
    const said: string[] = [];
    return { said, context: { killAfterMs: 200, warn: (text: string) => said.push(text) } };
  };

  test('when it ignores SIGTERM: it is killed, and that is said; with a name of this machine it was called there, whatever a resolver says', async (t) => {
    const { said, context } = warned();
    const { target, remaining } = await openService(t, {
      app: server("process.on('SIGTERM', () => {});"),
      service: `url: http://app.localhost:\${port}\n  ready: /up`,
      context,
    });
    const { hostname, addresses } = target.endpointOf(0);
    assert.deepEqual([hostname, addresses], ['app.localhost', ['127.0.0.1', '::1']]);
    await target.close();
    assert.deepEqual(said, ['the service of today did not end within 0.2 s of SIGTERM, and was killed']);
    assert.deepEqual(await remaining(), []);
  });

  test('when it ends as it is asked to: nothing is said, and what it wrote is kept without its secrets', async (t) => {
    const { said, context } = warned();
    const writes = "console.error('token s3cr3t-42'); console.log('\\u00fc', 's3cr3t-42');";
    const ends = `${writes} process.on('SIGTERM', () => { console.log('bye'); process.exit(0); });`;
    const { target, folder, remaining } = await openService(t, {
      app: server(ends),
      context: { ...context, hidden: ['s3cr3t-42'] },
    });
    await target.close();
    assert.deepEqual(said, []);
    const lines = readFileSync(path.join(folder, 'service-today-1.txt'), 'utf8').trim().split('\n').sort();
    assert.deepEqual(lines, ['bye', 'token ***', '\u00fc ***']);
    assert.deepEqual(await remaining(), []);
  });

  // As is one of a run that is killed, in `ends.test.ts`.
  test('when it is stopped, as by Ctrl-Z', { skip: wholeOnly }, async (t) => {
    const { context } = warned();
    const { target, left, remaining } = await openService(t, { app: server(), context });
    process.kill(left()[0]!, 'SIGSTOP');
    await target.close();
    assert.deepEqual(await remaining(), []);
  });

  test('when its forks outlive it: in its group, in a session of their own, with an environment of their own, or with a parent that is gone', async (t) => {
    const first = `import { spawn } from 'node:child_process';
// What ignores a signal hands that on to what it becomes.
const stays = "trap '' TERM; exec sleep 60";
const run = (text, detached, env = process.env) => spawn('sh', ['-c', text], { detached, env, stdio: 'inherit' });
run(stays, false);
run(stays, true).unref();
run(stays, true, { PATH: process.env.PATH, TEST_MARK: process.env.TEST_MARK }).unref();
run('setsid sh -c "' + stays + '" &', true);`;
    const { target, left, remaining } = await openService(t, { app: server(first), context: warned().context });
    for (let tries = 0; tries < 100 && left().length < 5; tries += 1) await rest(50);
    // The one that started the last is gone or going.
    assert.ok(left().length >= 5, `${left().length} processes`);
    await target.close();
    assert.deepEqual(await remaining(), []);
  });

  test('when its keeper is killed itself', async (t) => {
    const { target, remaining } = await openService(t, { app: server() });
    const keeper = childrenOf(process.pid).find(({ command }) => command.includes('keeper of the service'));
    process.kill(keeper!.pid, 'SIGKILL');
    assert.match(await target.lost, /^the service of today ended by itself: .*keeper of the service was killed/);
    assert.deepEqual(await remaining(), []);
  });

  test('when its keeper is killed while it waits for the service to end', async (t) => {
    const app = server("process.on('SIGTERM', () => console.log('stays'));");
    const { target, folder, remaining } = await openService(t, { app });
    const keeper = childrenOf(process.pid).find(({ command }) => command.includes('keeper of the service'));
    const closed = target.close();
    const file = path.join(folder, 'service-today-1.txt');
    for (let tries = 0; tries < 200 && readFileSync(file, 'utf8') !== 'stays\n'; tries += 1) await rest(10);
    process.kill(keeper!.pid, 'SIGKILL');
    await closed;
    assert.deepEqual(await remaining(), []);
  });
});
