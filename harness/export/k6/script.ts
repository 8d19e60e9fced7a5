import { leadInRate } from '../../model/arrivals/profile.js';
import type { Plan } from '../../model/run/plan.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import type { Policy, Workload } from '../../model/workload/workload.js';
import { planId } from '../../plan/plan-id.js';
import { differences } from './differences.js';
import { wholeRates } from './rates.js';
import { columnsOf, quoted, requestTexts, variablesOf } from './request-text.js';
import { reuses } from './reuse.js';
import { scenarioText } from './scenario-text.js';
import { scriptTail } from './script-tail.js';
import { commonThresholds, gateThresholds, mergeThresholds, type Thresholds } from './thresholds.js';

export const SCRIPT_FILE = 'script.ts';
export const FEED_FILE = 'feed.json';

/** The script of a plan, for `k6 run` from version 1.0 on: TypeScript without anything to compile it with. */
export function scriptText(plan: Plan, holdline: string, shards: number): string {
  const { workload } = plan;
  return [
    headerText(plan, holdline),
    importsText(workload),
    settingsText(plan),
    policiesText(workload),
    requestsText(workload),
    scenarioText(workload, shards),
    scriptTail(requestTexts(workload)),
  ].join('\n');
}

/** The sentences of the header, which the command line tells too. */
export function notesOf(workload: Workload): string[] {
  return differences(workload, ratesOf(workload));
}

function ratesOf({ load }: Workload) {
  if (load.kind === 'closed') return null;
  return wholeRates([leadInRate(load.stages), ...load.stages.flatMap((one) => [one.fromPerSecond, one.toPerSecond])]);
}

function headerText(plan: Plan, holdline: string): string {
  const { workload } = plan;
  const url = targetFacts(workload.target).origin ?? 'https://SERVER:PORT';
  const lines = [
    `The workload ${workload.name} for k6, written by holdline ${holdline} from the plan ${planId(plan)}.`,
    '',
    'One run is one policy, and its points are what holdline reads again:',
    ...workload.policies.map(
      ({ name }) =>
        `  k6 run -e HOLDLINE_POLICY=${shellWord(name)} -e BASE_URL=${url} --out json=${fileWord(name)}.json.gz script.ts`,
    ),
    '  holdline import --from k6 --workload WORKLOAD.yaml *.json.gz',
    '',
    'What differs from a run of holdline:',
    ...notesOf(workload).map((note) => `- ${note}.`),
  ];
  return `${lines.map((line) => `// ${line}`.trimEnd()).join('\n')}\n`;
}

function importsText(workload: Workload): string {
  const usesUuid = /\buuid\b/.test(requestTexts(workload));
  return [
    `import { check } from 'k6';`,
    ...(usesUuid ? [`import { randomBytes } from 'k6/crypto';`] : []),
    ...(workload.feed === undefined ? [] : [`import { SharedArray } from 'k6/data';`]),
    `import exec from 'k6/execution';`,
    `import http from 'k6/http';`,
    `import { Counter, Rate, Trend } from 'k6/metrics';`,
    `import type { Options, Scenario } from 'k6/options';`,
    '',
  ].join('\n');
}

function settingsText(plan: Plan): string {
  const { workload, invocations } = plan;
  const origin = targetFacts(workload.target).origin;
  const slots = invocations.reduce((sum, { blocks }) => sum + blocks.length, 0);
  return `/** A variable of the environment; the script does not begin without those that have no other value. */
function variable(name: string, otherwise?: string): string {
  const value = __ENV[name] || otherwise;
  if (value === undefined) throw new Error(\`set \${name}: k6 run -e \${name}=...\`);
  return value;
}

const BASE_URL = variable('BASE_URL'${origin === null ? '' : `, ${quoted(origin)}`}).replace(/\\/+$/, '');
const POLICY = variable('HOLDLINE_POLICY');
/** Which request is the nth follows from it. */
const SEED = Number(variable('HOLDLINE_SEED', '${workload.load.seed}'));
/** How often the load of a slot is repeated; the plan has so many slots of each policy. */
const SLOTS = Number(variable('HOLDLINE_SLOTS', '${slots}'));
/** Invocation and block, where a run is one slot of a plan. */
const BLOCK = variable('HOLDLINE_BLOCK', '0/0');
const PLAN = '${planId(plan)}';
`;
}

function policiesText(workload: Workload): string {
  return `interface Policy {
  readonly noConnectionReuse: boolean;
  readonly dnsTtl: string;
  readonly timeout: string;
  readonly thresholds: Readonly<Record<string, string[]>>;
}

const POLICIES: Readonly<Record<string, Policy>> = {
${workload.policies.map((policy) => policyText(policy, workload)).join('\n')}
};
const policy = policyNamed(POLICY);

function policyNamed(name: string): Policy {
  const found = POLICIES[name];
  if (found === undefined) throw new Error(\`there is no policy \${name}: \${Object.keys(POLICIES).join(', ')}\`);
  return found;
}
`;
}

function policyText(policy: Policy, workload: Workload): string {
  return `  ${quoted(policy.name)}: {
    noConnectionReuse: ${!reuses(policy)},
    dnsTtl: '${policy.dns === 'cached' ? '5m' : '0'}',
    timeout: '${policy.requestTimeoutMs}ms',
    thresholds: ${thresholdsText(mergeThresholds([commonThresholds(workload), gateThresholds(workload.gates, policy.name)]))},
  },`;
}

function thresholdsText(thresholds: Thresholds): string {
  const rows = Object.entries(thresholds).map(
    ([metric, rules]) => `      ${quoted(metric)}: [${rules.map(quoted).join(', ')}],`,
  );
  return `{\n${rows.join('\n')}\n    }`;
}

function requestsText(workload: Workload): string {
  const variables = variablesOf(workload);
  const feed =
    workload.feed === undefined
      ? ''
      : `\n/** The rows of the feed, which requests take in turn. */
const ROWS = new SharedArray<Row>('feed', () => JSON.parse(open('./${FEED_FILE}')));\n`;
  const rowOf = workload.feed === undefined ? '() => ({})' : '(n) => ROWS[n % ROWS.length]!';
  const secrets = variables.map((name) => `${name}: variable('${name}')`).join(', ');
  return `/** What the requests take of a row of the feed. */
type Row = Readonly<Record<${columnsOf(workload).map(quoted).join(' | ') || 'never'}, string>>;

interface Varying {
  /** Of the request, on all pods together. */
  readonly n: number;
  readonly uuid: string;
  readonly row: Row;
}

interface Request {
  readonly name: string;
  readonly weight: number;
  readonly method: string;
  readonly fill: (varying: Varying) => {
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body: string | null;
  };
}
${feed}${variables.length === 0 ? '' : `\nconst VARIABLES = { ${secrets} };\n`}
const REQUESTS: readonly Request[] = [
${requestTexts(workload)}
];

const rowOf: (n: number) => Row = ${rowOf};
`;
}

/** For a shell, quoted where it has to be. */
function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function fileWord(text: string): string {
  return text.replaceAll(/[^\w.-]+/g, '-');
}
