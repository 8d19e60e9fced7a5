import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Findings } from '../model/findings/findings.js';
import { compilePlan } from '../plan/compile.js';
import { planId } from '../plan/plan-id.js';
import { readRun } from '../run/record/read.js';
import { quickWorkload, readJson, tempFolder, writeWorkload } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { jsonLine, metricLine, ourTags, pointsOf } from '../testing/k6-rows.js';
import { readWorkload } from '../workload/read.js';

const START = Date.parse('2026-11-26T10:00:00.000Z');

function linesOf(policy: string, every: number, plan: string, dropped = 0): string {
  const tags = ourTags(policy, { holdline_plan: plan, name: 'GET /' });
  const requests = Array.from({ length: 500 }, (_, n) => ({
    atMs: START + n * 4,
    connecting: n % every === 0 ? 1 : 0,
    tags,
  }));
  const lines = requests.flatMap(pointsOf).map((point) => jsonLine(point));
  const drops = dropped === 0 ? [] : [jsonLine({ metric: 'dropped_iterations', value: dropped, atMs: START, tags })];
  return `${[metricLine('http_req_duration', 'trend', ['p(99)<3']), ...lines, ...drops].join('\n')}\n`;
}

test('results of k6 become a run that is kept, judged and rendered like any other', async (t) => {
  const cwd = tempFolder(t);
  const gates =
    'gates: [{ metric: connectionsPerRequest, policy: keep-alive, max: 0.2 }, { metric: lookupsPerRequest, policy: keep-alive, max: 0.2 }]\n';
  const file = writeWorkload(cwd, quickWorkload({ more: gates }));
  const plan = planId(compilePlan(readWorkload(file, { env: {}, overrides: {}, cores: 7 })));
  const write = (name: string, text: string) => writeFileSync(path.join(cwd, name), text);
  write('cold.json', linesOf('cold', 1, plan));
  write('keep.json', linesOf('keep-alive', 50, plan));
  const command = ['import', '--from', 'k6', '--workload', 'workload.yaml', '--out', 'run', 'cold.json', 'keep.json'];
  const { code, out, err } = await callCli(command, { cwd });
  assert.deepEqual([code, err], [1, ''], out);
  const { verdict, policies, gates: judged, trust } = readJson<Findings>(cwd, 'run', 'findings.json');
  assert.match(out.replaceAll(/\s+/g, ' '), /cold: the threshold http_req_duration p\(99\)<3 does not hold/);
  assert.equal(verdict.status, 'fail');
  assert.deepEqual([policies.cold?.connections.opened, policies['keep-alive']?.connections.opened], [500, 10]);
  assert.deepEqual(
    judged.map(({ metric, status }) => [metric, status]),
    [
      ['connectionsPerRequest', 'pass'],
      ['lookupsPerRequest', 'not judged'],
    ],
  );
  assert.ok(trust.causes.length > 0);
  assert.equal(readRun(path.join(cwd, 'run')).imported?.files, 2);
  const report = await callCli(['report', 'run'], { cwd });
  assert.match(
    report.out.replaceAll(/\s+/g, ' '),
    /k6 sent the requests and measured, and this is what 2 files of it say/,
  );
});

test('a mistake leaves no run, and names what is known', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(path.join(cwd, 'bad.json'), 'x\n');
  const ask = async (...args: string[]) => {
    const { code, err } = await callCli(['import', ...args], { cwd });
    assert.deepEqual([code, existsSync(path.join(cwd, 'runs'))], [2, false]);
    return err.replaceAll(/\s+/g, ' ');
  };
  assert.match(await ask('--from', 'k6', 'bad.json'), /bad\.json, line 1 is no JSON/);
  assert.match(await ask('--from', 'k9', 'bad.json'), /--from is k9, which is not known known are k6/);
  assert.match(await ask('bad.json'), /nothing says who wrote the files/);
  assert.match(await ask('--from', 'k6', 'none.json'), /none\.json is not there/);
});
