import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { UserMistake } from '../model/mistake.js';
import { quickWorkload, tempFolder, writeWorkload } from '../testing/cli.js';
import { exampleRun } from '../testing/example-run.js';
import { callCli } from '../testing/in-process.js';
import { wholeOnly } from '../testing/whole.js';
import { keepRecord } from './keep-record.js';

test('a shard of another seed or another version is refused by what differs, with both values', {
  skip: wholeOnly,
}, async (t) => {
  const cwd = tempFolder(t);
  writeWorkload(cwd, quickWorkload({ target: 'simulated: {}', policies: 'cold: { keepAlive: false }' }));
  const load = (index: number, ...more: string[]) =>
    callCli(['load', 'workload.yaml', '--shard', `${index}/2`, '--out', `${index}`, '--quiet', ...more], { cwd });
  const merge = async () => {
    const { code, err } = await callCli(['merge', '0', '1', '--out', 'merged'], { cwd });
    assert.equal(code, 2, err);
    return err.replaceAll(/\s+/g, ' ');
  };
  assert.equal((await load(0)).code, 0);
  assert.equal((await load(1, '--seed', '6')).code, 0);
  assert.match(await merge(), /different runs: the seed is 5 in shard 0 of 2 \(0\) and 6 in shard 1 of 2 \(1\)/);
  const file = path.join(cwd, '1', 'run.json');
  const text = readFileSync(file, 'utf8');
  const version = /"holdline":"([^"]+)"/.exec(text)![1]!;
  writeFileSync(file, text.replace(`"holdline":"${version}"`, '"holdline":"0.0.9"'));
  assert.ok(
    (await merge()).includes(`the version of holdline is ${version} in shard 0 of 2 (0) and 0.0.9 in shard 1 of 2 (1)`),
  );
});

test('a run that was made of files and cannot be written is a mistake with the path, and no stack', () => {
  const refused = (error: unknown) =>
    error instanceof UserMistake && /null\/x\/run\.json goes through/.test(error.message);
  assert.throws(() => keepRecord('/dev/null/x', exampleRun()), refused);
});
