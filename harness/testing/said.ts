import { sentence, sentences } from '../../reports/words/words.js';
import type { Doubt } from '../model/findings/doubt.js';

/** What a report says of a doubt; the empty string where there is none. */
export function said(doubt: Doubt | undefined): string {
  return doubt === undefined ? '' : sentence(doubt);
}

export const saidOfAll = sentences;
