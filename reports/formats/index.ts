import type { Renderer } from '../report.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import type { FormatName } from './names.js';
import { renderText } from './text.js';

export { FORMAT_NAMES, type FormatName, formatNamed } from './names.js';

/** What makes a text of a report; a new format is a file beside this, a row, and its words in `names.ts`. */
export const RENDERERS: { readonly [Name in FormatName]: Renderer } = {
  text: renderText,
  markdown: renderMarkdown,
  json: renderJson,
  html: renderHtml,
  junit: renderJunit,
};
