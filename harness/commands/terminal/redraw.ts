import { visible } from '../../model/visible.js';

/** Lines at the end of a terminal that are written over until they are taken away. */
export interface Area {
  /** Replaces what stands there; a line that is too long for the terminal is cut. */
  draw(lines: readonly string[], width: number): void;
  clear(): void;
}

const TO_LINE_START = '\r';
const CLEAR_BELOW = '\u001b[J';

/**
 * The cursor is never hidden and stays where a shell would go on, so that whatever ends this process leaves a terminal in order.
 */
export function createArea(write: (text: string) => void): Area {
  let drawn = 0;
  const back = () => (drawn > 1 ? `\u001b[${drawn - 1}A` : '') + TO_LINE_START + CLEAR_BELOW;
  return {
    draw(lines, width) {
      // The last column is left free: some terminals go to the next line as soon as it is filled.
      const cut = lines.map((line) => [...visible(line)].slice(0, Math.max(1, width - 1)).join(''));
      write(back() + cut.join('\n'));
      drawn = cut.length;
    },
    clear() {
      write(back());
      drawn = 0;
    },
  };
}
