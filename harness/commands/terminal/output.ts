import { writeSync } from 'node:fs';
import type { RenderOptions } from '../../../reports/index.js';
import { fileMistake } from '../../model/file-mistake.js';
import { visibleLines } from '../../model/visible.js';
import { screenOf } from './screen.js';
import { WIDEST, wrappedLines } from './wrapped.js';

/** Writes to standard output, whole and before the process ends, also into a pipe; a reader that has left is no error. */
export function print(text: string): void {
  writeWholeTo(1, text);
}

/** Writes lines to standard output: within the width of a terminal, and whole into a file or a pipe, where they are searched. */
export function tell(text: string): void {
  print(laidOut(text, process.stdout));
}

/** Writes lines to standard error, likewise; whatever they quote moves no cursor. */
export function say(text: string): void {
  writeWholeTo(2, `${laidOut(visibleLines(text), process.stderr)}\n`);
}

/** Writes what is copied into a report of a bug to standard error, line by line as it is. */
export function saySource(text: string): void {
  writeWholeTo(2, `${visibleLines(text)}\n`);
}

function laidOut(text: string, stream: NodeJS.WriteStream): string {
  if (stream.isTTY !== true) return text;
  return wrappedLines(text, Math.min(WIDEST, screenOf(stream, process.env).width));
}

/** Writes to standard error, as it is. */
export function writeError(text: string): void {
  writeWholeTo(2, text);
}

/** How a text on standard output is laid out. */
export function textOptions(): RenderOptions {
  const { color, width } = screenOf(process.stdout, process.env);
  return { color, width };
}

/** Columns of standard output, for help. */
export function outputWidth(): number {
  return screenOf(process.stdout, process.env).width;
}

/** Columns of standard error, for mistakes. */
export function errorWidth(): number {
  return screenOf(process.stderr, process.env).width;
}

/** A reader that has left, a terminal that was closed, an output that never was open. */
const GONE = ['EPIPE', 'EIO', 'ENXIO', 'EBADF'];
const FULL_PIPE_MS = 5;
const NOTHING = new Int32Array(new SharedArrayBuffer(4));

function writeWholeTo(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (GONE.includes(code)) return;
      if (code !== 'EAGAIN') {
        // What was to be read cannot be had; what is only told beside it is left out.
        if (descriptor === 1) throw fileMistake('standard output', 'written', error);
        return;
      }
      // A pipe that is full for the moment.
      Atomics.wait(NOTHING, 0, 0, FULL_PIPE_MS);
    }
  }
}
