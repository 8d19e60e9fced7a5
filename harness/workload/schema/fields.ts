import type { Field, FieldedKind, Fields } from '../../model/workload/target-kind.js';
import { FIELDED, FIELDED_NAMES, type FieldedName } from '../../model/workload/target-kinds.js';
import { mapping, typed } from './shapes.js';
import { duration, flag, share, whole } from './values.js';

/** A target that is made of fields, as it is written; what stands in a mapping of its own is read by its name in the record. */
type FileOf<F extends Fields> = {
  readonly [Name in keyof F as F[Name] extends { within: string } ? never : F[Name]['key']]: F[Name]['reads'] extends {
    kind: 'flag';
  }
    ? boolean
    : number;
};

export type FieldedFile<Kind extends FieldedName> = FileOf<(typeof FIELDED)[Kind]['fields']>;

type Kinds = {
  readonly [Kind in FieldedName]: ReturnType<ReturnType<typeof typed<FieldedFile<Kind>>>['optional']>;
};

/** Each kind in the section of targets. */
export const fieldedKinds = Object.fromEntries(
  FIELDED_NAMES.map((kind) => {
    const { fields, docs, groups }: Told = FIELDED[kind];
    return [kind, fieldsMapping(Object.values(fields), groups).describe(docs).optional()];
  }),
) as unknown as Kinds;

type Told = Pick<FieldedKind<Fields>, 'fields' | 'docs' | 'groups'>;

function fieldsMapping(fields: readonly Field[], groups: Told['groups']) {
  const entries = fields.map(({ within, key }) => within ?? key);
  return mapping(
    Object.fromEntries(
      [...new Set(entries)].map((name) => {
        const own = fields.filter(({ within, key }) => (within ?? key) === name);
        return [name, own[0]?.within === undefined ? fieldShape(own[0]!) : groupShape(own, groups[name] ?? '')];
      }),
    ),
  );
}

function groupShape(fields: readonly Field[], docs: string) {
  const rows = fields.map((field) => [field.key, fieldShape(field)]);
  return mapping(Object.fromEntries(rows)).describe(docs).prefault({});
}

function fieldShape({ reads, otherwise, docs }: Field) {
  return typed<unknown>(shapeOf(reads, docs)).prefault(otherwise);
}

function shapeOf(reads: Field['reads'], docs: string) {
  switch (reads.kind) {
    case 'flag':
      return flag(docs);
    case 'whole':
      return whole(reads.least, reads.most, docs);
    case 'duration':
      return duration(reads.least, reads.most, docs);
    case 'share':
      return share({ most: reads.most }, docs);
  }
}
