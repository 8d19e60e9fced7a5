import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { EXIT } from '../model/exit.js';
import type { Compared } from '../model/findings/comparison.js';
import { readJson } from '../testing/cli.js';
import { gitRepository } from '../testing/git-repository.js';
import { callCli } from '../testing/in-process.js';
import { wholeOnly } from '../testing/whole.js';

/** Works for so long of its process's own CPU time, of which neighbours take none. */
const app = (cpuMs: number) => `import http from 'node:http';
http.createServer((request, response) => {
  const before = process.cpuUsage();
  const spentUs = ({ user, system }) => user + system;
  while (spentUs(process.cpuUsage(before)) < ${cpuMs * 1000});
  response.end('ok');
}).listen(process.env.PORT, '127.0.0.1');
`;

/** One request after the other, so many of them however busy the machine is. */
const WORKLOAD = `name: busy
peak: 300/s
service: { command: node app.mjs }
calls: {}
load: { sequence: 20 }
policies: { today: {} }
design: { invocations: 4, blocks: 2, warmup: 100ms }
slo: { p99: 5s, errors: 1% }
gates:
  - { metric: cpuUsPerRequest, policy: today, tolerance: 5% }
`;

/** A request costs a millisecond beside, so that the whole of it is 15 % more. */
const [BASE_MS, HEAD_MS] = [20, 23.15];

test('15 % more CPU of a service is named in the first line and fails, of two commits measured at once', {
  skip: wholeOnly,
}, async (t) => {
  const repository = gitRepository(t);
  repository.commit({ 'app.mjs': app(BASE_MS), 'busy.yaml': WORKLOAD });
  repository.commit({ 'app.mjs': app(HEAD_MS) });
  const out = path.join(repository.cwd, 'runs/out');
  const measure = () => callCli(['compare', '--base', 'HEAD~1', '--out', 'runs/out', 'busy.yaml'], repository);
  let ended = await measure();
  // A machine that is too busy to read a clock is no basis, and says so.
  for (let tries = 1; ended.code === EXIT.invalid && tries < 4; tries += 1) {
    rmSync(out, { recursive: true });
    ended = await measure();
  }
  assert.equal(ended.code, 1, ended.out + ended.err);
  const [first] = ended.out.replace(/\n(?! *\n)/g, ' ').split('\n');
  assert.match(
    first!,
    /^gate failed: CPU per request of today is \d+(\.\d)? % more \(\S+ % to \S+ %\) \(at most \+5 %\)/,
  );
  const { rows } = readJson<Compared>(out, 'comparison.json');
  const { mean } = rows.find(({ metric }) => metric === 'cpuUsPerRequest')!.change!;
  assert.ok(mean > 0.11 && mean < 0.19, `${mean}`);
  t.diagnostic(first!);
});
