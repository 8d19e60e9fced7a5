import { PLACEHOLDER } from '../../harness/model/workload/template.js';
import type { RequestTemplate } from '../../harness/model/workload/workload.js';
import { AS_IT_IS, type Encode } from './template.js';

/** In a JSON body a value is escaped, as one of the environment is, unless its placeholder is the whole body. */
export function bodyEncode({ headers, body }: Pick<RequestTemplate, 'headers' | 'body'>): Encode {
  const isType = ([name, value]: readonly [string, string]) =>
    name.toLowerCase() === 'content-type' && /json/i.test(value);
  const isWhole = body?.trim().replace(PLACEHOLDER, '') === '';
  return isWhole || !Object.entries(headers).some(isType) ? AS_IT_IS : withinJson;
}

/** A value as it stands between the quotes of a JSON string. */
export function withinJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
