/** As undici has the headers of an answer: pairs of bytes or texts in one list, or an object. */
export type AnswerHeaders = readonly (Uint8Array | string)[] | Readonly<Record<string, unknown>>;

/** Whether an answer with these headers ends its connection. */
export function toldByHeaders(headers: AnswerHeaders, httpVersion: string): boolean {
  const words = headerOf(headers, 'connection')
    .toLowerCase()
    .split(/\s*,\s*/);
  return words.includes('close') || (httpVersion === '1.0' && !words.includes('keep-alive'));
}

/** A header of one answer, as undici has them; empty where there is none. */
export function headerOf(headers: AnswerHeaders, name: string): string {
  if (!Array.isArray(headers)) return textOf((headers as Readonly<Record<string, unknown>>)[name]);
  const place = headers.findIndex((one, index) => index % 2 === 0 && textOf(one).toLowerCase() === name);
  return place < 0 ? '' : textOf(headers[place + 1]);
}

/** Empty where there is no value. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return value === undefined ? '' : String(value);
}
