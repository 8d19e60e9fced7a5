import { claimName, type JobOptions } from './job.js';

export interface ReadmeOptions {
  readonly job: JobOptions;
  readonly put: boolean;
  readonly planMs: number;
}

/** What a person needs who has the folder and a cluster, and nothing else. */
export function readme({ job, put, planMs }: ReadmeOptions): string {
  const { name, image, shards, vcpu, longestS, variables } = job;
  const secrets = [
    ...(variables.length > 0
      ? [`kubectl create secret generic ${name}-env ${variables.map((one) => `--from-literal=${one}=...`).join(' ')}`]
      : []),
    ...(put
      ? [
          `kubectl create secret generic ${name}-urls --from-file=urls/   # urls/0 to urls/${shards - 1}, one presigned PUT address each`,
        ]
      : []),
  ];
  return `# ${name}: ${shards} pods share one load

The image is ${image}: \`docker build -t ${image} .\` in a checkout of holdline, and push it to where your nodes pull from.
Each pod has ${vcpu} vCPU; all of them must run at the same time. The run takes ${Math.ceil(planMs / 1000)} s from its start.
${secrets.length === 0 ? '' : `\nFirst:\n\n${indented(secrets)}\n`}
${indented([
  'kubectl apply -f .',
  `kubectl wait --for=condition=complete --timeout=${longestS}s job/${name}`,
  ...(put
    ? ['holdline merge SHARDS/*   # the records, once they are fetched from the bucket']
    : [
        'kubectl apply -f merge',
        `kubectl wait --for=condition=complete --timeout=600s job/${name}-merge; kubectl logs job/${name}-merge`,
      ]),
])}

${
  put
    ? 'Every shard is one record. A merge names those that are missing.'
    : `Records, shard by shard, and the merged run with its report are in the claim ${claimName(name)}, in a folder for each run. The claim asks for\nReadWriteMany; where your cluster has no such class, export with --put and presigned addresses.`
}
A pod that failed is not tried again: its share is missing, its blocks are named as incomplete, and nothing is scaled up for it.
To run again: \`kubectl delete job ${name}${put ? '' : ` ${name}-merge`}\`, and apply again.
`;
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n');
}
