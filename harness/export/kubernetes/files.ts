import { mistake } from '../../model/mistake.js';
import type { SourceFile } from '../exporter.js';

/** The workload and what it names, as the pods read them. */

/** Kubernetes takes no more into a ConfigMap, keys and values together. */
export const MOST_CONFIG_MAP_BYTES = 1_048_576;

export interface ConfigMapData {
  readonly data: Readonly<Record<string, string>>;
  /** Where in the pods each key is a file, relative to the folder of the workload. */
  readonly items: readonly { readonly key: string; readonly path: string }[];
}

/** Throws UserMistake where they do not fit, or stand where no pod can have them. */
export function configMapData(files: readonly SourceFile[]): ConfigMapData {
  for (const { name } of files) requireBelow(name);
  const items = files.map(({ name }, index) => ({ key: `${index}-${keyOf(name)}`, path: name }));
  const data = Object.fromEntries(files.map(({ text }, index) => [items[index]!.key, text]));
  const bytes = Object.entries(data).reduce(
    (sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text),
    0,
  );
  if (bytes <= MOST_CONFIG_MAP_BYTES) return { data, items };
  const [largest] = files.toSorted((a, b) => b.text.length - a.text.length);
  throw mistake(
    `the workload and its files are ${bytes} bytes, and a ConfigMap holds ${MOST_CONFIG_MAP_BYTES}; ${largest!.name} is the largest`,
    'cut it down, or put it into the image and name it there with its whole path',
  );
}

function requireBelow(name: string): void {
  if (!name.startsWith('/') && !name.split('/').includes('..') && !name.includes('\\')) return;
  throw mistake(
    `${name} stands outside of the workload's folder`,
    'put it beside the workload: pods have that folder only',
  );
}

/** Letters, digits, dashes, dots and underscores are what a key may have. */
function keyOf(name: string): string {
  return name.replaceAll(/[^-._a-zA-Z0-9]/g, '_').slice(-200);
}

/** As names of Kubernetes are: small letters, digits and dashes, beginning and ending with none. */
export function nameOf(workload: string): string {
  const plain = workload.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `holdline-${plain}`.slice(0, LONGEST_NAME).replaceAll(/^-+|-+$/g, '');
}

/** Pods are called by it and their number, in 63 characters at most. */
const LONGEST_NAME = 44;
