import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Run } from '../model/run/run.js';
import { tempFolder } from '../testing/cli.js';
import { exampleRun } from '../testing/example-run.js';
import { COLD, EXAMPLE_FLEET, KEEP_ALIVE } from '../testing/example-workload.js';
import { callCli } from '../testing/in-process.js';
import { restStandIn } from '../testing/rest-stand-in.js';
import { isWrittenBy } from './comment-author.js';
import { fitted, withoutQuickActions } from './comment-on.js';
import { toldOf } from './told.js';

const LOST = { ...KEEP_ALIVE, keepAlive: false, connectionsPerRequest: 1, cpuUsPerRequest: 800 };
const GOOD = exampleRun({ histograms: false });
const BAD = exampleRun({ histograms: false, policies: [COLD, LOST] });

/** A folder as `compare` writes it, the variables of a job, and the API that it talks to. */
async function job(t: Parameters<typeof restStandIn>[0], head: Run = BAD) {
  const cwd = tempFolder(t);
  const rest = await restStandIn(t);
  const write = (run: Run) => {
    for (const [side, one] of Object.entries({ base: GOOD, head: run })) {
      mkdirSync(path.join(cwd, 'out', side), { recursive: true });
      writeFileSync(path.join(cwd, 'out', side, 'run.json'), JSON.stringify(one));
    }
  };
  write(head);
  writeFileSync(path.join(cwd, 'event.json'), JSON.stringify({ pull_request: { number: 7 } }));
  const env = {
    GITHUB_API_URL: rest.url,
    GITHUB_REPOSITORY: 'someone/shop',
    GITHUB_TOKEN: 'secret-token',
    GITHUB_EVENT_PATH: path.join(cwd, 'event.json'),
    GITHUB_STEP_SUMMARY: path.join(cwd, 'summary.md'),
    GITHUB_OUTPUT: path.join(cwd, 'output.txt'),
  };
  const comment = async (...args: readonly string[]) => {
    const ended = await callCli(['comment', 'out', ...args], { cwd, env });
    assert.doesNotMatch(ended.out + ended.err, /secret-token/);
    return ended;
  };
  const read = (name: string) => readFileSync(path.join(cwd, name), 'utf8');
  return { cwd, rest, env, comment, read, write };
}

test('saved containers are those that the change frees, and not those of the baseline', (t) => {
  const folder = tempFolder(t);
  const fleet = EXAMPLE_FLEET;
  const write = (side: string, cpuUsPerRequest: number) => {
    const policies = [COLD, { ...KEEP_ALIVE, cpuUsPerRequest }];
    const run = exampleRun({ histograms: false, fleet, policies, slotNoise: 0.02, processNoise: 0.01 });
    mkdirSync(path.join(folder, side));
    writeFileSync(path.join(folder, side, 'run.json'), JSON.stringify(run));
  };
  write('base', 200);
  write('head', 800);
  // 600 us of 5.7 ms less than the baseline's are two containers, 200 us none.
  assert.equal(toldOf([folder]).savedContainers, -2);
  // Of one run what its policy saves, and where it costs some, that.
  write('dearer', 1800);
  assert.equal(toldOf([path.join(folder, 'dearer')]).savedContainers, -3);
});

