import assert from 'node:assert/strict';
import { EXIT } from '../model/exit.js';
import type { Ended } from './printed.js';

/**
 * The run was measured to its end. Whether it is valid depends on how busy the machine is, and decides the exit code; what
 * was sent and counted does not. Where the exit code is the subject, the target is the simulated one, which is never late.
 */
export function requireMeasured({ code, err, out }: Ended): void {
  assert.ok(code === EXIT.pass || code === EXIT.invalid, `exit code ${code}\n${err}${out}`);
}
