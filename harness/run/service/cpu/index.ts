import type { AskPage } from '../../../model/protocol/stand-in.js';
import type { CpuSource } from '../../../model/workload/service.js';
import { openCgroup } from './cgroup.js';
import { openPid, openPidFile } from './pid.js';
import { openPrometheus } from './prometheus.js';
import type { UseSource } from './use.js';

/** A new source is a file and a row. */
const SOURCES: {
  readonly [Kind in CpuSource['kind']]: (source: Extract<CpuSource, { kind: Kind }>, ask: AskPage) => UseSource;
} = {
  pid: openPid,
  'pid-file': openPidFile,
  cgroup: openCgroup,
  prometheus: openPrometheus,
};

/** Who tells what a service spends; nothing is read yet. Pages are read by another process. */
export function openUse(source: CpuSource, ask: AskPage): UseSource {
  // That its kind chose the row is what its type cannot say.
  return (SOURCES[source.kind] as (source: CpuSource, ask: AskPage) => UseSource)(source, ask);
}
