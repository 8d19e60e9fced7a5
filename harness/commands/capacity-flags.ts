import { mistake } from '../model/mistake.js';
import { ARRIVALS_NAMES, type ArrivalsName } from '../model/workload/workload.js';
import { parseDuration, parseRate } from '../workload/overrides.js';
import { hostName } from './host-name.js';
import { OVERRIDE_FLAGS } from './override-flags.js';
import { REPORT_FLAGS } from './report-flags.js';
import { asWritten, many, once, toggle, type ValuesOf } from './verb.js';

const { slot, warmup, seed } = OVERRIDE_FLAGS;

export const CAPACITY_FLAGS = {
  ...REPORT_FLAGS,
  budget: once('<time>', 'what all trials may take together (default: 10m)', (text) =>
    parseDuration('--budget', text, { least: '1s' }),
  ),
  from: once('<rate>', 'the first rate, for example 100/s (default: that of the workload)', (text) =>
    parseRate('--from', text, { above: '0/s' }),
  ),
  to: once('<rate>', 'the highest rate that is tried (default: what the client can send from this machine)', (text) =>
    parseRate('--to', text, { above: '0/s' }),
  ),
  soak: once('<time>', 'length of the trial that confirms the answer (default: 30s)', (text) =>
    parseDuration('--soak', text, { least: '200ms' }),
  ),
  arrivals: once('<name>', 'uniform (default: no bursts, so that trials are alike) or poisson', readArrivals),
  policy: many('<name>', 'only this policy; may be repeated', asWritten),
  slot,
  warmup,
  seed,
  out: once('<folder>', 'where to write (default: runs/<workload>/capacity-<time>)', asWritten),
  allowHost: many('<name>', 'a host beyond this machine that may be sent load; may be repeated', hostName),
  quiet: toggle('no progress'),
};

export type CapacityValues = ValuesOf<typeof CAPACITY_FLAGS>;

function readArrivals(text: string): ArrivalsName {
  const found = ARRIVALS_NAMES.find((name) => name === text);
  if (found === undefined) throw mistake(`--arrivals is ${text}`, `it is one of ${ARRIVALS_NAMES.join(', ')}`);
  return found;
}
