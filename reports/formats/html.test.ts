import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { provided } from '../../harness/model/workload/provided.js';
import { renderFindings } from '../index.js';
import { exampleFindings } from '../testing/example-findings.js';
import { INCOMPLETE, MANY_POLICIES, SEQUENCE, SINGLE_POLICY, TARGET_LOST } from '../testing/example-runs.js';

const NASTY = '<script>alert(1)</script> | @all \u001b[31m"\'';

test('a page needs nothing but itself, and is small', () => {
  for (const findings of [exampleFindings(), INCOMPLETE, MANY_POLICIES, SEQUENCE, SINGLE_POLICY, TARGET_LOST]) {
    const page = renderFindings(findings, 'html');
    assert.ok(page.length < 500_000, `${page.length} characters`);
    assert.doesNotMatch(page, /(?:src|href)=|@import|url\(|fetch\(|XMLHttpRequest/);
    assert.match(page, /default-src 'none'/);
  }
});

test('every chart has a title, a sentence and its table', () => {
  const page = renderFindings(exampleFindings(), 'html');
  const figures = page.match(/<figure [\s\S]*?<\/figure>/g) ?? [];
  assert.ok(figures.length >= 6, `${figures.length} charts`);
  for (const figure of figures) {
    assert.match(figure, /<figcaption><strong>[^<]+<\/strong> [^<]+\.<\/figcaption>/);
    assert.match(figure, /<svg [^>]*role="img"[^>]*><title/);
    assert.match(figure, /<table>[\s\S]*<tbody><tr>/);
    assert.doesNotMatch(figure, /NaN|undefined|Infinity/);
  }
});

test('a name is text wherever it stands', () => {
  const findings = exampleFindings();
  const [name, other] = Object.keys(findings.policies);
  const renamed = JSON.parse(
    JSON.stringify(findings).replaceAll(JSON.stringify(other), JSON.stringify(NASTY)),
  ) as typeof findings;
  assert.ok(name !== undefined && Object.keys(renamed.policies).includes(NASTY));
  const page = renderFindings({ ...renamed, workload: { ...renamed.workload, name: NASTY } }, 'html');
  assert.doesNotMatch(page, /<script>alert/);
  assert.ok(!page.includes('\u001b'));
  assert.equal(page.match(/<script>/g)?.length, 1);
});

test('the peak stands on a step of its slider, which a browser would move otherwise', () => {
  for (const peakPerSecond of [1, 7, 149, 1234, 200_001]) {
    const page = renderFindings(exampleFindings({ peakPerSecond }), 'html');
    const [, min, , step, value] = /id="plan-peak" type="range" min="(\d+)" max="(\d+)" step="(\d+)" value="(\d+)"/
      .exec(page)!
      .map(Number);
    assert.equal((value! - min!) % step!, 0, `${peakPerSecond}`);
    assert.ok(min! > 0 && min! <= value!, `${peakPerSecond}`);
  }
});

interface Element {
  value: string;
  textContent: string;
  hidden: boolean;
  parentElement: { hidden: boolean };
  addEventListener(name: string, act: () => void): void;
  input: () => void;
}

function elementWith(value: string): Element {
  const element: Element = {
    value,
    textContent: '',
    hidden: true,
    parentElement: { hidden: true },
    addEventListener(_, act) {
      element.input = act;
    },
    input: () => {},
  };
  return element;
}

test('the sliders give the numbers of the harness, and move them as its model does', () => {
  const findings = exampleFindings();
  const page = renderFindings(findings, 'html');
  const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? '';
  assert.ok(script.length > 0 && script.length < 10_000, `${script.length} characters`);
  const elements = new Map<string, Element>();
  const getElementById = (id: string) => {
    const value = new RegExp(`id="${id}"[^>]* value="([^"]*)"`).exec(page)?.[1] ?? '';
    const element = elements.get(id) ?? elementWith(value);
    elements.set(id, element);
    return element;
  };
  vm.runInNewContext(script, { document: { getElementById } });
  const names = Object.keys(findings.capacity);
  const shown = (row: string, index: number) => Number(elements.get(`plan-${row}-${index}`)?.textContent);
  for (const [index, name] of names.entries()) {
    assert.equal(shown('safe', index), findings.capacity[name]?.containers.safe);
    assert.equal(shown('lean', index), findings.capacity[name]?.containers.lean);
  }
  const { fleet } = findings.question;
  assert.ok(fleet !== null);
  elements.get('plan-zones')!.value = '3';
  elements.get('plan-target')!.value = '50';
  elements.get('plan-peak')!.value = String(2 * Number(elements.get('plan-peak')!.value));
  elements.get('plan-peak')!.input();
  for (const [index, name] of names.entries()) {
    const exact: number = findings.capacity[name]!.exact.safe * 2 * (fleet.target / 0.5);
    assert.equal(shown('safe', index), provided({ ...fleet, zones: 3 }, exact));
  }
});
