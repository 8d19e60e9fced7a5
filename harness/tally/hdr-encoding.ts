import { deflateSync, inflateSync } from 'node:zlib';

/**
 * The V2 encoding of HdrHistogram, compressed and in Base64, as its implementations in all languages read it: a header, and
 * the counts of the buckets in their order as ZigZag LEB128, where a negative number stands for so many empty ones. Threads
 * write and merge it without the library, which takes longer to load there than a thread to start.
 */

export interface Buckets {
  /** Significant decimal digits. */
  readonly digits: number;
  /** The highest value that has a bucket; the lowest is 1. */
  readonly highest: number;
  readonly counts: Uint32Array;
}

const PLAIN = 0x1c849313;
const COMPRESSED = 0x1c849314;
const HEADER_BYTES = 40;
/** Where the fields of the header stand; each is big-endian. */
const AT = { payloadBytes: 4, offset: 8, digits: 12, lowest: 16, highest: 24, ratio: 32 } as const;
const COMPRESSED_HEADER_BYTES = 8;
/** Many times what the most buckets of ours take; a few kilobytes can unpack to gigabytes. */
const MOST_BYTES = 4 << 20;

export function encodeBuckets({ digits, highest, counts }: Buckets, last = lastFilled(counts)): string {
  const payload = payloadOf(counts, last);
  const plain = Buffer.alloc(HEADER_BYTES + payload.length);
  plain.writeUInt32BE(PLAIN, 0);
  plain.writeUInt32BE(payload.length, AT.payloadBytes);
  plain.writeUInt32BE(1, AT.offset);
  plain.writeUInt32BE(digits, AT.digits);
  for (const [at, value] of [
    [AT.lowest, 1],
    [AT.highest, highest],
    [AT.ratio, 1],
  ] as const) {
    plain.writeBigUInt64BE(BigInt(value), at);
  }
  plain.set(payload, HEADER_BYTES);
  const compressed = deflateSync(plain);
  const head = Buffer.alloc(COMPRESSED_HEADER_BYTES);
  head.writeUInt32BE(COMPRESSED, 0);
  head.writeUInt32BE(compressed.length, 4);
  return Buffer.concat([head, compressed]).toString('base64');
}

/** Calls back for each bucket that is not empty. Throws for what this file has not written, and what unpacks to more than 4 MiB. */
export function readBuckets(encoded: string): Omit<Buckets, 'counts'> & { each(seen: Seen): void } {
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length < COMPRESSED_HEADER_BYTES || bytes.readUInt32BE(0) !== COMPRESSED) throw notOurs();
  const packed = bytes.subarray(COMPRESSED_HEADER_BYTES, COMPRESSED_HEADER_BYTES + bytes.readUInt32BE(4));
  const plain = inflateSync(packed, { maxOutputLength: MOST_BYTES });
  if (plain.length < HEADER_BYTES || plain.readUInt32BE(0) !== PLAIN) throw notOurs();
  const end = HEADER_BYTES + plain.readUInt32BE(AT.payloadBytes);
  return {
    digits: plain.readUInt32BE(AT.digits),
    highest: Number(plain.readBigUInt64BE(AT.highest)),
    each: (seen) => eachCount(plain.subarray(HEADER_BYTES, end), seen),
  };
}

type Seen = (bucket: number, count: number) => void;

function notOurs(): Error {
  return new Error('this is no histogram in the compressed V2 encoding');
}

/** The last bucket that is not empty; -1 if all are. */
export function lastFilled(counts: Uint32Array): number {
  let last = counts.length - 1;
  while (last >= 0 && counts[last] === 0) last -= 1;
  return last;
}

/** By index, because most of twenty thousand buckets are empty, and an iterator takes ten times as long to pass them. */
function payloadOf(counts: Uint32Array, last: number): Uint8Array {
  const bytes: number[] = [];
  let empty = 0;
  for (let bucket = 0; bucket <= last; bucket += 1) {
    const count = counts[bucket]!;
    if (count === 0) empty += 1;
    else {
      if (empty > 0) pushWord(bytes, empty === 1 ? 0 : -empty);
      empty = 0;
      pushWord(bytes, count);
    }
  }
  return Uint8Array.from(bytes);
}

function pushWord(bytes: number[], value: number): void {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function eachCount(payload: Uint8Array, seen: Seen): void {
  let [bucket, word, place] = [0, 0, 1];
  for (const byte of payload) {
    word += (byte % 128) * place;
    place *= 128;
    if (byte >= 128) continue;
    const value = word % 2 === 0 ? word / 2 : -(word + 1) / 2;
    if (value > 0) seen(bucket, value);
    bucket += value < 0 ? -value : 1;
    [word, place] = [0, 1];
  }
}
