import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { EXPORTERS } from '../export/index.js';
import { IMPORTERS } from '../import/index.js';
import type { ExitCode } from '../model/exit.js';
import { usingFile } from '../model/file-mistake.js';
import { isLoopbackName } from '../model/loopback.js';
import { mistake } from '../model/mistake.js';
import { inAddress } from '../model/place.js';
import type { Endpoint } from '../model/protocol/replayer.js';
import type { BlockPlan, Plan } from '../model/run/plan.js';
import type { Run } from '../model/run/run.js';
import { namesIn } from '../model/workload/filled.js';
import type { UrlTarget } from '../model/workload/target.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { slotPlans } from '../plan/compile.js';
import { slotDurationMs } from '../plan/duration.js';
import { type K6Ended, runK6 } from '../run/engines/k6.js';
import { checkTarget, openTarget } from '../run/targets/index.js';
import type { RunningTarget } from '../run/targets/running-target.js';
import { childEnvironment } from '../system/child-environment.js';
import { version } from '../system/environment.js';
import { findProgram } from '../system/find-program.js';
import { makeFolder } from '../system/make-folder.js';
import { feedRows } from '../workload/feed/feed.js';
import { checkedAddresses } from './allowed-target.js';
import { conclude } from './conclude.js';
import { listenForSignals } from './interruption.js';
import { keepRecord } from './keep-record.js';
import type { LoadValues } from './load-flags.js';
import { runFolder } from './run-folder.js';
import { say } from './terminal/output.js';

/** Below the folder of a run: the script, and the points of each slot. */
const FOLDER = 'k6';

/** Runs the slots of a plan with a k6 that is installed, one process each and in the order of the plan, and imports what it wrote. */
export async function loadWithK6(plan: Plan, values: LoadValues): Promise<ExitCode> {
  const { workload } = plan;
  const feed = workload.feed === undefined ? null : feedRows(workload.feed);
  const { files } = EXPORTERS.k6!.write(plan, { holdline: version(), feed, shards: null });
  const program = findProgram('k6');
  if (program === null)
    throw mistake(
      'there is no k6 on the path',
      'install it, or take the script to where it is: holdline export --to k6',
    );
  checkTarget(workload.target);
  requireOwnName(workload);
  const addresses = await checkedAddresses(plan, values.allowHost ?? []);
  const { stop } = listenForSignals();
  const startedAt = new Date();
  const folder = runFolder(values.out, workload.name, startedAt);
  const place = path.resolve(folder, FOLDER);
  usingFile(place, 'written', () => makeFolder(place));
  // What is for Kubernetes is not for this machine.
  for (const file of files.filter((one) => !one.path.endsWith('.yaml'))) write(path.join(place, file.path), file.text);
  const quiet = values.quiet === true || values.json === true;
  const ended = await runSlots({ plan, program, place, addresses, stop, quiet });
  if (ended.points.length === 0)
    throw mistake(
      'reason' in ended.outcome ? ended.outcome.reason : 'it was interrupted before the first slot had ended',
      `what there is of it is in ${place}`,
    );
  const imported = await IMPORTERS.k6!.read(ended.points, { holdline: version(), plan, onProgress: () => {} });
  const run = { ...imported, plan, startedAt: startedAt.toISOString(), outcome: ended.outcome };
  keepRecord(folder, run);
  return conclude({ run, saved: true }, folder, values);
}

function write(file: string, text: string): void {
  usingFile(file, 'written', () => writeFileSync(file, text));
}

/** Throws UserMistake for a name of this machine that k6 would ask a resolver for, which may point it elsewhere. */
function requireOwnName({ target }: Plan['workload']): void {
  const { origin } = targetFacts(target);
  const host = origin === null ? '' : new URL(origin).hostname;
  if (!isLoopbackName(host) || /^localhost\.?$/.test(host)) return;
  throw mistake(
    `k6 asks a resolver where ${host} is, and may be led beyond this machine`,
    'write localhost in target.url, and the name in a header host, or leave out --engine',
  );
}

interface Slots {
  readonly plan: Plan;
  readonly program: string;
  readonly place: string;
  readonly addresses: readonly string[] | null;
  readonly stop: AbortSignal;
  readonly quiet: boolean;
}

