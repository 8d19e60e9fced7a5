import { type Answer, ask, type Forge } from './forge.js';

/** Whose comments are ours: a stranger may write our hidden line too, and what he wrote is his. */

export type Author =
  | { readonly kind: 'known'; readonly id: number }
  /** A token of an app, such as that of a job, is not told its own name: what a program wrote is taken to be ours. */
  | { readonly kind: 'an app' };

/** As GitHub (`user`) and GitLab (`author`) tell who wrote a comment. */
export interface Written {
  readonly user?: Writer | null;
  readonly author?: Writer | null;
}

interface Writer {
  readonly id?: number;
  readonly type?: string;
  readonly username?: string;
}

/** A server that has no such question, or does not let this token ask it. */
const UNTOLD = [401, 403, 404];
/** The users that GitLab makes for the tokens of projects and groups. */
const GITLAB_BOT = /^(?:project|group)_\d+_bot/;

/** Who this token is; the answer of the server where it fails. */
export async function authorOf({ whoAmI, headers }: Forge): Promise<Author | Answer> {
  const answer = await ask(whoAmI, { headers });
  const id = (answer.body as { id?: unknown } | null)?.id;
  if (answer.status === 200 && typeof id === 'number') return { kind: 'known', id };
  return answer.status === null || (answer.status !== 200 && !UNTOLD.includes(answer.status))
    ? answer
    : { kind: 'an app' };
}

/** Where a server does not say who wrote it, the hidden line is all that there is. */
export function isWrittenBy({ user, author: writtenBy }: Written, author: Author): boolean {
  const writer = user ?? writtenBy;
  if (writer == null) return true;
  if (author.kind === 'known') return writer.id === author.id;
  return writer.type === 'Bot' || GITLAB_BOT.test(writer.username ?? '');
}
