import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { CLI, quickWorkload } from '../testing/cli.js';
import { gitRepository } from '../testing/git-repository.js';
import { restStandIn } from '../testing/rest-stand-in.js';
import { wholeOnly } from '../testing/whole.js';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

interface ActionStep {
  readonly id: string;
  readonly shell: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

const ACTION = parse(readFileSync(fileURLToPath(new URL('../../../action.yml', import.meta.url)), 'utf8')) as Action;

const SIMULATED = 'simulated: { capacity: 16, serviceTime: 4ms }';
const LOST = 'cold: { keepAlive: false }\n  keep-alive: { keepAlive: false }';

type Values = Readonly<Record<string, string>>;

/** Runs the steps as GitHub does: expressions filled in, one after the other, until one fails. */
async function runAction(inputs: Values, cwd: string, env: Values) {
  const given: Record<string, string> = { token: 'secret-token' };
  for (const [name, { default: usual }] of Object.entries(ACTION.inputs)) given[name] ??= inputs[name] ?? usual ?? '';
  const outputs: Record<string, Values> = {};
  const fill = (text: string) =>
    text.replaceAll(/\$\{\{ (inputs|steps)\.([\w-]+)(?:\.outputs\.([\w-]+))? \}\}/g, (_, where, name, output) =>
      where === 'inputs' ? (given[name] ?? '') : (outputs[name]?.[output] ?? ''),
    );
  let [code, out] = [0, ''];
  for (const step of ACTION.runs.steps) {
    const file = path.join(cwd, '..', `output-${step.id}`);
    writeFileSync(file, '');
    const own = Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, fill(text)]));
    const child = spawn(step.shell, ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step.run], {
      cwd,
      env: { ...process.env, ...env, ...own, GITHUB_OUTPUT: file },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
    code = await new Promise<number>((resolve) => child.on('close', (ended) => resolve(ended ?? -1)));
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    outputs[step.id] = Object.fromEntries(
      lines.map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]),
    );
    if (code !== 0) break;
  }
  const told = Object.entries(ACTION.outputs).map(([name, { value }]) => [name, fill(value)]);
  return { code, out, outputs: Object.fromEntries(told) as Values };
}

/** A repository whose last commit loses reuse, on a machine of GitHub. */
async function changed(t: TestContext) {
  const repository = gitRepository(t);
  const rest = await restStandIn(t);
  repository.commit({ 'load.yaml': quickWorkload({ target: SIMULATED }) });
  repository.commit({ 'load.yaml': quickWorkload({ target: SIMULATED, policies: LOST }) });
  const event = path.join(repository.cwd, '..', 'event.json');
  writeFileSync(event, JSON.stringify({ pull_request: { number: 4 } }));
  const summary = path.join(repository.cwd, '..', 'summary.md');
  const env = {
    ...repository.env,
    GITHUB_API_URL: rest.url,
    GITHUB_REPOSITORY: 'someone/shop',
    GITHUB_EVENT_PATH: event,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_ACTIONS: 'true',
  };
  const inputs = { workload: 'load.yaml', holdline: `${process.execPath} ${CLI}`, times: 'true' };
  return {
    rest,
    summary,
    cwd: repository.cwd,
    act: (base: string) => runAction({ ...inputs, base }, repository.cwd, env),
  };
}

test('the steps of the action compare, comment, and end as the comparison does', async (t) => {
  assert.equal(ACTION.runs.using, 'composite');
  const { act, rest, summary, cwd } = await changed(t);
  const lost = await act('HEAD~1');
  assert.equal(lost.code, 1, lost.out);
  assert.equal(lost.outputs.verdict, 'fail');
  assert.match(readFileSync(path.join(cwd, lost.outputs.report!), 'utf8'), /lost reuse: policy keep-alive/);
  assert.match(readFileSync(summary, 'utf8'), /lost reuse: policy keep-alive/);
  assert.match(rest.comments[0]!.body, /lost reuse: policy keep-alive/);
  assert.doesNotMatch(lost.out, /secret-token/);
});

/** Each is two processes and more. */
test('the action says where it may not comment, and ends with a mistake as the comparison does', {
  skip: wholeOnly,
}, async (t) => {
  const { act, rest } = await changed(t);
  rest.refusals.push({ method: 'GET', status: 403, times: 1 });
  const same = await act('HEAD');
  assert.equal(same.code, 0, same.out);
  assert.equal(same.outputs.verdict, 'pass');
  assert.match(same.out, /as it is with forks/);

  const mistaken = await act('nowhere');
  assert.equal(mistaken.code, 2);
  assert.match(mistaken.out, /git knows no commit nowhere/);
  assert.doesNotMatch(same.out, /secret-token/);
});
