import type { Importer } from './importer.js';
import { k6Importer } from './k6/k6.js';

export type { Importer, ImportProgress } from './importer.js';

/** Whose results can be read, by the name that is given with `--from`. */
export const IMPORTERS: Readonly<Record<string, Importer>> = {
  k6: k6Importer,
};
