import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { findingsJsonSchema } from '../index.js';

type SchemaCheck = (artefact: string, json: string) => void;

/** One for the files of a process: compiling a schema takes longer than all that is held against it. */
let shared: SchemaCheck | null = null;

/** Holds a JSON against an artefact of the published schema, and against one in which every key must have been described. */
export const checkSchema: SchemaCheck = (artefact, json) => {
  shared ??= createSchemaCheck();
  shared(artefact, json);
};

/** No schema is made smaller before it is compiled: that takes longer than the few values that are checked. */
const STRICT = {
  ...{ strict: true, strictTypes: false, strictRequired: false, allErrors: true },
  code: { optimize: false },
} as const;

function createSchemaCheck(): SchemaCheck {
  const schema = findingsJsonSchema();
  const published = new Ajv2020(STRICT).addSchema(schema, 'findings');
  const closed = new Ajv2020(STRICT).addSchema(shut(schema) as object, 'findings');
  return (artefact, json) => {
    const value: unknown = JSON.parse(json);
    for (const ajv of [published, closed]) {
      for (const place of ['findings', `findings#/$defs/${artefact}`]) {
        const validate = ajv.getSchema(place)!;
        const shown = () =>
          validate.errors?.slice(0, 5).map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`);
        assert.ok(validate(value), `${place}: ${shown()?.join('\n')}`);
      }
    }
  };
}

/** The same schema, which takes no key that it has not described. */
function shut(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(shut);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, shut(value)]));
  return 'properties' in schema && !('additionalProperties' in schema)
    ? { ...inner, additionalProperties: false }
    : inner;
}
