import { writeSync } from 'node:fs';
import type { RenderOptions } from '../../../reports/index.js';

/** Writes to standard output, whole and before the process ends, also into a pipe; a reader that has left is no error. */
export function print(text: string): void {
  writeWholeTo(1, text);
}

/** Writes a line to standard error. */
export function say(text: string): void {
  writeWholeTo(2, `${text}\n`);
}

/** Colour only on a terminal, and not where the user asked for none. */
export function textOptions(): RenderOptions {
  return { color: process.stdout.isTTY === true && !process.env.NO_COLOR };
}

function writeWholeTo(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      // A pipe that is full for the moment.
      if (code !== 'EAGAIN') throw error;
    }
  }
}
