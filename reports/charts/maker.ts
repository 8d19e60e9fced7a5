import type { Findings, PolicyFindings } from '../../harness/model/findings/findings.js';
import type { Bar, Chart } from './chart.js';

/** Those that have anything measured. */
export type Policies = readonly (readonly [name: string, policy: PolicyFindings])[];

/** Makes a chart of findings, or none where they have nothing for it. */
export type Maker = (findings: Findings, policies: Policies) => Chart | null;

/** A bar with its text, and its interval where it has both ends. */
export const bar = (value: number, text: string, low: number | null = null, high: number | null = null): Bar => ({
  value,
  text,
  ...(low !== null && high !== null && { low, high }),
});
