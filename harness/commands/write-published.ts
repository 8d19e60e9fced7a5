import { writeFileSync } from 'node:fs';
import { findingsJsonSchema } from '../../reports/index.js';
import { laidOut } from '../workload/schema/json-schema.js';
import { llmsText } from './llms-text.js';
import { VERBS } from './verbs.js';

// Run as a script after each change of what the findings hold or of a verb; tests compare the files with the code.
writeFileSync(new URL('../../../reports/findings.schema.json', import.meta.url), laidOut(findingsJsonSchema()));
writeFileSync(new URL('../../../llms.txt', import.meta.url), llmsText(VERBS));