test('a failure makes a comment, and what comes after it brings the same one up to date', async (t) => {
  const { rest, comment, read, write } = await job(t);
  rest.comments.push(...Array.from({ length: 130 }, (_, id) => ({ id: id + 1, body: 'somebody else' })));
  const first = await comment();
  assert.equal(first.code, 0, first.err);
  assert.equal(rest.comments.length, 131);
  assert.match(
    rest.comments[130]!.body,
    /^<!-- holdline:report:v1 id=example -->\n\n### ❌ lost reuse: policy keep-alive/,
  );
  assert.equal(rest.asked.at(-1), 'POST /repos/someone/shop/issues/7/comments');
  assert.match(read('summary.md'), /lost reuse/);
  assert.match(read('output.txt'), /^verdict=fail\nreport=out\/report\.md\nsaved-containers=/);
  assert.match((await comment()).err, /says it already/);
  write(GOOD);
  assert.match((await comment()).err, /is up to date/);
  assert.equal(rest.comments.length, 131);
  assert.match(rest.comments[130]!.body, /### ⚪ connections unchanged/);
  assert.equal(rest.asked.at(-1), 'PATCH /repos/someone/shop/issues/comments/131');
});

test("a stranger's comment that has our hidden line stays as it is, whether or not a token is told whose it is", async (t) => {
  const { rest, comment } = await job(t);
  const marker = '<!-- holdline:report:v1 id=example -->\n\n';
  rest.comments.push({ id: 1, body: `${marker}look at this`, user: { id: 7, type: 'User' } });
  assert.match((await comment()).err, /has a comment/);
  assert.match((await comment()).err, /says it already/);
  rest.tellsOwn = true;
  assert.match((await comment()).err, /says it already/);
  assert.equal(rest.comments.length, 2);
  assert.equal(rest.comments[0]!.body, `${marker}look at this`);
  // Another program of the same server is told from ours where the token is known.
  rest.comments.splice(0, 2, { id: 1, body: `${marker}another`, user: { id: 9, type: 'Bot' } });
  assert.match((await comment()).err, /has a comment/);
  assert.deepEqual(
    rest.comments.map(({ user }) => user?.id),
    [9, 41],
  );
  rest.refusals.push({ method: 'GET', status: 500, times: 1 });
  assert.equal((await comment()).code, 5);
});

test('who wrote a comment is told by GitHub and by GitLab, and by some servers not at all', () => {
  const app = { kind: 'an app' } as const;
  const known = { kind: 'known', id: 3 } as const;
  assert.equal(isWrittenBy({ author: { id: 3, username: 'someone' } }, known), true);
  assert.equal(isWrittenBy({ author: { id: 4, username: 'someone' } }, known), false);
  assert.equal(isWrittenBy({ author: { id: 4, username: 'project_12_bot_ab' } }, app), true);
  assert.equal(isWrittenBy({ author: { id: 4, username: 'someone' } }, app), false);
  assert.equal(isWrittenBy({ user: null }, known), true);
});

test('no line of a note is one that GitLab obeys', () => {
  const text = withoutQuickActions('/close\n  /merge\n\t/label ~x\na /path\n| /x |\n```\n/approve\n```\n');
  assert.doesNotMatch(text, /^\s*\//m);
  assert.equal(text.replaceAll('\u200b', '').split('\n')[3], 'a /path');
  assert.equal(text.match(/\u200b/g)?.length, 4);
});

test('without a failure no comment is made, unless it is asked for', async (t) => {
  const { rest, comment } = await job(t, GOOD);
  assert.match((await comment()).err, /none is made/);
  assert.equal((await comment('--when', 'never')).code, 0);
  assert.deepEqual(rest.comments, []);
  assert.match((await comment('--when', 'always')).err, /has a comment/);
  assert.equal(rest.comments.length, 1);
});

test('a fork, a job without a token and one without a pull request have the summary alone', async (t) => {
  const { cwd, env, rest, comment, read } = await job(t);
  rest.refusals.push({ method: 'POST', status: 403, times: 1 });
  const fork = await comment();
  assert.equal(fork.code, 0);
  assert.match(
    fork.err,
    /does not let this token comment \(403 no POST here\), as it is with forks; the report is in the summary/,
  );
  assert.match(read('summary.md'), /lost reuse/);
  for (const [missing, why] of [
    ['GITHUB_TOKEN', /there is no GITHUB_TOKEN/],
    ['GITHUB_EVENT_PATH', /about no pull request/],
  ] as const) {
    const ended = await callCli(['comment', 'out'], { cwd, env: { ...env, [missing]: '' } });
    assert.equal(ended.code, 0);
    assert.match(ended.err, why);
  }
});

test('what a server refuses is sent in few words, and what it then refuses is told', async (t) => {
  const { rest, comment } = await job(t);
  rest.refusals.push({ method: 'POST', status: 422, times: 1 });
  assert.match((await comment()).err, /has a comment/);
  assert.match(
    rest.comments[0]!.body,
    /^<!-- holdline.*\n\n### ❌ lost reuse.*\n\n_The whole report is in the summary/,
  );
  rest.refusals.push({ method: 'PATCH', status: 422, times: 2 });
  const refused = await comment();
  assert.equal(refused.code, 5);
  assert.match(refused.err, /GitHub says 422 no PATCH here/);
  rest.refusals.push({ method: 'GET', status: 500, times: 1 });
  assert.equal((await comment()).code, 5);
});

test('a body over the limit drops its details first, and then its end', () => {
  const details = (text: string) => `<details><summary>x</summary>\n\n${text}\n\n</details>\n\n`;
  const long = `marker\n\n### heading\n\n${details('a'.repeat(300))}kept\n\n${details('b'.repeat(300))}footer\n`;
  const one = fitted(long, 500);
  assert.match(one, /a{300}/);
  assert.doesNotMatch(one, /bbb/);
  assert.equal(fitted(long, 100), 'marker\n\n### heading\n\nkept\n\nfooter\n');
  const cut = fitted(`marker\n${'line\n'.repeat(100)}`, 100);
  assert.ok(cut.length <= 100);
  assert.match(cut, /^marker\nline[\s\S]*line\n\n_This report is truncated\._\n$/);
});

test('a workflow that follows that of a fork finds its pull request, and a token goes nowhere in the clear', async (t) => {
  const { cwd, env, rest, comment } = await job(t);
  const run = { head_sha: 'abc', head_branch: 'fix', head_repository: { owner: { login: 'stranger' } } };
  writeFileSync(env.GITHUB_EVENT_PATH, JSON.stringify({ workflow_run: run }));
  rest.pulls = [
    { number: 3, head: { sha: 'other' } },
    { number: 9, head: { sha: 'abc' } },
  ];
  assert.match((await comment()).err, /has a comment/);
  assert.deepEqual(
    [rest.asked[0], rest.asked.at(-1)],
    ['GET /repos/someone/shop/pulls?state=open&head=stranger%3Afix', 'POST /repos/someone/shop/issues/9/comments'],
  );
  const clear = await callCli(['comment', 'out'], { cwd, env: { ...env, GITHUB_API_URL: 'http://192.0.2.1' } });
  assert.equal(clear.code, 2);
  assert.match(clear.err, /GITHUB_API_URL is no https address/);
});

test('GitLab has notes, and the lines of a job on GitHub are annotated', async (t) => {
  const { cwd, rest, env } = await job(t);
  const gitLab = {
    CI_API_V4_URL: `${rest.url}/api/v4`,
    CI_PROJECT_ID: '12',
    CI_MERGE_REQUEST_IID: '5',
    GITLAB_TOKEN: 'x',
  };
  for (const asked of ['POST /api/v4/projects/12/merge_requests/5/notes', 'GET /api/v4/user']) {
    assert.equal((await callCli(['comment', 'out'], { cwd, env: gitLab })).code, 0);
    assert.equal(rest.asked.at(-1), asked);
  }
  rest.comments[0]!.body += 'edited';
  await callCli(['comment', 'out'], { cwd, env: gitLab });
  assert.equal(rest.asked.at(-1), 'PUT /api/v4/projects/12/merge_requests/5/notes/1');
  const onGitHub = await callCli(['comment', 'out', '--when', 'never'], {
    cwd,
    env: { ...env, GITHUB_ACTIONS: 'true' },
  });
  assert.equal(onGitHub.out, '', 'a client has no lines of a service');
});

test('no name of a workload in a record ends the hidden line of its comment', (t) => {
  const folder = tempFolder(t);
  const workload = { ...GOOD.plan.workload, name: 'x -->\n# @everyone <b>' };
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...GOOD, plan: { ...GOOD.plan, workload } }));
  const { markdown } = toldOf([folder]);
  assert.match(markdown, /^<!-- holdline:report:v1 id=[\w.-]+ -->\n\n#/);
  assert.doesNotMatch(markdown, /@everyone/);
});
