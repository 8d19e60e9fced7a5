import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { packageVersions } from './package-versions.js';

test('versions are those of the installed packages, and what is not there is left out', () => {
  const names = ['axios', 'undici', '@aws-sdk/client-dynamodb', 'no-such-package'];
  const installed = (name: string) => {
    const file = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  };
  assert.deepEqual(
    packageVersions(names),
    Object.fromEntries(names.slice(0, 3).map((name) => [name, installed(name)])),
  );
});
