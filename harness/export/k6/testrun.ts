import { targetFacts } from '../../model/workload/target-facts.js';
import type { Workload } from '../../model/workload/workload.js';
import type { Exported, ExportedFile } from '../exporter.js';
import { variablesOf } from './request-text.js';
import { SCRIPT_FILE } from './script.js';

/** What k6-operator is told: a TestRun for each policy, because k6 has one way with connections for a whole run. */

const IMAGE = 'grafana/k6:2.2.0';
/** The user of that image, who must be able to write into the volume. */
const K6_USER = 12_345;
/** Kubernetes takes no more into a ConfigMap, all its values together. */
const MOST_CONFIG_MAP_BYTES = 1_048_576;
/** Names of pods are made of it, with a suffix, and have 63 characters at most. */
const LONGEST_NAME = 40;
const RESULTS = 'holdline-results';

/** How the script reaches the pods. */
export type ScriptPlace =
  | { readonly kind: 'configMap'; readonly files: readonly string[] }
  | { readonly kind: 'volume'; readonly bytes: number };

export function configMapFiles(files: readonly ExportedFile[]): ScriptPlace {
  const bytes = files.reduce((sum, { path, text }) => sum + Buffer.byteLength(path) + Buffer.byteLength(text), 0);
  return bytes <= MOST_CONFIG_MAP_BYTES
    ? { kind: 'configMap', files: files.map(({ path }) => path) }
    : { kind: 'volume', bytes };
}

export function testRuns(workload: Workload, parallelism: number, place: ScriptPlace): Exported {
  const name = `holdline-${slug(workload.name)}`.slice(0, LONGEST_NAME).replace(/-+$/, '');
  const files = workload.policies.map((policy, index) => {
    const suffix = slug(policy.name).slice(0, 12).replace(/-+$/, '');
    const run = `${name.slice(0, LONGEST_NAME - suffix.length - 4).replace(/-+$/, '')}-${index + 1}-${suffix}`;
    return {
      path: `testrun-${index + 1}-${suffix}.yaml`,
      text: testRun({ run, name, workload, policy: policy.name, parallelism, place }),
    };
  });
  const inVolume = place.kind === 'volume';
  return {
    files,
    notes: inVolume
      ? [
          `script and feed are ${place.bytes} bytes, and a ConfigMap holds ${MOST_CONFIG_MAP_BYTES}: the TestRuns read them from the claim ${name}`,
        ]
      : [],
    next: [
      inVolume
        ? `copy script.ts and feed.json to the root of the claim ${name}`
        : `kubectl create configmap ${name} ${place.files.map((file) => `--from-file=${file}`).join(' ')}`,
      ...secretCommand(workload, name),
      ...files.map(({ path }) => `kubectl apply -f ${path}   # one after the other: wait for its stage to be finished`),
      `copy *.json.gz from the claim ${RESULTS}, then: holdline import --from k6 --workload WORKLOAD.yaml *.json.gz`,
    ],
  };
}

interface RunText {
  readonly run: string;
  readonly name: string;
  readonly workload: Workload;
  readonly policy: string;
  readonly parallelism: number;
  readonly place: ScriptPlace;
}

function testRun({ run, name, workload, policy, parallelism, place }: RunText): string {
  const origin = targetFacts(workload.target).origin;
  const script =
    place.kind === 'configMap'
      ? `configMap: { name: ${name}, file: ${SCRIPT_FILE} }`
      : `volumeClaim: { name: ${name}, file: ${SCRIPT_FILE}, readOnly: true }`;
  const env = `
      - { name: HOLDLINE_POLICY, value: ${JSON.stringify(policy)} }
      - { name: BASE_URL, value: ${JSON.stringify(origin ?? '')} }${origin === null ? ' # the server, such as http://orders:8080: the script does not begin without it' : ''}
      - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
      - { name: HOLDLINE_SUMMARY, value: "/out/$(POD_NAME).summary.json" }
      - { name: GODEBUG, value: http2client=0 } # HTTP/1.1, as holdline${secretsText(workload, name)}`;
  return `# The policy ${JSON.stringify(policy)} of the workload ${JSON.stringify(workload.name)}, for k6-operator.
# The image is pinned; the points of each pod go to the claim ${RESULTS}, which has to be there.
apiVersion: k6.io/v1alpha1
kind: TestRun
metadata:
  name: ${run}
spec:
  parallelism: ${parallelism}
  separate: ${parallelism > 1} # pods on different nodes
  script:
    ${script}
  args: ["--out", "json=/out/$(POD_NAME).json.gz"]
  initializer:
    image: ${IMAGE}
    env:${env}
  runner:
    image: ${IMAGE}
    env:${env}
    securityContext: { runAsNonRoot: true, runAsUser: ${K6_USER}, fsGroup: ${K6_USER} }
    resources: { requests: { cpu: "1", memory: 1Gi }, limits: { memory: 2Gi } }
    volumes:
      - { name: out, persistentVolumeClaim: { claimName: ${RESULTS} } }
    volumeMounts:
      - { name: out, mountPath: /out }
`;
}

/** What the requests take of the environment: a secret, because it may be one, and no value of it stands in a file. */
function secretsText(workload: Workload, name: string): string {
  return variablesOf(workload)
    .map((key) => `\n      - { name: ${key}, valueFrom: { secretKeyRef: { name: ${name}, key: ${key} } } }`)
    .join('');
}

function secretCommand(workload: Workload, name: string): string[] {
  const keys = variablesOf(workload);
  if (keys.length === 0) return [];
  return [`kubectl create secret generic ${name} ${keys.map((key) => `--from-literal=${key}="$${key}"`).join(' ')}`];
}

/** As names of Kubernetes are: small letters, digits and dashes, beginning and ending with none. */
function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'x'
  );
}
