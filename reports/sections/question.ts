import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Question } from '../../harness/model/findings/question.js';
import type { ClientPackages } from '../../harness/model/workload/packages.js';
import type { Call } from '../../harness/model/workload/service.js';
import { targetFacts } from '../../harness/model/workload/target-facts.js';
import {
  clientOf,
  type Load,
  type Policy,
  policyPackages,
  type Target,
} from '../../harness/model/workload/workload.js';
import { left, right } from '../figures/columns.js';
import { count, plural, quantity, share } from '../figures/figures.js';
import { packagesText } from '../figures/packages.js';
import { policySettings, settingMs, settingShare, settingsOf, settingsText, targetText } from '../figures/settings.js';
import { peakText, planRows } from './fleet-text.js';

/** What a report of a run and a preview of one have in common. */
export interface Asked {
  readonly question: Question;
  readonly peakPerSecond: number;
  readonly offeredPerSecond: number | null;
  /** Of a run; a preview has none. */
  readonly environment?: ClientPackages;
}

const CALLER =
  'holdline plays the caller: a client in a loop sends these requests under each policy in turn, and the caller is what ' +
  'is measured; neither the target nor a service of yours is.';

const SERVICE =
  'The service itself is measured: holdline starts it once for each policy, sends it these requests, stands in for what ' +
  'it calls, and counts its connections and the CPU of its processes. Its code is as it is.';

const ELSEWHERE =
  'The service itself is measured, as it was started elsewhere: holdline sends it these requests, stands in for what it ' +
  'calls where it was told so, and reads what it spends before and after each slot. It is one service for all policies.';

/** What was asked of whom, for a reader who has nothing but this report. */
export function questionSection(asked: Asked, level: Section['level'] = 'report'): Section {
  return {
    title: 'What was asked',
    blocks: [
      { kind: 'paragraph', text: whatIsMeasured(asked) },
      factsTable(asked),
      requestsTable(asked),
      policiesTable(asked),
    ],
    level,
  };
}

function whatIsMeasured(asked: Asked): string {
  if (!isOfService(asked)) return CALLER;
  return targetFacts(asked.question.target).origin === null ? SERVICE : ELSEWHERE;
}

function isOfService({ question }: Asked): boolean {
  return targetFacts(question.target).measures === 'service';
}

function factsTable(asked: Asked): Block {
  const { question, peakPerSecond, offeredPerSecond } = asked;
  const { target, load, slo } = question;
  const replayed =
    offeredPerSecond === null ? '' : `${replayedShares(load, offeredPerSecond / peakPerSecond)} of it here; `;
  return {
    kind: 'table',
    columns: [left(''), left('')],
    rows: [
      ...targetRows(target),
      ['peak', peakText(question, peakPerSecond)],
      ['load', `${replayed}${loadText(load, offeredPerSecond)}`],
      ['slots', slotsText(question)],
      [
        'goal',
        `99 % of the requests within ${settingMs(slo.p99Ms)}, at most ${settingShare(slo.errors)} of them failed`,
      ],
      ...planRows(
        question,
        isOfService(asked) ? "it is the service's" : "it is the caller's, and one call per request is assumed",
      ),
    ].map(([key = '', value = '']) => [key, value]),
  };
}

/** Of a service a row for each thing that it calls. */
function targetRows(target: Target): string[][] {
  const { calls } = targetFacts(target);
  if (calls === null) return [['target', targetText(target)]];
  const { calls: _, ...own } = { ...target, calls };
  const rows = calls.map(({ name, answeredBy, origin, dns }) => {
    const standIn = `${answeredBy.kind} ${settingsText(settingsOf(answeredBy))}`;
    const named = settingsText(settingsOf({ origin, dns: dns && ownOf(dns) }));
    return [`call ${name}`, named === '' ? standIn : `${named}; ${standIn}`];
  });
  return [['service', settingsText(settingsOf(own))], ...rows];
}

/** The host is that of the origin; what is 0 is left out, because it is so where nobody sets anything. */
function ownOf(dns: NonNullable<Call['dns']>): object {
  return Object.fromEntries(Object.entries(dns).filter(([key, value]) => key !== 'host' && value !== 0));
}

function slotsText({ design, policies }: Question): string {
  const slots = design.invocations * design.blocks * policies.length;
  const product = `${plural(design.invocations, 'invocation')} x ${plural(design.blocks, 'block')} x ${plural(policies.length, 'policy', 'policies')}`;
  return `${product} = ${plural(slots, 'slot')} of ${settingMs(design.slotMs)}, each after ${settingMs(design.leadInMs)} of lead-in`;
}

/** `10 %`, or of several rates `5 %, 10 %, 20 %`. */
function replayedShares(load: Load, mean: number): string {
  const factors = (load.kind === 'open' ? load.factors : undefined) ?? [1];
  return factors.map((factor) => settingShare(Number((mean * factor).toPrecision(3)))).join(', ');
}

function loadText(load: Load, offeredPerSecond: number | null): string {
  const common = `${plural(load.threads, 'thread')}, seed ${load.seed}`;
  if (load.kind === 'closed') {
    const sent =
      load.count === null
        ? `${plural(load.concurrency, 'request')} in flight, the next as one is answered`
        : `${plural(load.count, 'request')}, one after the other`;
    return `${sent}; ${common}`;
  }
  const { arrivals, pacing, connections } = load;
  const paced = pacing.kind === 'timer' ? `a tick of ${settingMs(pacing.tickMs)}` : 'precise pacing';
  const mean = load.factors === undefined ? '' : ' on average';
  const offered = offeredPerSecond === null ? '' : `${quantity(offeredPerSecond)} requests/s${mean}, `;
  return `${offered}${arrivals} arrivals, ${paced}, at most ${count(connections)} connections; ${common}`;
}

function requestsTable({ question: { requests } }: Asked): Block {
  const weights = requests.reduce((sum, { weight }) => sum + weight, 0);
  return {
    kind: 'table',
    columns: [left('request'), left('what is sent'), right('share')],
    rows: requests.map(({ name, method, path, dynamodb, weight }) => [
      name,
      dynamodb === null ? `${method} ${path}` : `DynamoDB ${dynamodb.operation}`,
      share(weight / weights),
    ]),
  };
}

function policiesTable(asked: Asked): Block {
  const { question, environment = {} } = asked;
  if (isOfService(asked)) return servicePoliciesTable(question);
  return {
    kind: 'table',
    columns: [left('policy'), left('client'), left('settings')],
    rows: question.policies.map((policy) => {
      const settings = settingsText(policySettings(policy));
      return [
        policy.name,
        clientText(question, policy, environment),
        settings === '' ? "the client's own defaults" : settings,
      ];
    }),
  };
}

/** The client that sends the load is the same for all. */
function servicePoliciesTable({ policies }: Question): Block {
  const rows = policies.map((policy) => [policy.name, settingsText(policySettings(policy)) || 'the service as it is']);
  return { kind: 'table', columns: [left('policy'), left('what is forced')], rows };
}

/** `axios 1.21.1 (workload folder)`, and of a client with another name than its packages both. */
function clientText(question: Question, policy: Policy, environment: ClientPackages): string {
  const client = clientOf(question, policy);
  const text = packagesText(policyPackages(question, policy), environment);
  if (text === '' || text.startsWith(`${client} `)) return text || client;
  return `${client}: ${text}`;
}
