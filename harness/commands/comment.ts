import { EXIT } from '../model/exit.js';
import { COMMENT_FLAGS } from './comment-flags.js';
import type { Verb } from './verb.js';

/** Tells a pull request what a comparison or a run came to: in one comment that is kept up to date, and in the job's summary. */
export const commentVerb: Verb<typeof COMMENT_FLAGS> = {
  name: 'comment',
  says: 'tell a pull request what a comparison came to, on GitHub or GitLab',
  places: [
    { name: 'compared', says: 'the folder that compare wrote, or that of a run; or the base of two runs' },
    { name: 'head', says: 'the head of two runs', mayBeMissing: true },
  ],
  flags: COMMENT_FLAGS,
  examples: [
    { line: 'comment runs/compared', does: 'in a CI job: comment where it failed, and keep the comment up to date' },
    { line: 'comment runs/compared --when always', does: 'comment whatever it came to' },
  ],
  exits: [EXIT.pass, EXIT.usage, EXIT.targetOrInternal],
  run: async (places, values) => (await import('./comment-on.js')).commentOn(places, values),
};
