/**
 * What can move a cursor, colour a terminal, turn the direction of a line or hide in it: the control characters (C0, C1, DEL),
 * line and paragraph separators, marks of direction, tags and other characters without a shape.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

/** What CI systems obey in a log, wherever a line may begin: `::error::...`, `::add-mask x::...`, `##[group]`. */
const COMMAND = /(?<!\w)::(?=[a-z][\w-]*(?: [^\n]*)?::)|##\[/gi;

/** Two characters without a shape of their own that join letters and emoji into one. */
const JOINERS = /[\u200c\u200d]/;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text of one line, whoever wrote it: every character that would not be seen stands as its escape, such as `\x1b`. */
export function visible(text: string): string {
  return text
    .replace(COMMAND, disarmed)
    .replace(HIDDEN, (character) => (JOINERS.test(character) ? character : escaped(character)));
}

/** The same where lines are made anew: breaks and blanks are one blank each. */
export function onOneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim());
}

/** The same where every character must keep its column: what would not be seen is a blank. */
export function blanked(text: string): string {
  return text.replace(HIDDEN, ' ');
}

/** The same of a text of ours that has several lines. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

function disarmed(command: string): string {
  return `\\x${command.charCodeAt(0).toString(16)}${command.slice(1)}`;
}

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
