import { dirname } from 'node:path';
import { type Mistake, UserMistake } from '../model/mistake.js';
import type { Environment } from '../model/workload/filled.js';
import type { Workload } from '../model/workload/workload.js';
import { readAttached } from './build/attached.js';
import { toWorkload } from './build/workload.js';
import { checkAnswers, checkVariables } from './checks/answers.js';
import { checkBytes } from './checks/bytes.js';
import { checkCallGates } from './checks/call-gates.js';
import { checkAwsTarget, checkClient, checkInstalled, checkRequestKinds } from './checks/client.js';
import { checkClientRules } from './checks/clients/index.js';
import { checkOneLoad, checkRate, checkScales } from './checks/load.js';
import {
  checkClosedLoop,
  checkConnections,
  checkSequence,
  checkSimulatedLoad,
  checkThreads,
  checkTick,
} from './checks/loop.js';
import { checkGates, checkPolicyNames, checkPolicyReferences } from './checks/names.js';
import { checkHonoured } from './checks/policies.js';
import { checkRequests } from './checks/requests.js';
import { type Check, soundness } from './checks/scope.js';
import { checkCalls, checkPlaces, checkServiceOrTarget, checkServicePolicies } from './checks/service.js';
import { checkCallDns } from './checks/service-dns.js';
import { checkElsewhere, checkServiceStart } from './checks/service-elsewhere.js';
import { checkOrigins, checkPort } from './checks/service-ends.js';
import { checkSimulatedVolume } from './checks/simulation.js';
import { checkCertificates, checkDns, checkService, checkTarget, checkTickets } from './checks/target.js';
import { checkTemplates } from './checks/templates.js';
import { readFeed } from './feed/feed.js';
import { applyOverrides, namer, type Overrides } from './overrides.js';
import { readPeakFile as readPeak } from './peak/peak.js';
import { type Path, type Problem, pathText } from './problem.js';
import type { ReadPeakFile } from './schema/resolved-peak.js';
import { readShape, type Shape } from './schema/workload.js';
import { beside } from './source/beside.js';
import { resolveEnvironment } from './source/environment.js';
import { readWorkloadText } from './source/file.js';
import { parseYaml, type Source } from './source/yaml.js';

export interface ReadOptions {
  /** Fills `${env.NAME}`; what is sent with requests keeps its placeholders until `fillSecrets`. */
  readonly env: Environment;
  readonly overrides: Overrides;
  /** CPU cores of this machine, which bound the rate. */
  readonly cores: number;
  /** How many such machines share the load out; 1 if left out. */
  readonly shards?: number;
}

const MOST_MISTAKES = 100;

const CHECKS: readonly Check[] = [
  checkServiceOrTarget,
  checkServiceStart,
  checkElsewhere,
  checkCalls,
  checkAnswers,
  checkVariables,
  checkServicePolicies,
  checkOrigins,
  checkPort,
  checkPlaces,
  checkCallGates,
  checkTarget,
  checkCertificates,
  checkService,
  checkDns,
  checkCallDns,
  checkTickets,
  checkClient,
  checkInstalled,
  checkAwsTarget,
  checkRequestKinds,
  checkRequests,
  checkTemplates,
  checkBytes,
  checkOneLoad,
  checkSequence,
  checkClosedLoop,
  checkTick,
  checkScales,
  checkConnections,
  checkThreads,
  checkSimulatedLoad,
  checkSimulatedVolume,
  checkClientRules,
  checkRate,
  checkPolicyNames,
  checkHonoured,
  checkPolicyReferences,
  checkGates,
];

/** Reads a workload file; throws one UserMistake that holds every mistake in it, in the order of the file. */
export function readWorkload(path: string, options: ReadOptions): Workload {
  return parseWorkload(path, readWorkloadText(path), options);
}

