import { mistake } from '../model/mistake.js';
import { REPORT_FLAGS } from './report-flags.js';
import { asWritten, many, once, toggle, type ValuesOf } from './verb.js';

export const VERIFY_FLAGS = {
  ...REPORT_FLAGS,
  factor: once('<n>', 'how much higher the rate is than the one that was measured (default: 1.6)', readFactor),
  production: once('<file>', 'no run: a CSV of what happened before and after the roll-out settles it', asWritten),
  policy: once(
    '<name>',
    'with --production, the policy that was rolled out (default: the one that saves most)',
    asWritten,
  ),
  allowHost: many('<name>', 'a host beyond this machine that may be sent load; may be repeated', asWritten),
  quiet: toggle('no progress'),
};

export type VerifyValues = ValuesOf<typeof VERIFY_FLAGS>;

function readFactor(text: string): number {
  const factor = Number(text);
  if (!(factor > 0 && factor <= 10))
    throw mistake(`--factor is ${text}, which is not a number above 0 up to 10`, 'write such as --factor 1.6');
  return factor;
}
