import { leadInRate } from '../../model/arrivals/profile.js';
import { mistake } from '../../model/mistake.js';
import type { ClosedLoop, OpenLoop, Workload } from '../../model/workload/workload.js';
import { constantRate, durationText, type K6Stage, k6Stages, unitText, wholeRates } from './rates.js';

/** The one scenario of the script: a lead-in, and the slots one after the other. */
export function scenarioText(workload: Workload, shards: number): string {
  const { load, design } = workload;
  const bound = load.kind === 'closed' ? load.concurrency : load.connections;
  if (bound < shards) {
    throw mistake(
      `${shards} pods would share ${bound} VUs, and some would have none`,
      `write load: { connections: ${shards} } or more, or name fewer with --shards`,
    );
  }
  // Without a lead-in the first connections count too.
  const leadInMs = design.leadInMs === 0 || isCounted(load) ? 0 : design.leadInMs + design.warmupMs;
  const scenario = load.kind === 'closed' ? closedText(load, design.slotMs) : openText(load, workload, shards);
  return `/** What is sent before it is measured, so that connections are there as they are later. */
const LEAD_IN_MS = ${leadInMs};
${scenario}`;
}

function isCounted(load: Workload['load']): boolean {
  return load.kind === 'closed' && load.count !== null;
}

function closedText({ concurrency, count }: ClosedLoop, slotMs: number): string {
  if (count !== null) {
    return `const scenario: Scenario = {
  executor: 'shared-iterations',
  vus: ${concurrency},
  iterations: ${count} * SLOTS,
  maxDuration: '1h',
};
`;
  }
  return `const scenario: Scenario = {
  executor: 'constant-vus',
  vus: ${concurrency},
  duration: \`\${LEAD_IN_MS + ${slotMs} * SLOTS}ms\`,
};
`;
}

/** How much longer than the bound on the response time a VU may be busy before another is made. */
const SPARE = 1.5;

function openText({ stages, connections }: OpenLoop, { slo, design }: Workload, shards: number): string {
  const first = leadInRate(stages);
  const all = stages.flatMap(({ fromPerSecond, toPerSecond }) => [fromPerSecond, toPerSecond]);
  const rates = wholeRates([first, ...all]);
  const busy = Math.ceil(((Math.max(first, ...all) * slo.p99Ms) / 1000) * SPARE);
  const vus = `  timeUnit: '${unitText(rates.unitS)}',
  preAllocatedVUs: ${Math.min(connections, Math.max(shards, busy))},
  maxVUs: ${connections},`;
  if (constantRate(stages) !== null) {
    return `const scenario: Scenario = {
  executor: 'constant-arrival-rate',
  rate: ${rates.of(first)},
  duration: \`\${Math.max(1000, LEAD_IN_MS + ${design.slotMs} * SLOTS)}ms\`,
${vus}
};
`;
  }
  const slot = k6Stages(stages, rates, Number.NaN);
  return `const SLOT = [
${slot.map(stageText).join('\n')}
];
const scenario: Scenario = {
  executor: 'ramping-arrival-rate',
  startRate: ${rates.of(first)},
  stages: [
    { target: ${rates.of(first)}, duration: \`\${LEAD_IN_MS}ms\` },
    ...Array.from({ length: SLOTS }, () => SLOT).flat(),
  ],
${vus}
};
`;
}

function stageText({ target, durationMs }: K6Stage): string {
  return `  { target: ${target}, duration: '${durationText(durationMs)}' },`;
}
