import { writeSync } from 'node:fs';
import { createHost } from '../../workers/host.js';
import { readHistogram } from '../tally/histogram.js';
import { replayJob } from './replay-job.js';

/** The entry of our own replayer in a bench: one slot in a process of its own, and what it says of itself as JSON. */

const host = createHost(1);
const measured = await host.measure(await replayJob(JSON.parse(process.argv[2] ?? '{}')));
const residentMiB = process.memoryUsage.rss() / 2 ** 20;
const [lag, response] = [readHistogram(measured.tally.scheduleLagUs), readHistogram(measured.tally.responseTimeUs)];
const report: ReplayReport = {
  completed: measured.tally.completed,
  residentMiB,
  lagP50Ms: lag === null ? null : lag.quantileUs(0.5) / 1000,
  lagP99Ms: lag === null ? null : lag.quantileUs(0.99) / 1000,
  responseP50Ms: response === null ? null : response.quantileUs(0.5) / 1000,
};
writeSync(1, `${JSON.stringify(report)}\n`);
await host.close();

export interface ReplayReport {
  readonly completed: number;
  readonly residentMiB: number;
  readonly lagP50Ms: number | null;
  readonly lagP99Ms: number | null;
  readonly responseP50Ms: number | null;
}
