import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyse } from '../../harness/analysis/run/findings.js';
import type { Block } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { exampleServiceRun } from '../../harness/testing/example-service.js';
import { findingsDocument } from '../documents/findings-document.js';
import { exampleFindings } from '../testing/example-findings.js';
import * as examples from '../testing/example-runs.js';

/** What a reader would subtract or add, he may: within the digits that are printed. */

/** Blocks of other sizes, in which a request costs other amounts; what is saved is little beside that. */
function uneven(): Findings {
  const run = exampleServiceRun();
  const slots = run.slots.map((slot, place) => {
    const { service, invocation, block, arm } = slot;
    if (service === undefined) return slot;
    const size = 1 + ((3 * invocation + 2 * block) % 5) / 4;
    const costs = arm === 'cold' ? 1 + ((block + invocation) % 3) / 10 : 1 + ((7 * place) % 4) / 8;
    const spent = (us: number) => us * size * costs;
    const cpu = { userUs: spent(service.cpu.userUs), systemUs: spent(service.cpu.systemUs) * size };
    const loop = { share: 0.5, activeMs: (3 * (cpu.userUs + cpu.systemUs)) / 1000, loops: 1 };
    return { ...slot, service: { ...service, cpu, loop, requests: Math.round(service.requests * size) } };
  });
  return analyse({ ...run, slots });
}

const UNEVEN = uneven();

const FINDINGS = [
  exampleFindings(),
  analyse(exampleServiceRun()),
  UNEVEN,
  examples.SAME_TWICE,
  examples.INVALID,
  examples.INCOMPLETE,
  examples.TWO_REQUESTS,
  examples.SEQUENCE,
  examples.MANY_POLICIES,
  examples.PLANNED,
];

function wordsOf(findings: Findings): string {
  const blocks = findingsDocument(findings).sections.flatMap((section) => section.blocks);
  return blocks.flatMap((block) => (block.kind === 'paragraph' ? [block.text] : [])).join('\n');
}

type Table = Extract<Block, { kind: 'table' }>;

interface Printed {
  readonly value: number;
  /** Half of its last digit. */
  readonly rounding: number;
}

const UNITS: Readonly<Record<string, number>> = { µs: 1e-6, ms: 1e-3, s: 1 };

/** The number that a cell begins with, in seconds where it is a time; null where it has none. */
function printed(cell: string): Printed | null {
  const match = /^(?:about )?(-?[\d,]+(?:\.(\d+))?)(?: (µs|ms|s|more|%))?(?: |$|\()/.exec(cell);
  if (match === null) return null;
  const [, digits = '', fraction = '', unit = ''] = match;
  const factor = (UNITS[unit] ?? 1) * (unit === 'more' ? -1 : 1);
  const zeros = fraction === '' ? (/[1-9](0+)$/.exec(digits.replaceAll(',', ''))?.[1] ?? '').length : -fraction.length;
  return { value: Number(digits.replaceAll(',', '')) * factor, rounding: Math.abs(0.5 * 10 ** zeros * factor) };
}

function tables(findings: (typeof FINDINGS)[number]): readonly Table[] {
  return findingsDocument(findings).sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'table' ? [block] : [])),
  );
}

/** Rows as baseline, policy, saved; with several alternatives what is saved stands in a table of its own. */
function differences(all: readonly Table[]): { row: string; cells: readonly string[] }[] {
  return all.flatMap((table, place) => {
    const titles = table.columns.map(({ title }) => title);
    if (titles[3] === 'saved') return table.rows.map(([row = '', ...cells]) => ({ row, cells }));
    if (!titles[0]?.startsWith('saved against ')) return [];
    const levels = all[place - 1]!;
    return table.rows.flatMap(([row = '', ...saved]) => {
      const level = levels.rows.find(([title]) => title === row) ?? [];
      return saved.map((cell, policy) => ({ row, cells: [level[1] ?? '', level[policy + 2] ?? '', cell] }));
    });
  });
}

