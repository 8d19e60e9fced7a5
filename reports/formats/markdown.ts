import type { Block, ReportDocument, Section } from '../../harness/model/findings/document.js';
import { onOneLine } from '../../harness/model/visible.js';
import type { Renderer } from '../report.js';

/** Under the 65,536 characters that a comment may have on GitHub. */
export const MARKDOWN_LIMIT = 60_000;

const TRUNCATED = '_This report is truncated; the text and JSON formats have all of it._';

const SIGNS: Readonly<Record<ReportDocument['tone'], string>> = { good: '✅', bad: '❌', unsure: '❔', neutral: '⚪' };

/** GitHub-flavoured, for comments and job summaries: details are folded, and dropped first where it grows too long. */
export const renderMarkdown: Renderer = ({ document, marker }) => {
  const hidden = marker === null ? [] : [commentMarker(marker)];
  const head = [...hidden, `### ${SIGNS[document.tone]} ${escapeMarkdown(document.headline)}`];
  const footer = document.footer.length === 0 ? [] : [`<sub>${document.footer.map(escapeMarkdown).join(' · ')}</sub>`];
  return fitted(head, document.sections, footer);
};

/** What makes a heading, a list or a rule of a line that it begins. */
const BEGINS_BLOCK = /^(\d*)([#+=.)-])(?=[ #+=-]|$)/;

/** Names and figures as they are: nothing in them becomes markup, a mention, or a link by its address. */
export function escapeMarkdown(text: string): string {
  return onOneLine(text)
    .replace(/[\\`*_~[\]|]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@|:(?=\/\/)|\bwww(?=\.)|#(?=\d)/gi, '$&<!-- -->')
    .replace(BEGINS_BLOCK, '$1\\$2');
}

function fitted(head: readonly string[], sections: readonly Section[], footer: readonly string[]): string {
  const kept = [...sections];
  let text = joined([...head, ...kept.flatMap(sectionParts), ...footer]);
  while (text.length > MARKDOWN_LIMIT && kept.some((section) => section.level === 'detail')) {
    kept.splice(
      kept.findLastIndex((section) => section.level === 'detail'),
      1,
    );
    text = joined([...head, ...kept.flatMap(sectionParts), TRUNCATED, ...footer]);
  }
  return text.length > MARKDOWN_LIMIT ? cut(text) : text;
}

/** Ends at a whole line, so that no table row or escape is cut in two. */
function cut(text: string): string {
  const room = MARKDOWN_LIMIT - TRUNCATED.length - 3;
  const end = Math.max(0, text.lastIndexOf('\n', room));
  return `${text.slice(0, end).trimEnd()}\n\n${TRUNCATED}\n`;
}

function joined(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function sectionParts(section: Section): string[] {
  const blocks = section.blocks.map(blockText).filter((text) => text !== '');
  if (blocks.length === 0) return [];
  if (section.level === 'detail') {
    const summary = `<details><summary>${escapeHtml(section.title ?? 'Details')}</summary>`;
    return [summary, ...blocks, '</details>'];
  }
  return section.title === null ? blocks : [`#### ${escapeMarkdown(section.title)}`, ...blocks];
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return escapeMarkdown(block.text);
    case 'code':
      return `\`\`\`${block.language}\n${block.text}\n\`\`\``;
    case 'list':
      return block.items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
    case 'table':
      return block.rows.length === 0 ? '' : tableText(block);
  }
}

function tableText(table: Extract<Block, { kind: 'table' }>): string {
  const row = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const titles = row(table.columns.map((column) => column.title));
  const rule = `|${table.columns.map((column) => (column.align === 'right' ? '--:' : ':--')).join('|')}|`;
  return [titles, rule, ...table.rows.map(row)].join('\n');
}

/** Markdown is not read within the summary's line, so its escapes are those of HTML. */
function escapeHtml(text: string): string {
  return onOneLine(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/@/g, '@<!-- -->');
}

/** The hidden line by which a comment is found again. It must not end early: only letters, digits and single separators. */
export function commentMarker(workload: string): string {
  return `<!-- holdline:report:v1 id=${workload.replace(/[^A-Za-z0-9._]+/g, '-')} -->`;
}
