/** What is kept of a child's error output, for the message when it dies: how it began and how it ended. */
const BEGINNING_KEPT = 1000;
const END_KEPT = 2000;
/** Stands where something was left out. */
const CUT = '…';

export interface LastWords {
  hear(chunk: Buffer): void;
  /** Empty, or a colon and what was said. */
  told(): string;
}

export function createLastWords(): LastWords {
  let beginning = '';
  let end = '';
  let isCut = false;
  // A character may be cut in two by the chunks.
  const decoder = new TextDecoder();
  return {
    hear(chunk) {
      const text = decoder.decode(chunk, { stream: true });
      const room = BEGINNING_KEPT - beginning.length;
      beginning += text.slice(0, room);
      const more = end + text.slice(Math.max(0, room));
      isCut ||= more.length > END_KEPT;
      end = more.slice(-END_KEPT);
    },
    told() {
      const said = isCut ? `${beginning}${CUT}${end}` : beginning + end;
      return said.trim() === '' ? '' : `: ${said.trim()}`;
    },
  };
}
