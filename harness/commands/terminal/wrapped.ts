/** Sentences are read with ease up to here. */
export const WIDEST = 120;

const INDENT = 2;

/** Lines of at most so many columns, broken between words alone; what follows the first is indented like it, and two columns more. */
export function wrapped(text: string, width: number): readonly string[] {
  const own = text.length - text.trimStart().length;
  const indent = ' '.repeat(own + INDENT);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.trim() !== '' && last.length + 1 + word.length > width) lines.push(indent + word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Each line of a text on its own. */
export function wrappedLines(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => (line.length <= width ? [line] : wrapped(line, width)))
    .join('\n');
}
