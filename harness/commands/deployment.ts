import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Deployment, SourceFile } from '../export/index.js';
import { usingFile } from '../model/file-mistake.js';
import { mistake } from '../model/mistake.js';
import { PEAK_FORMATS } from '../model/workload/peak.js';
import { OVERRIDES, type OverrideRow, type Overrides } from '../workload/overrides.js';
import { beside } from '../workload/source/beside.js';
import { readWorkloadText } from '../workload/source/file.js';
import { stringify } from '../workload/source/nodes.js';
import { parseYaml } from '../workload/source/yaml.js';
import type { ExportValues } from './export-flags.js';
import { overridesOf } from './override-flags.js';

export const DEFAULT_VCPU = 2;
const LONGEST_LINE = 120;

/** What pods need that run the workload as it is: its text, the files that it names, and the flags of this command. Throws UserMistake. */
export function deploymentOf(file: string, values: ExportValues): Deployment {
  if (file === '-') throw mistake('pods read a workload from a file', 'name one, and not -');
  const { startAt, image = null } = values;
  if (startAt !== undefined && startAt < Date.now())
    throw mistake(`--start-at ${new Date(startAt).toISOString()} is over`, 'name a time that lies ahead of the pods');
  const text = readWorkloadText(file);
  const files = filesOf(file, text);
  return {
    files,
    flags: flagsOf(overridesOf(values)),
    allowHosts: values.allowHost ?? [],
    startAt: startAt === undefined ? null : new Date(startAt).toISOString(),
    put: values.put === true,
    vcpu: values.vcpu ?? DEFAULT_VCPU,
    image,
    variables: [...new Set([...text.matchAll(/\$\{env\.(\w+)/g)].map(([, name]) => name!))].sort(),
    yamlOf: (document) => stringify(document, { lineWidth: LONGEST_LINE, aliasDuplicateObjects: false }),
  };
}

/** Where a workload names files that are no secret. */
const FILES: readonly (readonly string[])[] = [
  ['feed'],
  ['prices'],
  ['fleet', 'calibration'],
  ['target', 'ca'],
  ...PEAK_FORMATS.map((format) => ['peak', format]),
];

function filesOf(file: string, text: string): SourceFile[] {
  const { tree } = parseYaml(file, text);
  if (typeof valueAt(tree, ['target', 'key']) === 'string')
    throw mistake(
      'the key of a client certificate belongs in no ConfigMap',
      'leave cert and key out, and end TLS before the pods',
    );
  const names = FILES.flatMap((keys) => {
    const name = valueAt(tree, keys);
    return typeof name === 'string' ? [name] : [];
  });
  const read = (name: string) => {
    const place = beside(path.dirname(file), name);
    return { name, text: usingFile(place, 'read', () => readFileSync(place, 'utf8')) };
  };
  return [{ name: path.basename(file), text }, ...[...new Set(names)].map(read)];
}

function valueAt(tree: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    tree,
  );
}

/** As they are read again: the pods lay out the plan that this command has laid out. */
function flagsOf(overrides: Overrides): string[] {
  return (Object.entries(OVERRIDES) as [keyof Overrides, OverrideRow][]).flatMap(([name, { flag, written }]) => {
    const value = overrides[name];
    return value === undefined ? [] : [flag, String(written(value))];
  });
}
