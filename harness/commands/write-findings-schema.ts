import { writeFileSync } from 'node:fs';
import { findingsJsonSchema } from '../../reports/index.js';
import { laidOut } from '../workload/schema/json-schema.js';

// Run as a script after each change of what the findings hold; a test compares the file with the code.
writeFileSync(new URL('../../../reports/findings.schema.json', import.meta.url), laidOut(findingsJsonSchema()));
