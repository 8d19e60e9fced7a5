import type { Calibration, Measured } from '../../harness/model/workload/calibration.js';
import { durationInterval, plural } from '../figures/figures.js';

/** What a calibration says, in three lines. */
export function calibrationText({ connectionUs, requestUs, node, cpu, cores }: Calibration): string {
  const written = ({ mean, halfWidth }: Measured) =>
    durationInterval({ mean, low: mean - halfWidth, high: mean + halfWidth });
  return [
    `a new TLS connection   ${written(connectionUs)} of CPU at the client`,
    `a request on a kept one ${written(requestUs)}`,
    `Node.js ${node}, ${cpu} x ${cores}, ${plural(connectionUs.rounds, 'round')}`,
    '',
  ].join('\n');
}
