import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CLIENT_NAMES, traitsOf } from '../../harness/model/workload/clients.js';
import { loadClient } from './index.js';

const ROOT = new URL('../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('../package.json', ROOT), 'utf8')) as {
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};
const OPTIONAL = Object.keys({ ...manifest.optionalDependencies, ...manifest.peerDependencies });

/** What a compiled file imports before it can be used; what it imports later is not loaded unless it is needed. */
function importsOf(file: URL): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const found = [/^(?:import|export)\b[^;]*?['"]([^'"]+)['"];/gm, /^const .* = await loadPackage\(['"]([^'"]+)['"]/gm];
  return found.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name!));
}

function packagesBehind(entry: string): ReadonlySet<string> {
  const packages = new Set<string>();
  const files = [new URL(entry, ROOT)];
  const seen = new Set<string>();
  for (const file of files) {
    if (seen.has(file.href)) continue;
    seen.add(file.href);
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) files.push(new URL(name, file));
      else packages.add(name);
    }
  }
  return packages;
}

const optionalOf = (packages: Iterable<string>) =>
  OPTIONAL.filter((name) => [...packages].some((one) => one === name || one.startsWith(`${name}/`)));

test('a run with node-http loads no optional package, in any of its processes', () => {
  for (const entry of ['harness/cli.js', 'workers/replayer.js', 'workers/replay.js', 'workers/clients/node-http.js']) {
    assert.deepEqual(optionalOf(packagesBehind(entry)), [], entry);
  }
  assert.deepEqual(optionalOf(packagesBehind('workers/clients/axios.js')), ['axios']);
});

test('every row of the table has a file of its name, which opens a client or drives itself', async () => {
  for (const name of CLIENT_NAMES) {
    const client = await loadClient(name);
    assert.equal(typeof client === 'function' ? 'ours' : 'driver', traitsOf(name).loop, name);
  }
});
