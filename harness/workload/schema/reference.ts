import { CLIENT_NAMES, traitsOf } from '../../model/workload/clients.js';
import { SETTING_NAMES, settingOf } from '../../model/workload/settings.js';
import { UNIT_PATTERNS } from '../readers/patterns.js';
import { workloadJsonSchema } from './workload.js';

/** As much of a JSON Schema as the reference tells. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
}

const INTRODUCTION = `# A workload file, key by key

Made from the schema by \`npm run schema\`; the same schema serves editors as \`workloads/workload.schema.json\`.

Durations are written \`250us\`, \`4ms\`, \`1.5s\`, \`1m30s\`; rates \`3333/s\`, \`200_000/min\`, \`3.3k/s\`; sizes \`512B\`, \`1KiB\`; shares
\`10%\` or a number from 0 to 1. Files are beside the workload, or named with their whole path. \`\${env.NAME}\` is a variable of
the environment, \`{{column}}\`, \`{{n}}\` and \`{{uuid}}\` stand in what is sent. The file is read as YAML 1.2, with merge keys (\`<<\`).
What is sent is the text of the file: \`0012\` of a header or a body stays so, and a number that JSON does not have is refused.
`;

/** The text of `docs/workload.md`. */
export function referenceText(): string {
  // It is made by the schema library, whose type says nothing of what is in it.
  const schema = workloadJsonSchema() as Schema;
  const sections = Object.entries(schema.properties ?? {}).map(([key, section]) => sectionOf(key, section, schema));
  const single = sections.filter((section) => section.rows.length === 1).flatMap(({ rows }) => rows);
  const tables = sections.filter((section) => section.rows.length > 1);
  return [
    INTRODUCTION,
    `## The whole question\n\n${table(single)}`,
    ...tables.map(({ key, rows }) => `## ${key}\n\n${table(rows)}`),
    `## What each client honours of a policy\n\n${clientTable()}`,
  ].join('\n');
}

type Row = readonly [key: string, value: string, otherwise: string, says: string];

function sectionOf(
  key: string,
  section: Schema,
  parent: Schema,
): { readonly key: string; readonly rows: readonly Row[] } {
  return { key, rows: rowsOf(key, section, parent.required?.includes(key) ?? false) };
}

/** A key, and all those below it. */
function rowsOf(path: string, schema: Schema, isRequired: boolean): readonly Row[] {
  const own: Row = [
    path,
    valueOfSchema(schema),
    isRequired ? 'must be there' : otherwise(schema),
    schema.description ?? '',
  ];
  const below = (at: string, inner: Schema) =>
    Object.entries(inner.properties ?? {}).flatMap(([key, child]) =>
      rowsOf(`${at}.${key}`, child, inner.required?.includes(key) ?? false),
    );
  const named = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  return [
    own,
    ...below(path, schema),
    ...below(`${path}[]`, schema.items ?? {}),
    ...(schema.anyOf ?? []).flatMap((inner) => below(path, inner)),
    ...below(`${path}.NAME`, named),
  ];
}

function otherwise({ default: value }: Schema): string {
  if (value === undefined || (typeof value === 'object' && JSON.stringify(value).length <= 2)) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function valueOfSchema(schema: Schema): string {
  const { type, enum: choices, pattern, anyOf, minimum, maximum, exclusiveMinimum } = schema;
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(' ');
  const unit = Object.entries(UNIT_PATTERNS).find(([, one]) => one === pattern)?.[0];
  if (unit !== undefined) return COMPOUND[unit] ?? unit;
  if (anyOf !== undefined && type === undefined) return 'true, false or a mapping';
  if (type === 'integer')
    return maximum === undefined ? `${minimum} or more` : `${minimum} to ${maximum.toLocaleString('en-US')}`;
  if (exclusiveMinimum !== undefined) return `above ${exclusiveMinimum}, up to ${maximum?.toLocaleString('en-US')}`;
  return WORDS[String(type)] ?? 'anything';
}

/** Units with more than a word. */
const COMPOUND: Readonly<Record<string, string>> = {
  rateOrShare: 'rate or share',
  rateInterval: 'rate or interval',
  shareInterval: 'share or interval',
};

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  array: 'list',
  object: 'mapping',
  'number,string': 'number, time or share',
};

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ([key, value, fallback, says]) => `| \`${key}\` | ${value} | ${fallback} | ${says.replaceAll('|', '\\|')} |`,
  );
  return `${['| key | value | if left out | what it does |', '|---|---|---|---|', ...lines].join('\n')}\n`;
}

function clientTable(): string {
  const lines = CLIENT_NAMES.map((client) => {
    const { honours, packages, sends } = traitsOf(client);
    const keys = SETTING_NAMES.filter((name) => honours.includes(name)).map((name) => `\`${settingOf(name).key}\``);
    return `| \`${client}\` | ${sends} | ${packages.map((spec) => `\`${spec}\``).join(' ')} | ${keys.join(' ')} |`;
  });
  return `${['| client | sends | packages | settings |', '|---|---|---|---|', ...lines].join('\n')}\n`;
}
