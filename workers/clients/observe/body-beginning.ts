/** The beginning of the body of a failed answer, which often says why: of good answers nothing is kept. */
export interface BodyBeginning {
  /** Copies what is needed of it. */
  add(bytes: Uint8Array): void;
  /** Empty where it is no text: packed, for example. */
  text(): string;
}

export const BEGINNING_BYTES = 200;

/** Statuses from here on are failures with an answer. */
const FIRST_FAILED = 400;

/** Null for a good answer. */
export function beginningFor(status: number): BodyBeginning | null {
  return status < FIRST_FAILED ? null : createBeginning();
}

/** The beginning with what came next; the first piece begins it. */
export function extended(beginning: BodyBeginning | null, bytes: Uint8Array): BodyBeginning {
  const longer = beginning ?? createBeginning();
  longer.add(bytes);
  return longer;
}

function createBeginning(): BodyBeginning {
  let kept = Buffer.alloc(0);
  return {
    add(bytes) {
      if (kept.length >= BEGINNING_BYTES) return;
      kept = Buffer.concat([kept, bytes.subarray(0, BEGINNING_BYTES - kept.length)]);
    },
    text: () => textOf(kept),
  };
}

/** Of a body that its client has read as text, or as the value of its JSON. */
export function beginningOf(status: number, body: unknown): string {
  if (status < FIRST_FAILED) return '';
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
  const beginning = text.slice(0, BEGINNING_BYTES);
  // The mark of bytes that were no text.
  return beginning.includes('\uFFFD') ? '' : beginning;
}

function textOf(bytes: Uint8Array): string {
  try {
    // As a part of a stream it may end within a letter.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return '';
  }
}
