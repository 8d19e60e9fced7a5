import type { Block, ReportDocument, Section } from '../../harness/model/findings/document.js';
import { onOneLine } from '../../harness/model/visible.js';
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

/** Prose is read with ease up to here; tables may be as wide as the terminal. */
const WIDEST_PROSE = 120;

/** For terminals and log files: 80 columns unless told otherwise, and no colour unless asked for, then only the headline's. */
export const renderText: Renderer = ({ document }, { width = TEXT_WIDTH, color, brief }) => {
  const prose = Math.min(width, WIDEST_PROSE);
  const headline = wrap(onOneLine(document.headline), prose);
  const coloured = color ? headline.map((line) => `${COLOURS[document.tone]}${line}${PLAIN}`) : headline;
  const shown = brief ? document.sections.flatMap(briefly) : document.sections;
  const sections = shown.map((section) => sectionLines(section, width)).filter((lines) => lines.length > 0);
  const footer = document.footer.length === 0 ? [] : wrap(document.footer.map(onOneLine).join('; '), prose);
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

function sectionLines(section: Section, width: number): string[] {
  const blocks = section.blocks.map((block) => blockLines(block, width)).filter((lines) => lines.length > 0);
  if (blocks.length === 0) return [];
  const title = section.title === null ? [] : wrap(onOneLine(section.title), width);
  const underline = title.length === 0 ? [] : ['='.repeat(Math.max(...title.map((line) => line.length)))];
  const body = blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
  return [...title, ...underline, ...body];
}

function blockLines(block: Block, width: number): string[] {
  const prose = Math.min(width, WIDEST_PROSE);
  switch (block.kind) {
    case 'paragraph':
      return wrap(onOneLine(block.text), prose);
    case 'code':
      return block.text.split('\n').map((line) => `  ${line}`);
    case 'list':
      return block.items.flatMap((item) =>
        wrap(onOneLine(item), prose - 2).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`),
      );
    case 'table':
      return block.rows.length === 0 ? [] : tableLines(printableTable(block), width);
  }
}

function printableTable(table: Extract<Block, { kind: 'table' }>): Extract<Block, { kind: 'table' }> {
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, title: onOneLine(column.title) })),
    rows: table.rows.map((row) => row.map(onOneLine)),
  };
}
