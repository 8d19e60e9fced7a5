/** Keys and indexes from the top of a workload file to one value. */
export type Path = readonly (string | number)[];

/** A mistake that still lacks its place in the file. */
export interface Problem {
  readonly path: Path;
  /** Whether the caret goes under the key or under the value. */
  readonly at: 'key' | 'value';
  readonly what: string;
  readonly remedy: string | null;
}

/** What a reader of one value says: the value, or what is wrong with it and what would be right. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly wrong: string; readonly right: string };
export type Reader<T> = (value: unknown) => Reading<T>;

export function right<T>(value: T): Reading<T> {
  return { ok: true, value };
}

/** `wrongText` completes "`key` is 4, ..." and never repeats the value, which may come from the environment. */
export function wrong(wrongText: string, rightText: string): Reading<never> {
  return { ok: false, wrong: wrongText, right: rightText };
}

export function problemAt(path: Path, what: string, remedy: string | null = null): Problem {
  return { path, at: 'value', what, remedy };
}

export function problemAtKey(path: Path, what: string, remedy: string | null = null): Problem {
  return { path, at: 'key', what, remedy };
}

/** The path as a reader would say it, for example `requests[0].weight`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of a plain tree, or undefined. */
export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value) && typeof part === 'number') return value[part];
    return isMapping(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }, tree);
}

/** What a record has under a name of its own: `__proto__` and its like are names too. */
export function ownValue<T>(record: { readonly [name: string]: T } | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

export function keysAt(tree: unknown, path: Path): readonly string[] {
  const value = valueAt(tree, path);
  return isMapping(value) ? Object.keys(value) : [];
}

/** The tree with one value replaced; untouched where a parent is not a mapping, which is a mistake of its own. */
export function withValue(tree: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (tree !== undefined && !isMapping(tree)) return tree;
  return { ...tree, [key]: withValue(tree?.[key], rest, value) };
}

/** True where `path` is `parent` or lies below it. */
export function isWithin(path: Path, parent: Path): boolean {
  return parent.every((part, index) => path[index] === part);
}

/** A value in few words, for messages; long texts are cut, passwords in addresses left out. */
export function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'a mapping';
  const text =
    typeof value === 'string' ? `\`${value.replaceAll(/\s+/g, ' ').replace(/\/\/[^/@]*@/, '//***@')}\`` : String(value);
  return text.length > 48 ? `${text.slice(0, 45)}...\`` : text;
}

/** "a, b or c". */
export function either(words: readonly string[], word = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${word} ${words[words.length - 1]}`;
}