/** Reads the text of a workload; `path` names it in mistakes and is where `ca` and `feed` are looked for. */
export function parseWorkload(
  path: string,
  text: string,
  { env, overrides, cores, shards = 1 }: ReadOptions,
): Workload {
  const source = parseYaml(path, text);
  const written = applyOverrides(source.tree, overrides);
  const nameOf = namer(written.flags);
  const folder = dirname(path);
  const { tree, unresolved, shape } = readFilled(written.tree, env, folder, nameOf);
  const values = firstOfEachPlace([...written.problems, ...unresolved, ...shape.problems]);
  const feed = shape.draft.feed === undefined ? null : readFeed(beside(folder, shape.draft.feed));
  const common = { tree, written: written.tree, env, cores, shards, folder, feed, nameOf };
  const scope = { ...shape, ...common, isSound: soundness(values) };
  const { found, problems: unread } = readAttached(shape.draft, folder);
  const problems = [...values, ...unread, ...CHECKS.flatMap((check) => check(scope))];
  refuse(source, problems, written.flags);
  if (shape.file === null) throw new Error('A workload without mistakes has been read.');
  return toWorkload(shape.file, {
    folder,
    cores,
    feed: feed?.ok ? feed.value.feed : null,
    jsonBodies: source.jsonBodies,
    attached: found,
  });
}

interface Filled {
  readonly tree: unknown;
  readonly unresolved: readonly Problem[];
  readonly shape: Shape;
}

/** Variables are texts; where a text is wrong, it is read once more as the number or boolean that it spells. */
function readFilled(written: unknown, env: Environment, folder: string, nameOf: (path: Path) => string): Filled {
  const readPeakFile: ReadPeakFile = (question) => readPeak({ ...question, file: beside(folder, question.file) });
  const fillWith = (isTyped: (path: Path) => boolean): Filled => {
    const { tree, problems } = resolveEnvironment(written, { env, isTyped });
    return { tree, unresolved: problems, shape: readShape(tree, written, { nameOf, readPeakFile }) };
  };
  const filled = new Set<string>();
  const asTexts = fillWith((path) => {
    filled.add(pathText(path));
    return false;
  });
  const wrong = new Set(asTexts.shape.problems.map(({ path }) => pathText(path)).filter((place) => filled.has(place)));
  return wrong.size === 0 ? asTexts : fillWith((path) => wrong.has(pathText(path)));
}

/** Throws where there is any mistake; a file that is something else entirely gives no endless list. */
function refuse(source: Source, problems: readonly Problem[], flags: ReadonlyMap<string, string>): void {
  const count = source.mistakes.length + problems.length;
  if (count === 0) return;
  const values = problems.slice(0, MOST_MISTAKES).map((problem) => placed(problem, source, flags));
  const mistakes = onceEach([...source.mistakes, ...values])
    .sort(inOrderOfFile)
    .slice(0, MOST_MISTAKES);
  const more = { what: `and ${count - mistakes.length} mistakes more`, remedy: 'is this a workload?', where: null };
  throw new UserMistake(count > MOST_MISTAKES ? [...mistakes, more] : mistakes);
}

/** A variable that is missing is not reported again as a value of the wrong type. */
function firstOfEachPlace(problems: readonly Problem[]): readonly Problem[] {
  const places = new Map<string, Problem>();
  for (const problem of problems) {
    const place = `${problem.at} ${pathText(problem.path)}`;
    if (!places.has(place)) places.set(place, problem);
  }
  return [...places.values()];
}

function placed({ path, at, what, remedy }: Problem, source: Source, flags: ReadonlyMap<string, string>): Mistake {
  return { what, remedy, where: flags.has(pathText(path)) ? null : source.placeOf(path, at) };
}

/** What several mappings have from one anchor is wrong once. */
function onceEach(mistakes: readonly Mistake[]): Mistake[] {
  const places = new Map<string, Mistake>();
  for (const mistake of mistakes) {
    const { where, remedy, what } = mistake;
    const place = where === null ? what : `${where.line}:${where.column} ${remedy}`;
    if (!places.has(place)) places.set(place, mistake);
  }
  return [...places.values()];
}

function inOrderOfFile(a: Mistake, b: Mistake): number {
  return (a.where?.line ?? 0) - (b.where?.line ?? 0) || (a.where?.column ?? 0) - (b.where?.column ?? 0);
}
