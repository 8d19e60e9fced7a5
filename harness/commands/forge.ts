import { readFileSync } from 'node:fs';
import { isLoopback } from '../model/loopback.js';
import { mistake } from '../model/mistake.js';
import { readJson } from './read-json.js';

/** Where comments are kept: GitHub's REST, or GitLab's. */
export interface Forge {
  readonly name: 'GitHub' | 'GitLab';
  /** Of the request: its comments are asked for and made there. */
  readonly comments: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where a token is told whose it is. */
  readonly whoAmI: string;
  /** Where a comment is changed, and how. */
  edit(id: number): { readonly url: string; readonly method: 'PATCH' | 'PUT' };
}

type Env = NodeJS.ProcessEnv;

/** Nobody to comment on, and why; or where. */
export type Found = { readonly forge: Forge } | { readonly why: string };

/** The pull or merge request that a job is about. Throws UserMistake for an address that no token may go to. */
export async function forgeOf(env: Env, pullRequest: number | undefined): Promise<Found> {
  if (env.CI_API_V4_URL !== undefined && env.CI_PROJECT_ID !== undefined) return gitLab(env, pullRequest);
  return gitHub(env, pullRequest);
}

async function gitHub(env: Env, pullRequest: number | undefined): Promise<Found> {
  const token = env.GITHUB_TOKEN ?? env.GH_TOKEN;
  const repository = env.GITHUB_REPOSITORY;
  if (!token) return { why: 'there is no GITHUB_TOKEN' };
  if (!repository || !/^[\w.-]+\/[\w.-]+$/.test(repository)) return { why: 'there is no GITHUB_REPOSITORY' };
  const api = addressOf(env.GITHUB_API_URL ?? 'https://api.github.com', 'GITHUB_API_URL');
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'holdline',
    'content-type': 'application/json',
  };
  const root = `${api}/repos/${repository}`;
  const number = pullRequest ?? (await numberOf(readEvent(env.GITHUB_EVENT_PATH), root, headers));
  if (number === null) return { why: 'the job is about no pull request' };
  return {
    forge: {
      name: 'GitHub',
      comments: `${root}/issues/${number}/comments`,
      headers,
      whoAmI: `${api}/user`,
      edit: (id) => ({ url: `${root}/issues/comments/${id}`, method: 'PATCH' }),
    },
  };
}

function gitLab(env: Env, pullRequest: number | undefined): Found {
  const { GITLAB_TOKEN: token, CI_PROJECT_ID: project = '' } = env;
  const number = pullRequest ?? Number(env.CI_MERGE_REQUEST_IID);
  if (!token) return { why: 'there is no GITLAB_TOKEN' };
  if (!Number.isInteger(number) || number < 1) return { why: 'the job is about no merge request' };
  const api = addressOf(env.CI_API_V4_URL ?? '', 'CI_API_V4_URL');
  const comments = `${api}/projects/${encodeURIComponent(project)}/merge_requests/${number}/notes`;
  const headers = { 'private-token': token, 'user-agent': 'holdline', 'content-type': 'application/json' };
  const edit = (id: number) => ({ url: `${comments}/${id}`, method: 'PUT' as const });
  return { forge: { name: 'GitLab', comments, headers, whoAmI: `${api}/user`, edit } };
}

/** A token goes to no server in the clear, but for one on this machine. */
function addressOf(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url === null || !isSafe || url.username !== '')
    throw mistake(`${name} is no https address`, 'see docs/pull-requests.md');
  return `${url.origin}${url.pathname.replace(/\/$/, '')}`;
}

interface Event {
  readonly number?: number;
  readonly pull_request?: { readonly number?: number };
  readonly workflow_run?: {
    readonly head_sha?: string;
    readonly head_branch?: string;
    readonly head_repository?: { readonly owner?: { readonly login?: string } };
  };
}

function readEvent(file: string | undefined): Event {
  try {
    return file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Event);
  } catch {
    return {};
  }
}

/** That of the event; of a workflow that follows another one, the open pull request of the branch that the other one ran for. */
async function numberOf(event: Event, root: string, headers: Forge['headers']): Promise<number | null> {
  const own = event.pull_request?.number ?? (event.pull_request === undefined ? null : event.number);
  if (own != null) return own;
  const { head_sha: sha, head_branch: branch, head_repository: from } = event.workflow_run ?? {};
  if (sha === undefined || branch === undefined || from?.owner?.login === undefined) return null;
  const head = encodeURIComponent(`${from.owner.login}:${branch}`);
  const { status, body } = await ask(`${root}/pulls?state=open&head=${head}`, { headers });
  const pulls = status === 200 && Array.isArray(body) ? (body as { number: number; head?: { sha?: string } }[]) : [];
  return pulls.find((one) => one.head?.sha === sha)?.number ?? null;
}

export interface Answer {
  /** Null where there was no answer. */
  readonly status: number | null;
  readonly body: unknown;
  /** What the server, or the system, says of a failure. */
  readonly says: string;
}

const WAIT_MS = 30_000;

/** One request; a failure is an answer too. */
export async function ask(url: string, options: RequestInit): Promise<Answer> {
  try {
    // A redirect would take the token along.
    const answer = await fetch(url, { ...options, redirect: 'error', signal: AbortSignal.timeout(WAIT_MS) });
    const text = await answer.text();
    const body = readJson(text);
    const message = (body as { message?: unknown } | null)?.message;
    return { status: answer.status, body, says: typeof message === 'string' ? message : text.slice(0, 200) };
  } catch (error) {
    const { message, cause } = error as Error;
    return { status: null, body: null, says: cause instanceof Error ? cause.message : message };
  }
}
