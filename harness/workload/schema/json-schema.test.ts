import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { jsonSchemaText } from './json-schema.js';
import { referenceText } from './reference.js';

it('the committed JSON Schema is what the code generates', () => {
  const committed = readFileSync(new URL('../../../../workloads/workload.schema.json', import.meta.url), 'utf8');
  assert.equal(committed, jsonSchemaText());
});

it('describes every key', () => {
  const undescribed: string[] = [];
  const walk = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { properties, items, additionalProperties } = schema as Record<string, unknown>;
    for (const [key, child] of Object.entries((properties as Record<string, unknown> | undefined) ?? {})) {
      if (typeof (child as { description?: unknown }).description !== 'string') undescribed.push(`${path}.${key}`);
      walk(child, `${path}.${key}`);
    }
    walk(items, `${path}[]`);
    walk(additionalProperties, `${path}.*`);
  };
  walk(JSON.parse(jsonSchemaText()), '');
  assert.deepEqual(undescribed, []);
});

it('the committed reference is what the code generates', () => {
  const committed = readFileSync(new URL('../../../../docs/workload.md', import.meta.url), 'utf8');
  assert.equal(committed, referenceText());
});
