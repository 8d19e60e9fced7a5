import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { tempFolder } from '../testing/cli.js';
import { wholeOnly } from '../testing/whole.js';
import { type Child, ChildLost, startChild } from './child.js';

const ANSWER = new URL('./answer.js', import.meta.url).href;
const CHILD = new URL('./child.js', import.meta.url).href;
const onUnix = { skip: process.platform === 'win32' ? 'a process cannot be stopped there' : false, timeout: 30_000 };

/** What a child can be asked to do. */
const BEHAVIOUR = `
import { answerCalls } from ${JSON.stringify(ANSWER)};
class Odd extends Error {}
answerCalls(async (call) => {
  if (call.echo !== undefined) return call.echo;
  if (call.throws) throw new Odd('outside', { cause: new TypeError('inside') });
  if (call.says) process.stderr.write('first ' + 'x'.repeat(300_000) + ' last', () => process.exit(7));
  if (call.loops) for (;;);
  if (call.signal) process.kill(process.pid, call.signal);
  return new Promise(() => {});
});
`;

function start(folder: string): Child<object> {
  const file = path.join(folder, 'behaviour.mjs');
  writeFileSync(file, BEHAVIOUR);
  return startChild<object>(pathToFileURL(file), 'example');
}

function behave(t: TestContext): Child<object> {
  const child = start(tempFolder(t));
  t.after(async () => {
    child.kill();
    await child.ended;
  });
  return child;
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** What it outlives is asked of one: a process is a tenth of a second of CPU. */
describe('a process that goes on', () => {
  const folder = tempFolder({ after });
  let child: Child<object>;
  before(() => {
    child = start(folder);
  });
  after(async () => {
    child.kill();
    await child.ended;
  });

  test('what is no number arrives as what it is', async () => {
    const odd = {
      nan: Number.NaN,
      infinite: [Number.POSITIVE_INFINITY, -0],
      none: undefined,
      bytes: new Uint8Array([1]),
    };
    assert.deepEqual(await child.call({ echo: odd }), odd);
  });

  test('an error keeps the stack that it had there, and its cause, and the process goes on', async () => {
    const error = (await child.call({ throws: true }).catch((thrown: Error) => thrown)) as Error;
    assert.ok(!(error instanceof ChildLost));
    assert.equal(error.message, 'example: Error: outside');
    assert.match(
      error.stack ?? '',
      /^example: Error: outside\n {4}at .*behaviour\.mjs:[\s\S]*caused by TypeError: inside/,
    );
    assert.equal(await child.call({ echo: 1 }), 1);
  });

  test('signals for the group of the harness are not for its processes', onUnix, async () => {
    assert.equal(await child.call({ echo: 1 }), 1);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(child.pid, signal);
    assert.equal(await child.call({ echo: 2 }), 2);
  });

  test('what was answered in time is not given up later', async () => {
    assert.equal(await child.call({ echo: 1 }, 2000), 1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(await child.call({ echo: 2 }), 2);
  });
});

test('the last words of a process are heard to their end', async (t) => {
  const child = behave(t);
  await assert.rejects(child.call({ says: true }), (error: Error) => {
    assert.ok(error instanceof ChildLost);
    assert.match(error.message, /^example ended with exit code 7: first x+…x+ last$/);
    assert.ok(error.message.length < 4000);
    return true;
  });
});

test(
  'a process that is killed from outside is perhaps out of memory; one that ends otherwise says how',
  onUnix,
  async (t) => {
    const killed = behave(t);
    await assert.rejects(
      killed.call({ signal: 'SIGKILL' }),
      /^Error: example was killed by SIGKILL, perhaps out of memory$/,
    );
    assert.equal(await killed.ended, 'example was killed by SIGKILL, perhaps out of memory');
    await assert.rejects(killed.call({ echo: 1 }), ChildLost);
    await assert.rejects(behave(t).call({ signal: 'SIGABRT' }), /example was ended by SIGABRT/);
  },
);

for (const [what, call] of [
  ['is stopped', { signal: 'SIGSTOP' }],
  ['loops for ever', { loops: true }],
] as const) {
  test(`a process that ${what} is given up after its time, by name, and is gone`, onUnix, async (t) => {
    const child = behave(t);
    assert.equal(await child.call({ echo: 1 }), 1);
    await assert.rejects(child.call(call, 150), (error: Error) => {
      assert.ok(error instanceof ChildLost);
      assert.equal(error.message, 'example did not answer within 0.15 s, and was ended');
      return true;
    });
    assert.ok(!isThere(child.pid));
  });
}

// Beside each other: whoever takes over the processes of one that ended may look after them seconds later.
describe('no process survives a harness that', { concurrency: true }, () => {
  for (const [how, ending] of [
    ['crashes', 'setImmediate(() => { throw new Error("a bug"); });'],
    ['leaves', 'process.exit(3);'],
    ['is killed', 'process.kill(process.pid, "SIGKILL");'],
  ] as const) {
    // One that is stopped hears of nothing; where the harness was killed, another one of its family finds it by /proc.
    const isFound = how !== 'is killed' || process.platform === 'linux';
    // Nobody in it can do anything where it is killed; the others have that in them.
    const skip = onUnix.skip || (how !== 'is killed' && wholeOnly);
    test(how, { ...onUnix, skip }, async (t) => {
      const folder = tempFolder(t);
      writeFileSync(path.join(folder, 'behaviour.mjs'), BEHAVIOUR);
      const script = `import { startChild } from ${JSON.stringify(CHILD)};
        const start = () => startChild(new URL('file://${folder}/behaviour.mjs'), 'example');
        const [child, other] = [start(), start()];
        await Promise.all([child.call({ echo: 1 }), other.call({ echo: 1 })]);
        ${isFound ? 'process.kill(child.pid, "SIGSTOP");' : ''}
        console.log(child.pid); ${ending}`;
      const harness = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      t.after(() => harness.kill('SIGKILL'));
      const [said] = (await once(harness.stdout, 'data')) as [Buffer];
      await once(harness, 'close');
      const pid = Number(said);
      for (let tries = 0; isThere(pid); tries += 1) {
        assert.ok(tries < 1000, `process ${pid} stays`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
  }
});
