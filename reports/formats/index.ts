import { mistake } from '../../harness/model/mistake.js';
import type { Renderer } from '../report.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { renderMarkdown } from './markdown.js';
import { renderText } from './text.js';

interface Format {
  readonly render: Renderer;
  /** Other words that `--format` takes for it. */
  readonly aliases: readonly string[];
}

/** Every format, by the name that `--format` takes; a new one is a file beside this and a row. */
export const FORMATS = {
  text: { render: renderText, aliases: ['txt'] },
  markdown: { render: renderMarkdown, aliases: ['md'] },
  json: { render: renderJson, aliases: [] },
  html: { render: renderHtml, aliases: ['htm'] },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** The format that a word means; throws UserMistake with those that there are. */
export function formatNamed(word: string): FormatName {
  const wanted = word.toLowerCase();
  const found = FORMAT_NAMES.find((name) => [name, ...FORMATS[name].aliases].some((known) => known === wanted));
  if (found !== undefined) return found;
  const known = FORMAT_NAMES.map((name) => [name, ...FORMATS[name].aliases].join(' or '));
  throw mistake(`there is no format ${word}`, `the formats are ${known.join(', ')}`);
}
