import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { figureOf, tableOf } from '../charts/figure.js';
import { findingsCharts } from '../charts/findings-charts.js';
import { escapeHtml } from '../charts/svg.js';
import type { Renderer, Report } from '../report.js';
import { planSection } from './page-plan.js';
import { PAGE_STYLE } from './page-style.js';

/** One file that needs nothing else: the answer first, then charts with their tables, then everything in words. */
export const renderHtml: Renderer = ({ source, document }) => {
  const findings = findingsIn(source);
  const plan = findings === null ? { markup: '', script: '' } : planSection(findings);
  const charts = findings === null ? [] : findingsCharts(findings);
  const [first, later] = [document.sections.filter(isFirst), document.sections.filter((section) => !isFirst(section))];
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">`,
    `<title>${escapeHtml(document.headline)}</title>`,
    `<style>${PAGE_STYLE}</style></head><body>`,
    `<header><h1 class="${document.tone}">${escapeHtml(document.headline)}</h1></header><main>`,
    ...first.map(sectionHtml),
    plan.markup,
    charts.length === 0 ? '' : '<h2>What was seen</h2>',
    ...charts.map((chart, index) => figureOf(chart, `chart-${index + 1}`)),
    ...later.map(sectionHtml),
    '</main>',
    `<footer>${document.footer.map((line) => escapeHtml(line)).join(' · ')}</footer>`,
    plan.script === '' ? '' : `<script>${plan.script}</script>`,
    '</body></html>',
    '',
  ]
    .filter((part) => part !== '')
    .join('\n')
    .concat('\n');
};

/** The first screen: what ends a run on a terminal too. */
function isFirst({ level }: Section): boolean {
  return level === 'summary';
}

function findingsIn(source: Report['source']): Findings | null {
  return 'savings' in source && 'policies' in source && 'question' in source ? source : null;
}

function sectionHtml({ title, blocks, level }: Section): string {
  const inner = blocks.map(blockHtml).join('\n');
  if (level === 'detail') {
    return `<details><summary>${escapeHtml(title ?? 'Details')}</summary>${inner}</details>`;
  }
  return `<section>${title === null ? '' : `<h2>${escapeHtml(title)}</h2>`}${inner}</section>`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'code':
      return `<div class="scroll" tabindex="0" role="group" aria-label="code"><pre><code>${block.text.split('\n').map(escapeHtml).join('\n')}</code></pre></div>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'table': {
      const titles = block.columns.map(({ title }) => title);
      return tableOf(
        titles,
        block.rows,
        block.columns.map(({ align }) => align === 'right'),
      );
    }
  }
}