describe('the sums of a report', () => {
  it('what is saved is what its row differs by', () => {
    let checked = 0;
    for (const findings of FINDINGS) {
      for (const { row, cells } of differences(tables(findings))) {
        const [before, after, saved] = cells.map(printed);
        if (!before || !after || !saved) continue;
        const off = Math.abs(before.value - after.value - saved.value);
        const allowed = before.rounding + after.rounding + saved.rounding;
        // What is whole adds up exactly.
        const most = /containers|lean|safe/.test(row) ? 0 : allowed;
        assert.ok(off <= most + 1e-9, `${findings.workload.name}, ${row}: ${cells.join(' - ')}`);
        checked += 1;
      }
    }
    assert.ok(checked > 40, `${checked} rows`);
  });

  it('what is saved is to the digit what both levels differ by, however uneven the blocks are', () => {
    const { policies, savings, baseline } = UNEVEN;
    for (const [name, { cpuUsPerRequest }] of Object.entries(savings)) {
      const [before, after] = [policies[baseline]!, policies[name]!].map((one) => one.cpuUsPerRequest.mean);
      assert.ok(Math.abs(before! - after! - cpuUsPerRequest!.mean) < 1e-6, `${name}: ${before} - ${after}`);
    }
  });

  it('the parts of the CPU of a request add up to it', () => {
    for (const { policies, services = {} } of FINDINGS)
      for (const [name, { userUsPerRequest, systemUsPerRequest }] of Object.entries(services)) {
        const whole = policies[name]!.cpuUsPerRequest.mean;
        assert.ok(Math.abs(userUsPerRequest + systemUsPerRequest - whole) < 1e-6, `${name}: ${whole}`);
      }
  });

  it('a percentage is what is saved over the baseline, or the words say what it is', () => {
    let apart = 0;
    for (const findings of FINDINGS) {
      const before = findings.policies[findings.baseline]!.cpuUsPerRequest.mean;
      const off = Object.values(findings.savings).map(({ cpuUsPerRequest, cpuPercent }) =>
        Math.abs((100 * (cpuUsPerRequest?.mean ?? 0)) / before - (cpuPercent?.mean ?? 0)),
      );
      const told = wordsOf(findings).includes('geometric mean of the ratios of the blocks');
      if (Math.max(...off) > 0.8) assert.ok(told, findings.workload.name);
      apart += told ? 1 : 0;
    }
    assert.ok(apart > 0 && apart < FINDINGS.length / 2, `${apart} of ${FINDINGS.length}`);
  });

  it('what is counted per request is its count over the requests that stand in its table', () => {
    for (const findings of FINDINGS) {
      const rows = new Map(
        tables(findings).flatMap(({ rows: all }) => all.map(([title = '', ...cells]) => [title, cells])),
      );
      const cells = (title: string) => rows.get(title)?.map(printed);
      const sent = cells('requests sent, lead-in included (exact)') ?? cells('requests (exact)') ?? [];
      const [opened, ratio] = [
        cells('connections opened (exact)') ?? [],
        cells('connections per request (exact)') ?? [],
      ];
      ratio.forEach((one, place) => {
        if (!one || !opened[place] || !sent[place]) return;
        const off = Math.abs(opened[place].value / sent[place].value - one.value);
        assert.ok(off <= one.rounding + 1e-9, `${findings.workload.name}: ${one.value}`);
      });
    }
  });

  it('a loop that is busy for longer than its CPU is explained beside it', () => {
    assert.match(
      wordsOf(UNEVEN),
      /The event loop of today, cold, keep-alive is busy for longer than its CPU: by the clock/,
    );
    assert.doesNotMatch(wordsOf(analyse(exampleServiceRun())), /busy for longer than its CPU/);
  });

  it('shares of one whole add up to it', () => {
    for (const findings of FINDINGS) {
      for (const table of tables(findings)) {
        const place = table.columns.findIndex(({ title }) => title === 'share');
        if (place < 0) continue;
        const total = table.rows.reduce((sum, row) => sum + (printed(row[place] ?? '')?.value ?? 0), 0);
        assert.ok(Math.abs(total - 100) <= 0.5 * table.rows.length, `${total} %`);
      }
    }
  });

  it('the draws of a policy add up to all of them, and the safe count is enough for 95 %', () => {
    for (const { capacity } of FINDINGS) {
      for (const { containers } of Object.values(capacity)) {
        const upTo = (most: number) =>
          containers.distribution.reduce((sum, one) => sum + (one.containers <= most ? one.share : 0), 0);
        assert.ok(Math.abs(upTo(Number.POSITIVE_INFINITY) - 1) < 1e-9);
        assert.ok(upTo(containers.safe) >= 0.95 && upTo(containers.lean) >= 0.5);
      }
    }
  });
});