interface SlotsEnded {
  /** Files of the slots that are whole. */
  readonly points: readonly string[];
  readonly outcome: Run['outcome'];
}

async function runSlots(slots: Slots): Promise<SlotsEnded> {
  const { plan, addresses } = slots;
  const points: string[] = [];
  for (const { index, blocks } of plan.invocations) {
    const target = await openTarget({ workload: plan.workload, addresses, invocation: index, folder: null });
    const loss = watchLoss(target, slots.stop);
    try {
      for (const block of blocks) {
        const ended = await runBlock({ ...slots, stop: loss.stop }, block, target, points);
        const reason = loss.reason();
        // What k6 had sent of that slot went to nobody.
        if (reason !== null) return { points, outcome: { kind: 'target-lost', reason } };
        if (ended.kind === 'stopped') return { points, outcome: { kind: 'interrupted' } };
        if (ended.kind === 'failed') return { points, outcome: { kind: 'replayer-lost', reason: ended.reason } };
      }
    } finally {
      await target.close();
    }
  }
  return { points, outcome: { kind: 'complete' } };
}

/** A signal that ends k6 where the user stops the run, or where the target has ended by itself; and why that was. */
function watchLoss({ lost }: RunningTarget, stop: AbortSignal) {
  const ending = new AbortController();
  let reason: string | null = null;
  void lost.then((why) => {
    reason = why;
    ending.abort();
  });
  return { stop: AbortSignal.any([stop, ending.signal]), reason: (): string | null => reason };
}

async function runBlock(slots: Slots, block: BlockPlan, target: RunningTarget, points: string[]): Promise<K6Ended> {
  const { plan, program, place, stop, quiet } = slots;
  for (const { arm, seed } of slotPlans(plan, block)) {
    const policy = plan.workload.policies.findIndex(({ name }) => name === arm);
    const name = `${block.invocation}-${block.index}-${policy}`;
    const file = path.join(place, `${name}.json.gz`);
    const env = {
      ...childEnvironment(),
      ...variablesOf(plan),
      ...endpointVariables(plan, target.endpointOf(policy), place),
      ...{ HOLDLINE_POLICY: arm, HOLDLINE_BLOCK: `${block.invocation}/${block.index}`, HOLDLINE_SLOTS: '1' },
      ...{
        HOLDLINE_SEED: `${seed}`,
        HOLDLINE_SUMMARY: path.join(place, `${name}.summary.json`),
        GODEBUG: 'http2client=0',
      },
    };
    if (!quiet)
      say(
        `invocation ${block.invocation + 1}, block ${block.index + 1}, ${arm}: k6 for about ${Math.ceil(slotDurationMs(plan.workload) / 1000)} s`,
      );
    const ended = await runK6({ program, script: path.join(place, 'script.ts'), points: file, env, stop });
    if (ended.kind !== 'done') return ended;
    points.push(file);
  }
  return { kind: 'done', crossed: false };
}

/** Those that the requests are filled with. */
function variablesOf({ workload }: Plan): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(namesIn(JSON.stringify(workload.requests)).map((name) => [name, process.env[name]]));
}

/** Where it sends to: k6 asks no DNS server of ours, so that an embedded target is this machine by its name. */
function endpointVariables(
  { workload: { target } }: Plan,
  endpoint: Endpoint,
  place: string,
): Readonly<Record<string, string>> {
  const { protocol, port, ca } = endpoint;
  const hostname = endpoint.dns === undefined ? endpoint.hostname : 'localhost';
  const host = inAddress(hostname);
  const { clientCertificate } = target as Partial<UrlTarget>;
  const authorities = path.join(place, 'ca.pem');
  if (ca !== null) write(authorities, ca);
  return {
    BASE_URL: `${protocol}//${host}:${port}`,
    ...(ca === null ? {} : { SSL_CERT_FILE: authorities }),
    ...(clientCertificate === undefined
      ? {}
      : {
          HOLDLINE_CERT_FILE: path.resolve(clientCertificate.certFile),
          HOLDLINE_KEY_FILE: path.resolve(clientCertificate.keyFile),
        }),
  };
}
