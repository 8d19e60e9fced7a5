import { mistake, type UserMistake } from './mistake.js';

/** What the system says of a file that cannot be used, as a sentence: one row for each code. */

/** What was tried; the sentence is about that. */
export type FileUse = 'read' | 'written' | 'used';

interface Reason {
  /** Completes "the path ...". */
  readonly what: (use: FileUse) => string;
  readonly remedy: string;
}

const REASONS: Readonly<Record<string, Reason>> = {
  ENOENT: {
    what: (use) => (use === 'written' ? 'cannot be made there' : 'is not there'),
    remedy: 'check the path',
  },
  ENOTDIR: { what: () => 'goes through something that is a file and no folder', remedy: 'check the path' },
  EISDIR: { what: () => 'is a folder', remedy: 'name a file in it' },
  EEXIST: { what: () => 'is there already', remedy: 'name another one, or move it away' },
  EACCES: { what: (use) => `may not be ${use}`, remedy: 'check its permissions, and those of the folders above it' },
  EPERM: { what: (use) => `may not be ${use}`, remedy: 'check its permissions, and those of the folders above it' },
  EROFS: { what: () => 'is on a file system that is read-only', remedy: 'name a place that may be written' },
  ENOSPC: { what: (use) => `cannot be ${use}: the disk is full`, remedy: 'make room on it, or name another place' },
  EDQUOT: { what: (use) => `cannot be ${use}: the quota is used up`, remedy: 'make room, or name another place' },
  EFBIG: { what: () => 'grows over what the system allows a file', remedy: 'look at ulimit -f, or name another place' },
  ELOOP: { what: () => 'goes through links that lead in a circle', remedy: 'look where they lead with ls -l' },
  ENAMETOOLONG: { what: () => 'is longer than the system allows a name', remedy: 'name a shorter one' },
  EMFILE: { what: (use) => `cannot be ${use}: too many files are open`, remedy: 'allow more with ulimit -n' },
  ENFILE: { what: (use) => `cannot be ${use}: the system has too many files open`, remedy: 'end what opens them' },
  EBUSY: { what: (use) => `cannot be ${use}: another program holds it`, remedy: 'end that, or name another place' },
  EIO: {
    what: (use) => `cannot be ${use}: its device reports an error`,
    remedy: 'copy it to another disk, if it can be read there',
  },
  ENXIO: { what: () => 'is no regular file', remedy: 'name a file' },
  ENODEV: { what: () => 'is no regular file', remedy: 'name a file' },
  ESTALE: { what: () => 'is on a network file system that has lost it', remedy: 'mount it again' },
  ERR_FS_FILE_TOO_LARGE: { what: () => 'is longer than can be read at once', remedy: 'is it the right file?' },
  ERR_INVALID_ARG_VALUE: { what: (use) => `cannot be ${use}: no path has such characters`, remedy: 'check the path' },
};

/** Whether the system, and not a bug of ours, is why a file could not be used. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' && (syscall !== undefined || code in REASONS);
}

/** What the system refuses whoever asks: no bug of ours, wherever it is met. Limits of the machine are told by themselves. */
const REFUSALS = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'];

/** The user's mistake that an error is which nobody else has told; null where it may be a bug. */
export function refusal(error: unknown): UserMistake | null {
  if (!isFileError(error) || !REFUSALS.includes(error.code ?? '')) return null;
  return fileMistake(error.path ?? 'a file', 'used', error);
}

/** The user's mistake that an error of the file system is; `remedy` in place of the usual one. Anything else is thrown as it is. */
export function fileMistake(path: string, use: FileUse, error: unknown, remedy?: string): UserMistake {
  if (!isFileError(error)) throw error;
  const { what, remedy: usual } = REASONS[error.code ?? ''] ?? {
    what: () => `cannot be ${use} (${error.code})`,
    remedy: 'name another one',
  };
  return mistake(`${path} ${what(use)}`, remedy ?? usual);
}

/** Why a file could not be used, for what says so and goes on; of a bug, what it says. */
export function fileTrouble(subject: string, use: FileUse, error: unknown): string {
  if (isFileError(error)) return fileMistake(subject, use, error).message;
  return `${subject} cannot be ${use}: ${error instanceof Error ? error.message : String(error)}`;
}

/** What `action` gives; where the file system refuses, the user's mistake. */
export function usingFile<T>(path: string, use: FileUse, action: () => T, remedy?: string): T {
  try {
    return action();
  } catch (error) {
    throw fileMistake(path, use, error, remedy);
  }
}
