import { mistake } from '../../harness/model/mistake.js';

/** Every format by the name that `--format` takes, with the other words for it; its renderer stands in `index.ts`. */
export const FORMAT_WORDS = {
  text: ['txt'],
  markdown: ['md'],
  json: [],
  html: ['htm'],
  junit: ['xml'],
} as const satisfies Record<string, readonly string[]>;

export type FormatName = keyof typeof FORMAT_WORDS;

export const FORMAT_NAMES = Object.keys(FORMAT_WORDS) as readonly FormatName[];

/** The format that a word means; throws UserMistake with those that there are. */
export function formatNamed(word: string): FormatName {
  const wanted = word.toLowerCase();
  const found = FORMAT_NAMES.find((name) => [name, ...FORMAT_WORDS[name]].some((known) => known === wanted));
  if (found !== undefined) return found;
  const known = FORMAT_NAMES.map((name) => [name, ...FORMAT_WORDS[name]].join(' or '));
  throw mistake(`there is no format ${word}`, `the formats are ${known.join(', ')}`);
}
