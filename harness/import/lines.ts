import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { usingFile } from '../model/file-mistake.js';
import { mistake } from '../model/mistake.js';

/** No line of what is read is longer; a file that is no text would otherwise fill the memory. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** A whole line of a text file, without its end; from 1. */
export type OnLine = (text: string, line: number) => void;

export interface LineOptions {
  readonly onLine: OnLine;
  /** Bytes of the file that were read since the last call. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Goes through a text file, plain or gzip, in pieces. A last line without an end is given as any other. Throws UserMistake,
 * with the line, for a gzip file that is cut off or damaged.
 */
export async function readLines(file: string, { onLine, onBytes }: LineOptions): Promise<void> {
  let line = 0;
  let rest = '';
  let decoder: StringDecoder | null = null;
  const decoded = (chunk: Buffer) => {
    if (decoder !== null) return decoder.write(chunk);
    // As shells of Windows write what is redirected to a file.
    decoder = new StringDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf16le' : 'utf8');
    return decoder.write(chunk).replace(/^\uFEFF/, '');
  };
  const take = (text: string) => {
    let at = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
      line += 1;
      const whole = rest + text.slice(at, end);
      rest = '';
      onLine(whole.endsWith('\r') ? whole.slice(0, -1) : whole, line);
      at = end + 1;
    }
    rest += text.slice(at);
    if (rest.length > LONGEST_LINE)
      throw mistake(`${file}, line ${line + 1} has more than ${LONGEST_LINE} characters`, 'is it the right file?');
  };
  await eachChunk(
    file,
    onBytes,
    (chunk) => take(decoded(chunk)),
    () => line,
  );
  rest += (decoder as StringDecoder | null)?.end() ?? '';
  if (rest !== '') onLine(rest, line + 1);
}

async function eachChunk(
  file: string,
  onBytes: (bytes: number) => void,
  onChunk: (chunk: Buffer) => void,
  lineNow: () => number,
): Promise<void> {
  const isPacked = usingFile(file, 'read', () => isGzip(file));
  const stream = createReadStream(file);
  stream.on('data', (chunk) => onBytes(chunk.length));
  const source = isPacked ? stream.pipe(createGunzip()) : stream;
  // A pipe hands no error on, and would wait for more.
  if (source !== stream) stream.once('error', (error) => source.destroy(error));
  try {
    for await (const chunk of source) onChunk(chunk as Buffer);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    const what = code === 'Z_BUF_ERROR' ? 'is cut off' : 'is no whole gzip file';
    throw mistake(
      `${file} ${what} after line ${lineNow()}`,
      'copy it again; a run that was killed did not end its file',
    );
  } finally {
    stream.destroy();
  }
}

function isGzip(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const head = new Uint8Array(2);
    return readSync(descriptor, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    closeSync(descriptor);
  }
}
