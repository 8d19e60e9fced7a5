import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../harness/analysis/comparison/comparison.js';
import { distributionsOf } from '../../harness/analysis/run/distributions.js';
import { analyse } from '../../harness/analysis/run/findings.js';
import type { CallSite } from '../../harness/model/findings/call-site.js';
import { alarm } from '../../harness/model/findings/doubt.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import type { Run } from '../../harness/model/run/run.js';
import { exampleServiceRun } from '../../harness/testing/example-service.js';
import {
  DURATION_BOUNDS_MS,
  FORMAT_NAMES,
  type FormatName,
  otlpText,
  renderComparison,
  renderFindings,
} from '../index.js';

/** Markup, a column, a mention, a heading, a command of CI logs, and what moves a cursor, changes a title or the direction of a line. */
const NASTY = '<script>alert(1)</script> | @all ::error::x "\'&\n# h `c` \u001b[31m\u001b]0;t\u0007\u009b2J\u202e';

/** The names that somebody chose, in whatever is made of a run. */
const NAMES = ['gateway', 'keep-alive', 'today', 'prices', 'get-order', 'x-from'];
const nasty = (name: string) => `${name}${NASTY}`;

function renamed<T>(value: T): T {
  const written = (text: string) => JSON.stringify(text).slice(1, -1);
  const json = NAMES.reduce(
    (text, name) => text.replaceAll(new RegExp(`(?<=["{ ])${name}(?=["} :])`, 'g'), () => written(nasty(name))),
    JSON.stringify(value),
  );
  return JSON.parse(json) as T;
}

const run: Run = renamed(exampleServiceRun());
const found = analyse(run);
const [policy] = Object.keys(found.policies);
const misplaced = (site: CallSite): CallSite => ({
  ...site,
  place: nasty(site.place),
  caller: NASTY,
  agentPlace: NASTY,
});

const FINDINGS: Findings = {
  ...found,
  services: Object.fromEntries(
    Object.entries(found.services ?? {}).map(([name, one]) => [
      name,
      { ...one, callSites: one.callSites.map(misplaced) },
    ]),
  ),
  verdict: {
    status: 'invalid',
    reasons: [alarm('mostly-failed', policy!, { share: 0.5, code: NASTY, message: NASTY })],
  },
  policies: {
    ...found.policies,
    [policy!]: {
      ...found.policies[policy!]!,
      failures: { status: 7 },
      causes: [{ kind: 'status', code: NASTY, count: 7, message: NASTY, request: nasty('get-order') }],
    },
  },
  environment: { ...found.environment, cpu: NASTY, packages: { [NASTY]: NASTY } },
};
const COMPARISON = compare({ path: NASTY, run }, { path: NASTY, run: renamed(exampleServiceRun()) });

const RENDERED = new Map(
  FORMAT_NAMES.map((format) => [format, [renderFindings(FINDINGS, format), renderComparison(COMPARISON, format)]]),
);
const rendered = (format: FormatName) => RENDERED.get(format)!;

test('the names are in what is rendered at all', () => {
  const { question, services, policies, workload } = FINDINGS;
  const all = JSON.stringify({ question, services, policies: Object.keys(policies), workload });
  for (const name of NAMES) assert.ok(all.includes(JSON.stringify(nasty(name)).slice(1, -1)), name);
  for (const format of FORMAT_NAMES)
    assert.ok(
      rendered(format).every((text) => text.includes('alert(1)')),
      format,
    );
});

test('no format has a character in it that a terminal obeys or does not show', () => {
  const texts = [...FORMAT_NAMES.flatMap(rendered), otlp()];
  const seen = texts.map((text) => {
    const at = text.search(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    return at === -1 ? null : text.slice(Math.max(0, at - 40), at + 20);
  });
  assert.deepEqual(
    seen,
    texts.map(() => null),
  );
});

test('a page has one script, its own, and no name is an element or an attribute of it', () => {
  const [page] = rendered('html');
  const plain = renderFindings({ ...analyse(exampleServiceRun()), verdict: FINDINGS.verdict }, 'html');
  const tags = (text: string) => [...text.matchAll(/<(script|img|iframe|a)\b/g)].map((match) => match[1]);
  assert.deepEqual(tags(page!), tags(plain));
  assert.doesNotMatch(page!, /<script>alert/);
  assert.doesNotMatch(page!, /<\/script>[^<]*\|/);
});

test('Markdown has no markup, no mention and no column of a name', () => {
  for (const text of rendered('markdown')) {
    assert.doesNotMatch(text, /<script/);
    assert.doesNotMatch(text.replace(/```[\s\S]*?\n```/g, ''), /@all/);
    assert.doesNotMatch(text, /^# h/m);
    assert.doesNotMatch(text, /^::error::/m);
    for (const table of text.split('\n\n').filter((part) => part.startsWith('| '))) {
      const columns = table.split('\n').map((line) => line.replaceAll(/\\\\|\\\|/g, '').split('|').length);
      assert.equal(new Set(columns).size, 1, table.slice(0, 300));
    }
  }
});

test('a log of CI is given no command, by a text or by anything else', () => {
  for (const format of ['text', 'markdown', 'junit'] as const)
    for (const text of rendered(format)) assert.doesNotMatch(text, /(?<![\w<]|-->)::error::/, format);
});

test('JUnit is well-formed whatever a name is', () => {
  for (const xml of rendered('junit')) {
    const body = xml.replace(/^<\?xml[^>]*\?>\n/, '');
    const rest = body.replaceAll(
      /<\/?(?:testsuites|testsuite|testcase|failure|error|skipped)(?: [a-z]+="[^"<]*")*\/?>/g,
      '',
    );
    assert.match(rest, /^\s*$/);
    assert.doesNotMatch(body.replaceAll(/&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);/g, ''), /&/);
  }
});

test('JSON and OTLP are read back with every name as it was', () => {
  const [json] = rendered('json');
  const read = JSON.parse(json!) as Findings;
  assert.deepEqual(Object.keys(read.policies), Object.keys(FINDINGS.policies));
  assert.equal(read.workload.name, nasty('gateway'));
  const names = JSON.stringify(JSON.parse(otlp()));
  for (const name of ['gateway', 'keep-alive', 'prices'])
    assert.ok(names.includes(JSON.stringify(nasty(name)).slice(1, -1)), name);
});

function otlp(): string {
  const durations = distributionsOf(run).map((one) => ({ ...one, counts: one.countsWithin(DURATION_BOUNDS_MS) }));
  return otlpText({ findings: FINDINGS, durations, endedAtMs: 0, host: NASTY });
}
