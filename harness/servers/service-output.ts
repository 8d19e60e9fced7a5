import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { MOST_OUTPUT_BYTES } from '../model/protocol/service.js';

const LAST_CHARACTERS = 2000;
const HIDDEN = '***';

/** Stands where something was left out, so that a secret that was cut there is looked for. */
const CUT = '…';

/** The end of what a service wrote, as it was written. */
export interface LastOutput {
  /** With the line that it is in the middle of. */
  recent(): string;
  /** For a message. */
  told(): string;
}

export const NO_OUTPUT: LastOutput = { recent: () => '', told: () => '' };

/** Into a file, up to a bound and without what is hidden; the end of it is at hand. */
export function keepOutput(child: ChildProcess, file: string, hidden: readonly string[] = []): LastOutput {
  const write = boundedFile(file);
  // Its bytes stay as they are, whatever they encode.
  const forms = hidden.map((form) => Buffer.from(form).toString('latin1'));
  let last = '';
  let isCut = false;
  // A character may be cut in two by the chunks.
  const decoder = new TextDecoder();
  const sources = [child.stdout, child.stderr].map((stream) => {
    const veil = veilOf(forms);
    stream?.on('data', (chunk: Buffer) => {
      const more = last + decoder.decode(chunk, { stream: true });
      isCut ||= more.length > LAST_CHARACTERS;
      last = more.slice(-LAST_CHARACTERS);
      if (!write.isFull()) write.text(veil.pass(chunk.toString('latin1')));
    });
    return veil;
  });
  child.once('close', () => {
    for (const veil of sources) write.text(veil.rest());
    write.end();
  });
  return { recent: () => last, told: () => `${isCut ? CUT : ''}${last.trim()}` };
}

export interface Veil {
  /** What of a text, and of what was held back before it, can be shown. */
  pass(text: string): string;
  /** What was held back. */
  rest(): string;
}

/** Hides texts in a stream of chunks; holds back only what may be the beginning of one. */
export function veilOf(hidden: readonly string[]): Veil {
  const forms = hidden.filter((form) => form !== '').toSorted((a, b) => b.length - a.length);
  let held = '';
  return {
    pass(text) {
      const { shown, kept } = veiled(held + text, forms, false);
      held = kept;
      return shown;
    },
    rest() {
      const { shown } = veiled(held, forms, true);
      held = '';
      return shown;
    },
  };
}

/** From left to right, the longest form at each place; `kept` is where one may have begun, unless the text is whole. */
function veiled(text: string, forms: readonly string[], isWhole: boolean): { shown: string; kept: string } {
  let shown = '';
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const begun = forms.find(
      (form) => text.startsWith(form, at) || (!isWhole && form.startsWith(text.slice(at, at + form.length))),
    );
    if (begun === undefined) {
      at += 1;
      continue;
    }
    shown += text.slice(from, at);
    if (!text.startsWith(begun, at)) return { shown, kept: text.slice(at) };
    shown += HIDDEN;
    at += begun.length;
    from = at;
  }
  return { shown: shown + text.slice(from), kept: '' };
}

function boundedFile(file: string) {
  const descriptor = openSync(file, 'w');
  let written = 0;
  return {
    isFull: () => written >= MOST_OUTPUT_BYTES,
    text(text: string): void {
      const room = MOST_OUTPUT_BYTES - written;
      if (room <= 0 || text === '') return;
      const part = Buffer.from(text, 'latin1').subarray(0, room);
      try {
        writeSync(descriptor, part);
        written += part.length;
        if (written === MOST_OUTPUT_BYTES) writeSync(descriptor, '\n... (cut: the service wrote more)\n');
      } catch {
        // A disk that takes no more costs what the service writes, and not the service.
        written = MOST_OUTPUT_BYTES;
      }
    },
    end: () => closeSync(descriptor),
  };
}
