import { mistake } from '../model/mistake.js';
import { once, type ValuesOf } from './verb.js';

/** When a comment is made where there is none yet; one that is there is always brought up to date. */
export const WHENS = ['failure', 'always', 'never'] as const;
export type When = (typeof WHENS)[number];

function readWhen(text: string): When {
  const found = WHENS.find((one) => one === text);
  if (found === undefined) throw mistake(`--when is \`${text}\``, `write one of ${WHENS.join(', ')}`);
  return found;
}

function readNumber(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw mistake(`--pull-request is \`${text}\`, and no number`, 'write one such as 17');
  return Number(text);
}

/** What `comment` takes beside what it tells. */
export const COMMENT_FLAGS = {
  when: once(
    '<time>',
    'make a comment on a failure (default), always, or never; one that is there is kept up to date',
    readWhen,
  ),
  pullRequest: once('<number>', 'of the pull or merge request (default: that of the CI job)', readNumber),
};

export type CommentValues = ValuesOf<typeof COMMENT_FLAGS>;
