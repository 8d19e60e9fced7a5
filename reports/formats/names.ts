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

/** What `report` can make of a run beside: files of percentiles, which are drawn from its record. */
export type RunFormatName = FormatName | 'hgrm';

export const RUN_FORMAT_NAMES: readonly RunFormatName[] = [...FORMAT_NAMES, 'hgrm'];

/** The format that a word means; throws UserMistake with those that there are. */
export function formatNamed(word: string): FormatName {
  return formatOf(word, FORMAT_NAMES);
}

/** The same of a run that is recorded. */
export function runFormatNamed(word: string): RunFormatName {
  return formatOf(word, RUN_FORMAT_NAMES);
}

function formatOf<Name extends RunFormatName>(word: string, names: readonly Name[]): Name {
  const wanted = word.toLowerCase();
  const spellings = (name: Name) => [name, ...(name === 'hgrm' ? [] : FORMAT_WORDS[name as FormatName])];
  const found = names.find((name) => spellings(name).some((known) => known === wanted));
  if (found !== undefined) return found;
  const known = names.map((name) => spellings(name).join(' or '));
  throw mistake(`there is no format ${word}`, `the formats are ${known.join(', ')}`);
}
