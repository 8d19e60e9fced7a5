import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import { CLIENT_NAMES, traitsOf } from '../../model/workload/clients.js';
import { nameIn, SUPPORTED } from '../../model/workload/packages.js';
import { foldersOf, isInstalled, packagePlaces, recordOf } from './package-places.js';

const top = mkdtempSync(path.join(os.tmpdir(), 'holdline-packages-'));
after(() => rmSync(top, { recursive: true }));
// What Node has looked for in vain it takes to be missing from then on, so each test has a folder of its own.
let folder = top;
let folders = 0;
beforeEach(() => {
  folders += 1;
  folder = path.join(top, `${folders}`);
});

function install(name: string, version: string, node = '>=14'): void {
  const root = path.join(folder, 'node_modules', name);
  mkdirSync(path.join(root, 'lib'), { recursive: true });
  writeFileSync(
    path.join(root, 'package.json'),
    JSON.stringify({ name, version, engines: { node }, exports: { '.': './lib/main.js' } }),
  );
  writeFileSync(path.join(root, 'lib/package.json'), '{"type":"commonjs"}');
  writeFileSync(path.join(root, 'lib/main.js'), 'throw new Error("looked up, not loaded")');
}

function own(name: string): string {
  const file = new URL(`../../../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

test("a package of the workload's folder goes before holdline's own, and what is nowhere is left out", () => {
  install('axios', '1.0.1');
  const places = packagePlaces(['axios', 'undici', '@aws-sdk/client-dynamodb', 'no-such-package'], folder);
  assert.deepEqual(recordOf(places), {
    packages: {
      axios: '1.0.1',
      undici: own('undici'),
      '@aws-sdk/client-dynamodb': own('@aws-sdk/client-dynamodb'),
    },
    packageSources: { axios: 'workload folder', undici: 'holdline', '@aws-sdk/client-dynamodb': 'holdline' },
  });
  assert.deepEqual(foldersOf(places), { axios: folder });
});

test('a package that the workload alone has is installed', () => {
  install('only-here', '3.0.0');
  assert.ok(isInstalled('only-here', folder));
  assert.ok(isInstalled('axios'));
  assert.ok(!isInstalled('only-here'));
});

test('a version that no client of ours is written for is refused, with whose it is', () => {
  install('axios', '0.27.2');
  assert.throws(
    () => packagePlaces(['axios'], folder),
    (error: UserMistake) => {
      assert.ok(error instanceof UserMistake);
      assert.deepEqual(error.mistakes[0], {
        what: 'axios 0.27.2 (workload folder) is not supported: holdline drives axios 1',
        remedy: 'npm install axios@1 beside the workload',
        where: null,
      });
      return true;
    },
  );
  for (const version of ['6.0.0', '8.0.0', '9.0.0']) {
    install('undici', version);
    const look = () => packagePlaces(['undici'], folder);
    if (version === '9.0.0') assert.throws(look, /undici 9\.0\.0 .* undici 6 to 8/);
    else assert.equal(look()[0]!.version, version);
  }
});

test('a version within a major may be too old, and one that asks for a newer Node is refused as well', () => {
  const look = (name: string) => packagePlaces([name], folder)[0]?.version;
  install('@aws-sdk/client-dynamodb', '3.520.9');
  assert.throws(() => look('@aws-sdk/client-dynamodb'), /3\.520\.9 .* drives @aws-sdk\/client-dynamodb 3\.521 to 3$/);
  install('@aws-sdk/client-dynamodb', '3.1000.0');
  assert.equal(look('@aws-sdk/client-dynamodb'), '3.1000.0');
  install('undici', '8.0.0', '>=99.1.0');
  assert.throws(() => look('undici'), /undici 8\.0\.0 \(workload folder\) needs Node\.js 99\.1\.0, and this is /);
  install('undici', '8.0.0', '>= 20.0.0');
  assert.equal(look('undici'), '8.0.0');
});

test('every package of a client says which of its versions are driven, and what is added for it is one of them', () => {
  for (const spec of CLIENT_NAMES.flatMap((client): readonly string[] => traitsOf(client).packages)) {
    const { least, major } = SUPPORTED[nameIn(spec)]!;
    const added = Number(spec.slice(spec.lastIndexOf('@') + 1));
    assert.ok(added >= Number.parseInt(least, 10) && added <= major, spec);
  }
});
