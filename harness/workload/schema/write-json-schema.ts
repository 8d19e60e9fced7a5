import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from './json-schema.js';

// Run as a script after each change of the schema; a test compares the file with the code.
writeFileSync(new URL('../../../../workloads/workload.schema.json', import.meta.url), jsonSchemaText());
