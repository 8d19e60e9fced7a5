import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const plain = (text: string) =>
  text.replaceAll('&gt;', '>').replaceAll('<!-- -->', '').replace(/\\/g, '').replace(/\s+/g, ' ');

test('the lines of a report that docs/reading.md walks through are those of a report', () => {
  const [, part] = read('docs/reading.md').split("## A service's report, line by line");
  const walked = part!
    .split('\n## ')[0]!
    .split(/\n\d+\. /)
    .slice(1)
    .join('\n');
  const report = plain(read('reports/golden/service.golden.md'));
  const quoted = [...walked.matchAll(/`([^`]+)`/g)]
    .map((match) => plain(match[1]!))
    .filter((text) => / [|/:] |: /.test(text));
  assert.ok(quoted.length >= 12, `${quoted.length}`);
  for (const line of quoted.filter((text) => text !== 'call: "*"')) assert.ok(report.includes(line), line);
});
