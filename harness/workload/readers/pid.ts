import { type Reader, right, wrong } from '../problem.js';

/** A process, or a file that holds its number. */
export const readPid: Reader<number | string> = (value) => {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  if (isNumber && Number.isInteger(Number(value)) && Number(value) > 0 && Number(value) < 2 ** 31)
    return right(Number(value));
  if (!isNumber && typeof value === 'string' && value.trim() !== '' && !value.includes('\0')) return right(value);
  return wrong('which is neither a process nor a file', 'write a number such as 4711, or a file that holds it');
};
