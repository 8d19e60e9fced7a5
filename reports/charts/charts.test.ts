import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleFindings } from '../testing/example-findings.js';
import { ceilingsChart } from './capacity-charts.js';
import { secondsChart } from './count-charts.js';

test('of several bounds of one thing the nearest is drawn', () => {
  const found = exampleFindings();
  const cold = found.capacity.cold!;
  const [ports] = cold.ceilings;
  const unit = (name: string, use: number | null) => ({ ...ports!, name, short: 'load balancer', use });
  const ceilings = [unit('new connections', 0.4), unit('bytes', 1.5), unit('rules', null)];
  const chart = ceilingsChart({ ...found, capacity: { cold: { ...cold, ceilings } } });
  assert.deepEqual(chart?.table.rows, [['load balancer', '150 %']]);
});

test('the numbers behind a chart are of all seconds, however many are drawn', () => {
  const found = exampleFindings();
  const series = (seconds: number) => {
    const own = found.policies.cold!;
    const requests = Array.from({ length: seconds }, (_, second) => (second === 299 ? 70 : 10));
    const counted = { ...own.series, requests, connections: requests, accepts: null };
    return secondsChart(found, [['cold', { ...own, series: counted }]])!;
  };
  const { says, table, marks } = series(300);
  assert.deepEqual(table.rows[0], ['cold: requests', '3,060', '70']);
  assert.ok(marks.kind === 'lines' && marks.series[0]!.points.length === 240);
  assert.match(says, /the first 240 seconds of them/);
  assert.doesNotMatch(series(20).says, /the first/);
});
