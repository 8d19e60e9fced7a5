import type { Block, ReportDocument, Section } from '../../harness/model/findings/document.js';
import type { Renderer } from '../report.js';
import { tableLines, wrap } from './text-table.js';

export const TEXT_WIDTH = 80;

const COLOURS: Readonly<Record<ReportDocument['tone'], string>> = {
  good: '\u001b[32m',
  bad: '\u001b[31m',
  unsure: '\u001b[33m',
  neutral: '\u001b[1m',
};
const PLAIN = '\u001b[0m';

/** For terminals and log files: 80 columns, and no colour unless asked for, then only the headline's. */
export const renderText: Renderer = ({ document }, options) => {
  const headline = wrap(printable(document.headline), TEXT_WIDTH);
  const coloured = options.color ? headline.map((line) => `${COLOURS[document.tone]}${line}${PLAIN}`) : headline;
  const shown = options.brief ? document.sections.flatMap(briefly) : document.sections;
  const sections = shown.map(sectionLines).filter((lines) => lines.length > 0);
  const footer = document.footer.flatMap((line) => wrap(printable(line), TEXT_WIDTH));
  return [coloured, ...sections, footer]
    .filter((part) => part.length > 0)
    .map((part) => `${part.join('\n')}\n`)
    .join('\n');
};

/** Only the summary, and of it only what needs no reading: tables, lists and the verdict. */
function briefly(section: Section): Section[] {
  if (section.level !== 'summary') return [];
  const blocks = section.blocks.filter((block) => block.kind !== 'paragraph' || section.title === null);
  return [{ ...section, blocks }];
}

function sectionLines(section: Section): string[] {
  const blocks = section.blocks.map(blockLines).filter((lines) => lines.length > 0);
  if (blocks.length === 0) return [];
  const title = section.title === null ? [] : wrap(printable(section.title), TEXT_WIDTH);
  const underline = title.length === 0 ? [] : ['='.repeat(Math.max(...title.map((line) => line.length)))];
  const body = blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
  return [...title, ...underline, ...body];
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return wrap(printable(block.text), TEXT_WIDTH);
    case 'list':
      return block.items.flatMap((item) =>
        wrap(printable(item), TEXT_WIDTH - 2).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`),
      );
    case 'table':
      return block.rows.length === 0 ? [] : tableLines(printableTable(block), TEXT_WIDTH);
  }
}

function printableTable(table: Extract<Block, { kind: 'table' }>): Extract<Block, { kind: 'table' }> {
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, title: printable(column.title) })),
    rows: table.rows.map((row) => row.map(printable)),
  };
}

/** A name from a workload must not move the cursor or start a line of its own. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}
