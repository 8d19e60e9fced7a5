import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { Environment } from '../model/run/run.js';
import { namedVariables } from '../model/run/variables.js';

/** The machine and the versions that a run's numbers hold for. */
export function readEnvironment(): Environment {
  const portRange = setting('net/ipv4/ip_local_port_range')?.split(/\s+/).map(Number);
  const twReuse = setting('net/ipv4/tcp_tw_reuse');
  return {
    holdline: version(),
    node: process.version,
    openssl: process.versions.openssl ?? 'none',
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    kernel: os.release(),
    platform: `${process.platform} ${process.arch}`,
    tcpTwReuse: twReuse === null ? null : Number(twReuse),
    portRange: portRange?.length === 2 ? [portRange[0]!, portRange[1]!] : null,
    variables: namedVariables(process.env),
  };
}

/** The version in package.json. */
export function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function setting(path: string): string | null {
  try {
    return readFileSync(`/proc/sys/${path}`, 'utf8').trim();
  } catch {
    return null;
  }
}
