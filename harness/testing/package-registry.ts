import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { tempFolder } from './cli.js';

/** Versions of one package, as a registry of this machine has them for npm. */

export interface PackageRegistry {
  /** The variables with which npm asks it, and keeps what it got apart from the user's. */
  readonly env: Readonly<Record<string, string>>;
}

/** `versions` has the text of `index.js` of each. */
export async function packageRegistry(
  t: { after(end: () => void): void },
  name: string,
  versions: Readonly<Record<string, string>>,
): Promise<PackageRegistry> {
  const folder = tempFolder(t);
  const tarballs = new Map(
    Object.entries(versions).map(([version, text]) => [version, pack(folder, name, version, text)]),
  );
  const server = createServer((request, response) => {
    const tarball = tarballs.get(/-(\d[^/]*)\.tgz$/.exec(request.url ?? '')?.[1] ?? '');
    if (tarball !== undefined) response.end(tarball);
    else if (request.url === `/${name}`) response.end(JSON.stringify(manifest(name, tarballs, addressOf(server))));
    else response.writeHead(404).end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const cache = path.join(folder, 'npm-cache');
  return {
    env: { npm_config_registry: addressOf(server), npm_config_cache: cache, npm_config_update_notifier: 'false' },
  };
}

function addressOf(server: { address(): unknown }): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A tarball as `npm pack` makes it: all of it is in a folder `package`. */
function pack(folder: string, name: string, version: string, text: string): Buffer {
  const own = path.join(folder, version, 'package');
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
  writeFileSync(path.join(own, 'index.js'), text);
  const file = path.join(folder, `${version}.tgz`);
  execFileSync('tar', ['-czf', file, '-C', path.dirname(own), 'package']);
  return readFileSync(file);
}

function manifest(name: string, tarballs: ReadonlyMap<string, Buffer>, registry: string) {
  const versions = [...tarballs].map(([version, tarball]) => {
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const dist = { tarball: `${registry}${name}/-/${name}-${version}.tgz`, integrity };
    return [version, { name, version, main: 'index.js', dist }] as const;
  });
  return { name, 'dist-tags': { latest: versions.at(-1)![0] }, versions: Object.fromEntries(versions) };
}
