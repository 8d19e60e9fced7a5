import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { UserMistake } from '../model/mistake.js';
import { tempFolder } from '../testing/cli.js';
import { parseDocument } from '../workload/source/nodes.js';
import { initProject } from './init-project.js';
import { readPlan } from './read-plan.js';

const PROJECTS = {
  express: { name: 'shop', scripts: { start: 'node server.js' }, dependencies: { express: '5', axios: '1' } },
  fastify: {
    name: '@me/Cart API',
    scripts: { start: 'NODE_ENV=production node app.mjs && echo' },
    dependencies: { fastify: '5', undici: '7' },
  },
};

for (const [kind, project] of Object.entries(PROJECTS)) {
  test(`init makes a workload of the start script of a project with ${kind}`, async (t) => {
    const folder = tempFolder(t);
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(project));
    assert.equal(initProject(folder, { ci: true }), 0);
    const { workload } = await readPlan(path.join(folder, 'holdline.yaml'), {});
    assert.deepEqual(
      workload.policies.map(({ name }) => name),
      ['today', 'cold', 'keep-alive'],
    );
    assert.match(JSON.stringify(workload.target), kind === 'express' ? /\["node","server\.js"\]/ : /\["sh","-c",/);
    assert.match(
      readFileSync(path.join(folder, '.github/workflows/holdline.yml'), 'utf8'),
      /npx holdline load holdline\.yaml/,
    );
    assert.throws(() => initProject(folder, {}), /holdline\.yaml is there already/);
  });
}

test('init reads what editors and shells make of a start script: a byte order mark, a variable, a pattern', async (t) => {
  for (const start of ['PORT=1 node a.js', 'node *.mjs']) {
    const folder = tempFolder(t);
    writeFileSync(path.join(folder, 'package.json'), `\uFEFF${JSON.stringify({ scripts: { start } })}`);
    assert.equal(initProject(folder, {}), 0);
    const { workload } = await readPlan(path.join(folder, 'holdline.yaml'), {});
    assert.ok(JSON.stringify(workload.target).includes(JSON.stringify(['sh', '-c', start])), start);
  }
});

test('init refuses a start script in which a quote has no end, which no shell would start either', (t) => {
  for (const start of ['node "a.js', "PORT=1 node 'a.js"]) {
    const folder = tempFolder(t);
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ scripts: { start } }));
    assert.throws(() => initProject(folder, {}), /the start script is .*, which has a quote without its end/);
    assert.ok(!existsSync(path.join(folder, 'holdline.yaml')));
  }
});

test('init asks for what it cannot see, and takes it by a flag', async (t) => {
  const folder = tempFolder(t);
  assert.throws(
    () => initProject(folder, {}),
    (error: UserMistake) =>
      error instanceof UserMistake && /--service "node server\.js"/.test(String(error.mistakes[0]?.remedy)),
  );
  assert.ok(!existsSync(path.join(folder, 'holdline.yaml')));
  assert.throws(() => initProject(folder, { service: 'node a.js', url: 'http://127.0.0.1:1' }), /do not go together/);
  assert.equal(initProject(folder, { url: 'http://127.0.0.1:8080', out: 'api.yaml' }), 0);
  const { workload } = await readPlan(path.join(folder, 'api.yaml'), {});
  assert.equal(workload.policies.length, 2);
});

test('the workflow names a file as one word, whatever is in its name', (t) => {
  const folder = tempFolder(t);
  const out = "my peak: it's; exit.yaml";
  initProject(folder, { url: 'http://127.0.0.1:8080', out, ci: true });
  const workflow = parseDocument(readFileSync(path.join(folder, '.github/workflows/holdline.yml'), 'utf8'));
  assert.deepEqual(workflow.errors, []);
  const { jobs } = workflow.toJS() as { jobs: { reuse: { steps: { run?: string }[] } } };
  const run = jobs.reuse.steps.find((step) => step.run?.includes('holdline load'))!.run!;
  assert.ok(run.startsWith(`npx holdline load 'my peak: it'\\''s; exit.yaml' --invocations 1`), run);
});
