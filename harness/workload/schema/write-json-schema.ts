import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from './json-schema.js';
import { referenceText } from './reference.js';

// Run as a script after each change of the schema; a test compares the files with the code.
writeFileSync(new URL('../../../../workloads/workload.schema.json', import.meta.url), jsonSchemaText());
writeFileSync(new URL('../../../../docs/workload.md', import.meta.url), referenceText());
