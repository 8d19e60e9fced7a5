import type { Field, Fields } from '../../model/workload/target-kind.js';
import { FIELDED, FIELDED_NAMES, type FieldedTarget } from '../../model/workload/target-kinds.js';
import { valueAt } from '../problem.js';
import type { TargetFile } from '../schema/workload.js';

/** The target that is made of fields, where the file has one; null otherwise. */
export function toFieldedTarget(file: TargetFile): FieldedTarget | null {
  const kind = FIELDED_NAMES.find((name) => file[name] !== undefined);
  if (kind === undefined) return null;
  const fields: Fields = FIELDED[kind].fields;
  const values = Object.entries(fields).map(([name, field]) => [name, fieldValue(file[kind], field)]);
  // The schema has read every field of the kind, which its type cannot say.
  return { kind, ...Object.fromEntries(values) } as FieldedTarget;
}

function fieldValue(file: unknown, { key, within, reads }: Field): unknown {
  const value = valueAt(file, within === undefined ? [key] : [within, key]);
  const inUs = reads.kind === 'duration' && reads.unit === 'us';
  return inUs ? Number(((value as number) * 1000).toPrecision(13)) : value;
}
