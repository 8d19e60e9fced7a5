import { renderPreview } from '../../reports/index.js';
import type { Plan } from '../model/run/plan.js';
import { type PreviewOptions, previewOf } from '../plan/preview.js';
import type { LoadValues } from './load-flags.js';
import { print, textOptions } from './terminal/output.js';

/** Prints what a plan would do. */
export function preview(plan: Plan, options: PreviewOptions, { json }: LoadValues): void {
  print(renderPreview(previewOf(plan, options), json === true ? 'json' : 'text', textOptions()));
}
