import { type Reader, right, wrong } from '../problem.js';

/** What only a shell understands, and none is started. */
const SHELL = /^(?:&&|\|\||[|;&<>]|[0-9]?>>?|`.*|\$\(.*)$/;

export const NO_END = 'which has a quote without its end';

/** A program and its arguments: a list, or a text that is split as a shell splits words. */
export const readCommand: Reader<readonly string[]> = (value) => {
  const remedy = 'write a text such as node server.js, or a list such as [node, server.js]';
  if ([value].flat().some((word) => typeof word === 'string' && word.includes('\0'))) {
    return wrong('which has a zero byte in it', 'remove it');
  }
  if (Array.isArray(value)) {
    const words = value.map((word) => (typeof word === 'number' ? String(word) : (word as unknown)));
    return words.length > 0 && words.every((word) => typeof word === 'string') && words[0] !== ''
      ? right(words)
      : wrong('which is no program with arguments', remedy);
  }
  if (typeof value !== 'string' || value.trim() === '') return wrong('which is no program with arguments', remedy);
  const words = splitWords(value);
  if (words === null) return wrong(NO_END, remedy);
  const [shell] = words.filter(({ quoted, text }) => !quoted && SHELL.test(text));
  if (shell !== undefined) {
    return wrong(`whose \`${shell.text}\` is for a shell, and none is started`, 'write [sh, -c, "..."] for a shell');
  }
  const variable = words[0]?.quoted === false ? /^([A-Za-z_]\w*)=/.exec(words[0].text)?.[1] : undefined;
  if (variable !== undefined) {
    return wrong(
      `which sets ${variable} as a shell does, and none is started`,
      `write env: { ${variable}: "..." } beside it`,
    );
  }
  return right(words.map(({ text }) => text));
};

interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/** Words as POSIX shells part them: by blanks, but within quotes and behind a backslash; null where a quote has no end. */
function splitWords(line: string): Word[] | null {
  const words: Word[] = [];
  const part = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)|(.)/gs;
  let open: Word | null = null;
  for (const [whole, single, double, escaped, plain, rest] of line.matchAll(part)) {
    if (rest !== undefined) return null;
    const text = single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain;
    if (text === undefined && whole.trim() === '') {
      if (open !== null) words.push(open);
      open = null;
      continue;
    }
    const quoted = plain === undefined;
    const before: Word = open ?? { text: '', quoted: false };
    open = { text: before.text + (text ?? ''), quoted: quoted || before.quoted };
  }
  return open === null ? words : [...words, open];
}
