import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mistake } from '../../model/mistake.js';
import type { SocketNames } from '../../model/protocol/server.js';

/** What fits beside its end into the name of a socket; BSD has 104 bytes, Linux 108. */
const LONGEST_FOLDER = 80;

/**
 * Names for Unix sockets that nobody else has. Linux has names without a file, and Windows pipes, which go with their
 * process however that ends; elsewhere they are files in a folder of their own. Throws UserMistake where that has no place.
 */
export function socketNames(platform: NodeJS.Platform = process.platform, temporary = tmpdir()): SocketNames {
  const name = `holdline-${randomUUID()}-`;
  if (platform === 'linux') return { prefix: `\0${name}`, folder: null };
  if (platform === 'win32') return { prefix: `\\\\.\\pipe\\${name}`, folder: null };
  const folder = firstOf([temporary, '/tmp']);
  if (folder !== null) return { prefix: join(folder, 's'), folder };
  throw mistake(`there is no place for Unix sockets in ${temporary}`, 'name a short folder that exists: TMPDIR=/tmp');
}

function firstOf(parents: readonly string[]): string | null {
  for (const parent of parents) {
    if (Buffer.byteLength(parent) > LONGEST_FOLDER) continue;
    try {
      return mkdtempSync(join(parent, 'holdline-'));
    } catch {
      // The next one may be there.
    }
  }
  return null;
}
