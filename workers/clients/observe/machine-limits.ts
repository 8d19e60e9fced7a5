import { closeSync, openSync, readFileSync } from 'node:fs';

/** Limits of the machine that a client runs into, read where the failure is: a replayer's may differ from the harness'. */

// Read at once: when a limit is met, there may be no file left to read it with.
const OPEN_FILES = /^Max open files\s+(\S+)/m.exec(textOf('/proc/self/limits'))?.[1] ?? 'not known';
const PORT_RANGE = textOf('/proc/sys/net/ipv4/ip_local_port_range').trim().replace(/\s+/, ' to ') || 'not known';

/** A resolver opens some files at a time, and several resolve at once. */
const SPARE_FILES = 16;

/** Whether the process has next to no file left to open; a call costs two system calls, and is made for failures only. */
export function filesAreUsedUp(): boolean {
  try {
    // The system hands out the lowest number that is free.
    const lowestFree = openSync('/dev/null', 'r');
    closeSync(lowestFree);
    return lowestFree + SPARE_FILES > Number(OPEN_FILES);
  } catch (error) {
    return ['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** The limit behind a code, with the name that it has on this system. */
export function limitNote(code: string): string {
  if (code === 'EADDRNOTAVAIL' || code === 'EADDRINUSE') return `net.ipv4.ip_local_port_range is ${PORT_RANGE}`;
  if (code === 'ENOBUFS' || code === 'ENOMEM') return 'the kernel has no memory left for sockets';
  return `ulimit -n is ${OPEN_FILES}`;
}

/** Empty where the system has no such file. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
