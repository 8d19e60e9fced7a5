/** The text in a file of whatever origin, or what the file is instead. */
export type FileText =
  | { readonly ok: true; readonly text: string }
  /** Completes "the path is ...". */
  | { readonly ok: false; readonly what: string; readonly remedy: string | null };

interface Packing {
  readonly name: string;
  readonly magic: readonly number[];
  readonly unpack: string;
}

const PACKINGS: readonly Packing[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], unpack: 'gunzip' },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], unpack: 'unzstd' },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], unpack: 'unxz' },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68], unpack: 'bunzip2' },
  { name: 'zip', magic: [0x50, 0x4b, 0x03, 0x04], unpack: 'unzip' },
];

/**
 * UTF-8 with or without a byte order mark, and UTF-16 with one, as some shells write what is redirected to a file.
 * Where it is `lenient`, bytes that are no text stand as U+FFFD in it.
 */
export function textOf(bytes: Uint8Array, { lenient = false } = {}): FileText {
  const packing = PACKINGS.find(({ magic }) => magic.every((byte, index) => bytes[index] === byte));
  if (packing !== undefined) {
    return { ok: false, what: `packed with ${packing.name}`, remedy: `unpack it with ${packing.unpack} first` };
  }
  const text = decoded(bytes, lenient);
  // A file system that lost power leaves zeros where a line was to be; in a whole text there are none.
  return text === null ? { ok: false, what: 'not a text file', remedy: null } : { ok: true, text };
}

function decoded(bytes: Uint8Array, lenient: boolean): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: !lenient }).decode(bytes);
  } catch {
    return null;
  }
}
