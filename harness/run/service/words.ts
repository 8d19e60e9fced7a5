import type { NotReady, ServiceEnd, ServiceSpec } from '../../model/protocol/service.js';

/** Why a service could not be started, in one sentence, with what it wrote last. */
export function whyNotStarted(
  policy: string,
  { command, ready, cwd }: Pick<ServiceSpec, 'command' | 'ready' | 'cwd'>,
  reason: ServiceEnd | NotReady,
  port: number,
): string {
  const wrote = wroteLast(reason) || '; it wrote nothing';
  if (reason.kind === 'not-ready') {
    return `the service of ${policy} was not ready within ${reason.afterMs / 1000} s: ${unmet(ready, port)}${elsewhere(reason.instead)}${wrote}`;
  }
  if (reason.startError !== null) {
    return `the service of ${policy} could not be started: ${command[0]}: ${reason.startError} in ${cwd}; check service.command`;
  }
  const how = reason.signal === null ? `with exit code ${reason.exitCode}` : `by ${reason.signal}`;
  const taken = /EADDRINUSE|address already in use/i.test(reason.lastOutput)
    ? ` (each policy has a service of its own, and each is told its port: PORT is ${port}; let it listen there)`
    : '';
  return `the service of ${policy} ended at its start ${how}${inBackground(reason)}${taken}${wrote}`;
}

/** A program that fails seldom ends with 0; one that leaves the work to a process in the background always does. */
function inBackground({ exitCode }: ServiceEnd): string {
  return exitCode === 0 ? ' (if it went on in the background, start it in the foreground)' : '';
}

/** How a service that was up ended, with what it wrote last. */
export function whyEnded(policy: string, end: ServiceEnd): string {
  const { exitCode, signal } = end;
  const how = signal === null ? `exit code ${exitCode}${inBackground(end)}` : signal;
  return `the service of ${policy} ended by itself: ${how}${wroteLast(end)}`;
}

/**
 * In a sentence, because a report has each reason in a line; empty where there is nothing. Frames of Node's own, most of a stack at
 * a start, say nothing beside others.
 */
function wroteLast({ lastOutput }: Pick<ServiceEnd, 'lastOutput'>): string {
  const lines = lastOutput.split(/[\n\v\f\r\u0085\u2028\u2029]/).map((line) => line.trim());
  const written = lines.filter((line) => line !== '');
  const own = written.filter((line) => !/^at .*\bnode:/.test(line));
  const told = own.length > 0 ? own : written;
  return told.length === 0 ? '' : `; it wrote last: ${told.join(' | ')}`;
}

export function stillRunning(policy: string, afterMs: number): string {
  return `the service of ${policy} did not end within ${afterMs / 1000} s of SIGTERM, and was killed`;
}

export function taken(policy: string, origin: string): string {
  return `the service of ${policy} cannot listen at ${origin}: somebody else does already; end it, or write \${port} in service.url`;
}

/** A service that is up at another address of this machine than the one that is called. */
function elsewhere(other: string | null): string {
  if (other === null) return '';
  const [host, url] = other === '::1' ? ['127.0.0.1', 'http://[::1]'] : ['::1', 'http://127.0.0.1'];
  return `; it listens on ${other} alone: let it listen on ${host} as well, or write service.url: ${url}:\${port}`;
}

function unmet(ready: ServiceSpec['ready'], port: number): string {
  const told = `it was told PORT=${port}`;
  switch (ready.kind) {
    case 'at-once':
      return told;
    case 'port':
      return `nobody listens on ${ready.host}:${ready.port} (${told})`;
    case 'answer':
      return `${ready.url} gave no answer below 500 (${told})`;
    case 'output':
      return `its output has nothing that /${ready.pattern}/ finds`;
  }
}
