import type { Exporter } from './exporter.js';
import { k6Exporter } from './k6/k6.js';
import { kubernetesExporter } from './kubernetes/kubernetes.js';

export type { Deployment, Exported, Exporter, ExportOptions, SourceFile } from './exporter.js';

/** Where a plan can be taken, by the name that is given with `--to`. */
export const EXPORTERS: Readonly<Record<string, Exporter>> = {
  k6: k6Exporter,
  kubernetes: kubernetesExporter,
};
