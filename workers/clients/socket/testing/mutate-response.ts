import type { Random } from '../../../../harness/model/random.js';

const TELLING = Buffer.from('\r\n\r\n :;,=\t"\\0159afAFxX-\0\u007f\u0080\u00ff', 'latin1');

/** A copy of one of the responses with a few changes of the kinds that break parsers. */
export function mutateResponse(responses: readonly Buffer[], draw: Random): Buffer {
  let bytes = pick(responses, draw);
  const changes = 1 + Math.floor(draw() * draw() * 4);
  for (let change = 0; change < changes; change += 1) bytes = pick(CHANGES, draw)(bytes, draw, responses);
  return bytes;
}

type Change = (bytes: Buffer, draw: Random, responses: readonly Buffer[]) => Buffer;

const CHANGES: readonly Change[] = [
  (bytes, draw) => replace(bytes, place(bytes, draw), 1, Buffer.of(Math.floor(draw() * 256))),
  (bytes, draw) => replace(bytes, place(bytes, draw), 1, telling(draw)),
  (bytes, draw) => replace(bytes, place(bytes, draw), 0, telling(draw)),
  (bytes, draw) => replace(bytes, place(bytes, draw), 1, Buffer.alloc(0)),
  (bytes, draw) => {
    const from = place(bytes, draw);
    const slice = bytes.subarray(from, from + 1 + Math.floor(draw() * 24));
    return replace(bytes, place(bytes, draw), 0, slice);
  },
  (bytes, draw) => replace(bytes, place(bytes, draw), 1 + Math.floor(draw() * 24), Buffer.alloc(0)),
  (bytes, draw) => bytes.subarray(0, place(bytes, draw)),
  (bytes, draw, responses) => swapLine(bytes, pick(responses, draw), draw),
  (bytes, draw) => {
    const at = place(bytes, draw);
    return replace(bytes, at, 1, Buffer.of((bytes[at] ?? 0) ^ 0x20));
  },
];

/** Headers of one response among those of another. */
function swapLine(bytes: Buffer, other: Buffer, draw: Random): Buffer {
  const lines = bytes.toString('latin1').split('\r\n');
  const others = other.toString('latin1').split('\r\n');
  lines.splice(Math.floor(draw() * lines.length), draw() < 0.5 ? 0 : 1, pick(others, draw));
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function replace(bytes: Buffer, at: number, length: number, by: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);
}

function telling(draw: Random): Buffer {
  return Buffer.of(TELLING[Math.floor(draw() * TELLING.length)]!);
}

function place(bytes: Buffer, draw: Random): number {
  return Math.floor(draw() * (bytes.length + 1));
}

function pick<T>(items: readonly T[], draw: Random): T {
  return items[Math.floor(draw() * items.length)]!;
}
