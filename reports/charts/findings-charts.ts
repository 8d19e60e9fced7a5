import type { Findings } from '../../harness/model/findings/findings.js';
import { measuredPolicies } from '../figures/measured-policies.js';
import { ceilingsChart, containersChart, rateChart } from './capacity-charts.js';
import type { Chart } from './chart.js';
import { callsChart, countsChart, newConnectionsChart, secondsChart } from './count-charts.js';
import type { Maker } from './maker.js';
import { cpuChart, lagChart, latencyChart } from './time-charts.js';

/** In the order of the page; a new chart is a function and a row. */
const CHARTS: readonly Maker[] = [
  countsChart,
  containersChart,
  rateChart,
  newConnectionsChart,
  secondsChart,
  callsChart,
  ceilingsChart,
  cpuChart,
  latencyChart,
  lagChart,
];

/** Every chart that the findings have numbers for. */
export function findingsCharts(findings: Findings): Chart[] {
  const policies = Object.entries(measuredPolicies(findings));
  return policies.length === 0 ? [] : CHARTS.flatMap((make) => make(findings, policies) ?? []);
}
