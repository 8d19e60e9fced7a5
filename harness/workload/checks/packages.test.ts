import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import { CLIENT_NAMES, traitsOf } from '../../model/workload/clients.js';
import { nameIn } from '../../model/workload/packages.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { exampleRun } from '../../testing/example-run.js';
import { EMBEDDED_TARGET } from '../../testing/example-workload.js';
import { isInstalled } from './package-places.js';
import { requirePackages } from './packages.js';

const workloadWith = (dynamodb: { tables: number } | null) =>
  exampleRun({ histograms: false, target: { ...EMBEDDED_TARGET, dynamodb } }).plan.workload;

test('a package that is missing is named, with how to add it', () => {
  const refuse = () => requirePackages(workloadWith({ tables: 0 }), () => false);
  assert.throws(refuse, (error: UserMistake) => {
    assert.ok(error instanceof UserMistake);
    const [{ what, remedy } = { what: '', remedy: '' }] = error.mistakes;
    assert.match(what, /needs the package dynalite, which is not installed/);
    assert.equal(remedy, 'npm install -D dynalite@4');
    return true;
  });
});

test('a package that is there, or that nobody needs, is not asked for', () => {
  requirePackages(workloadWith({ tables: 0 }), () => true);
  requirePackages(workloadWith(null), () => assert.fail());
  requirePackages(workloadWith({ tables: 0 }), isInstalled);
});

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}

test('a client is installed by its name only: an optional peer of any version, which is here for the tests', () => {
  const file = new URL('../../../../package.json', import.meta.url);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const needed = [
    ...CLIENT_NAMES.flatMap((client): readonly string[] => traitsOf(client).packages),
    ...targetFacts({ ...EMBEDDED_TARGET, dynamodb: { tables: 0 } }).packages.map(({ spec }) => spec),
  ].map(nameIn);
  assert.ok(needed.includes('aws-sdk') && needed.includes('dynalite'));
  for (const name of needed) {
    assert.equal(
      manifest.peerDependencies[name],
      '*',
      `${name}: a version of the user's own must not stop an installation`,
    );
    assert.deepEqual(manifest.peerDependenciesMeta[name], { optional: true }, name);
    assert.match(manifest.devDependencies[name] ?? '', /^\d+\.\d+\.\d+$/, name);
  }
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  assert.deepEqual(
    Object.keys(manifest.peerDependencies).filter((name) => installed.includes(name)),
    [],
  );
  assert.deepEqual(Object.keys(manifest.optionalDependencies), ['cacheable-lookup', 'dns-packet']);
});
