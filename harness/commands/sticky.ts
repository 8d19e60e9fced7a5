import { type Author, authorOf, isWrittenBy, type Written } from './comment-author.js';
import { type Answer, ask, type Forge } from './forge.js';

/** One comment on a pull request, which later reports replace. */

export interface Sticky {
  /** A hidden first line, which tells the comment from all others. */
  readonly marker: string;
  readonly body: string;
  /** The same in fewer words, for a server that takes no more. */
  readonly short: string;
  /** Whether a comment is made where there is none. */
  readonly makes: boolean;
}

export type Posted =
  | { readonly kind: 'made' | 'changed' | 'unchanged' | 'not asked for' }
  /** The token may not comment, as that of a fork. */
  | { readonly kind: 'forbidden'; readonly says: string }
  | { readonly kind: 'failed'; readonly says: string };

const PAGE = 100;
const MOST_PAGES = 30;

/** Makes the comment, or brings the one that is there up to date. */
export async function stick(forge: Forge, sticky: Sticky): Promise<Posted> {
  const known = await find(forge, sticky.marker);
  if ('status' in known) return refusal(known);
  if (known.comment === null && !sticky.makes) return { kind: 'not asked for' };
  if (known.comment?.body === sticky.body) return { kind: 'unchanged' };
  const target =
    known.comment === null ? { url: forge.comments, method: 'POST' as const } : forge.edit(known.comment.id);
  const send = (body: string) =>
    ask(target.url, { method: target.method, headers: forge.headers, body: JSON.stringify({ body }) });
  let answer = await send(sticky.body);
  // What it takes not of a long body it may take of a short one.
  if (answer.status === UNPROCESSABLE) answer = await send(sticky.short);
  if (!isGood(answer)) return refusal(answer);
  return { kind: known.comment === null ? 'made' : 'changed' };
}

const UNPROCESSABLE = 422;
const FORBIDDEN = [403, 404];

interface Comment extends Written {
  readonly id: number;
  readonly body: string;
}

/** The first that has the marker and is ours; whose the token is, is asked where there is one that has it. */
async function find(forge: Forge, marker: string): Promise<{ readonly comment: Comment | null } | Answer> {
  let author: Author | null = null;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await ask(`${forge.comments}?per_page=${PAGE}&page=${page}`, { headers: forge.headers });
    if (!isGood(answer)) return answer;
    const comments = Array.isArray(answer.body) ? (answer.body as Comment[]) : [];
    const marked = comments.filter(({ body }) => typeof body === 'string' && body.startsWith(marker));
    if (marked.length > 0 && author === null) {
      const asked = await authorOf(forge);
      if ('status' in asked) return asked;
      author = asked;
    }
    const found = marked.find((comment) => isWrittenBy(comment, author!));
    if (found !== undefined) return { comment: found };
    if (comments.length < PAGE) break;
  }
  return { comment: null };
}

function isGood({ status }: Answer): boolean {
  return status !== null && status >= 200 && status < 300;
}

function refusal({ status, says }: Answer): Posted {
  const text = status === null ? says : `${status} ${says}`;
  return status !== null && FORBIDDEN.includes(status)
    ? { kind: 'forbidden', says: text }
    : { kind: 'failed', says: text };
}
