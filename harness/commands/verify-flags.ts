import { mistake } from '../model/mistake.js';
import { timeReader } from '../workload/peak/times.js';
import { hostName } from './host-name.js';
import { REPORT_FLAGS } from './report-flags.js';
import { asWritten, many, once, toggle, type ValuesOf } from './verb.js';

export const VERIFY_FLAGS = {
  ...REPORT_FLAGS,
  factor: once('<n>', 'how much higher the rate is than the one that was measured (default: 1.6)', readFactor),
  production: once(
    '<file>',
    'no run: what happened before and after the roll-out settles it; CSV, or JSON of CloudWatch or Prometheus',
    asWritten,
  ),
  rollout: once('<time>', 'with --production of JSON, when it was rolled out, such as 2026-11-20T10:00:00Z', readTime),
  policy: once(
    '<name>',
    'with --production, the policy that was rolled out (default: the one that saves most)',
    asWritten,
  ),
  allowHost: many('<name>', 'a host beyond this machine that may be sent load; may be repeated', hostName),
  quiet: toggle('no progress'),
};

export type VerifyValues = ValuesOf<typeof VERIFY_FLAGS>;

function readFactor(text: string): number {
  const factor = Number(text);
  if (!(factor > 0 && factor <= 10))
    throw mistake(`--factor is ${text}, which is not a number above 0 up to 10`, 'write such as --factor 1.6');
  return factor;
}

/** Milliseconds since 1970. */
function readTime(text: string): number {
  const atMs = timeReader('UTC')(text);
  if (atMs === null) throw mistake(`--rollout is ${text}, which is no time`, 'write such as 2026-11-20T10:00:00Z');
  return atMs;
}
