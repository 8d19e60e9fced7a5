import { stringify } from 'yaml';
import { type Deployment, EXPORTERS, type Exported, type SourceFile } from '../export/index.js';
import type { Target } from '../model/workload/workload.js';
import { exampleRun } from './example-run.js';

/** An export for Kubernetes, as small as one can be. */

export const HOST = 'orders.shop.svc';
export const url = (host = HOST, protocol = 'http'): Target => ({
  ...{ kind: 'url', origin: `${protocol}://${host}:8080`, caFile: null },
});
export const WORKLOAD: SourceFile = { name: 'peak.yaml', text: 'name: peak\n' };

export function exported(
  changes: Partial<Deployment> = {},
  shards: number | null = 4,
  name = 'peak',
  target = url(),
  design: { readonly invocations: number; readonly blocks: number } = { invocations: 1, blocks: 2 },
): Exported {
  const deployment: Deployment = {
    files: [WORKLOAD],
    flags: [],
    allowHosts: [HOST],
    startAt: null,
    put: false,
    vcpu: 2,
    image: null,
    variables: [],
    yamlOf: (document) => stringify(document, { lineWidth: 120, aliasDuplicateObjects: false }),
    ...changes,
  };
  const { plan } = exampleRun({ name, target, ...design, histograms: false });
  const load = { ...plan.workload.load, threads: 1, connections: 1_000_000 } as typeof plan.workload.load;
  const wide = { ...plan, workload: { ...plan.workload, load } };
  return EXPORTERS.kubernetes!.write(wide, { holdline: '0.1.0', feed: null, shards, deployment });
}
