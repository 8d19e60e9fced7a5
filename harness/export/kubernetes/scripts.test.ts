import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { parseStartAt } from '../../commands/shard-flags.js';
import { exported } from '../../testing/example-export.js';
import type { Exported } from '../index.js';
import { WAIT_FOR_ALL } from './scripts.js';

test('the scripts are shell, and pods that come one after the other agree on one start', async (t) => {
  const scripts = [exported(), exported({ put: true, startAt: '2026-12-01T12:00:00.000Z' })].flatMap(scriptsOf);
  execFileSync('sh', ['-c', 'for script; do sh -n -c "$script" || exit 1; done', 'sh', ...scripts]);
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-pods-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = WAIT_FOR_ALL.replaceAll('/results', folder);
  const pods = [0, 1, 2].map((index) => {
    const env = { ...process.env, RUN: 'run', JOB_COMPLETIONS: '3', JOB_COMPLETION_INDEX: String(index) };
    return promisify(execFile)('sh', ['-c', script], { env });
  });
  await Promise.all(pods);
  const startAt = readFileSync(path.join(folder, 'run', 'start-at'), 'utf8').trim();
  const aheadMs = parseStartAt(startAt) - Date.now();
  assert.ok(aheadMs > 20_000 && aheadMs <= 31_000, startAt);
  assert.equal(readFileSync(path.join(folder, 'latest'), 'utf8'), 'run\n');
});

test('a presigned address that takes nothing is told without its signature', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-put-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [script] = scriptsOf(exported({ put: true, startAt: '2026-12-01T12:00:00.000Z' }));
  const [, put] = /-e '([^']+)'/.exec(script!)!;
  const file = path.join(folder, 'run.json');
  writeFileSync(file, '{}');
  const puts = ['//127.0.0.1:1/?signature=s3cret', 'http://127.0.0.1:2/?signature=s3cret'].map(
    async (address, index) => {
      const url = path.join(folder, String(index));
      writeFileSync(url, address);
      const args = ['--input-type=module', '-e', put!, folder, url];
      const failed = await promisify(execFile)(process.execPath, args).catch(
        (error: { code: number; stderr: string }) => error,
      );
      assert.ok('code' in failed && failed.code === 1);
      return failed.stderr;
    },
  );
  const said = (await Promise.all(puts)).join('');
  assert.match(said, /holds no address\n.*ECONNREFUSED/s);
  assert.doesNotMatch(said, /s3cret/);
});

interface Job {
  readonly spec: {
    readonly template: { readonly spec: Readonly<Record<string, readonly { command: [string, string, string] }[]>> };
  };
}

function scriptsOf({ files }: Exported): string[] {
  const job = parse(files.find((file) => file.path === 'job.yaml')!.text) as Job;
  const { initContainers = [], containers = [] } = job.spec.template.spec;
  return [...initContainers, ...containers].map(({ command }) => command[2]);
}
