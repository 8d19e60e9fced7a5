import { type CallChange, onceLines, watchSummary } from '../../reports/documents/watch.js';
import { jsonText } from '../../reports/formats/json.js';
import { callSitesOf } from '../analysis/service/call-sites.js';
import { seenBy } from '../analysis/service/findings.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { targetFacts } from '../model/workload/target-facts.js';
import type { RequestTemplate, Workload } from '../model/workload/workload.js';
import { TargetLost } from '../run/lost.js';
import { openTarget } from '../run/targets/index.js';
import type { RunningTarget } from '../run/targets/running-target.js';
import { listenForSignals } from './interruption.js';
import { provide } from './prepare.js';
import { readPlan } from './read-plan.js';
import { print, say, tell } from './terminal/output.js';

export interface OnceOptions {
  readonly allowHosts: readonly string[];
  readonly json: boolean;
}

/** A pool shows whether it reuses when it is asked again; so often each request is sent after its first time. */
const AGAIN = 3;

/** Starts the service of a workload with its stand-ins, sends each request once, and tells what each of them called. */
export async function watchOnce(
  file: string,
  command: readonly string[],
  { allowHosts, json }: OnceOptions,
): Promise<ExitCode> {
  const plan = await readPlan(file, {});
  const workload = asItIs(plan.workload, command);
  const provisions = await provide({ ...plan, workload }, file, allowHosts);
  const { stop } = listenForSignals();
  const context = { ...provisions, workload, invocation: 0, folder: null };
  const target = await openTarget(context).catch((error: unknown) => {
    if (error instanceof TargetLost)
      throw mistake(provisions.mask(error.message), 'see what it says, and start it by hand to compare');
    throw error;
  });
  return whileOpen(target, stop, async () => conclude(await sendAll(target, provisions.requests, json), json));
}

/** Closes the target after its use, however that ends; a user who stops it closes it at once, which is no fault. */
export async function whileOpen(
  target: Pick<RunningTarget, 'close'>,
  stop: AbortSignal,
  use: () => Promise<void>,
): Promise<ExitCode> {
  stop.addEventListener('abort', () => void target.close());
  try {
    // A signal may have come while the service started.
    if (stop.aborted) return EXIT.interrupted;
    await use();
    return EXIT.pass;
  } catch (error) {
    // What is closed under way loses its answers.
    if (stop.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    await target.close();
  }
}

/** Only the service itself, under the policy that leaves most as it is. */
function asItIs(workload: Workload, command: readonly string[]): Workload {
  const { target, policies, baseline } = workload;
  if (targetFacts(target).measures !== 'service') {
    throw mistake('the workload has no service to watch', 'write service: in it, as in workloads/service.yaml');
  }
  if (!('command' in target)) {
    throw mistake(
      'a service that runs already cannot be looked into',
      'write service.command for holdline to start it',
    );
  }
  const policy = policies.filter(({ name }) => name === baseline);
  return {
    ...workload,
    policies: policy,
    target: command.length === 0 ? target : { ...target, command },
  };
}

type Seen = Awaited<ReturnType<typeof look>>;

async function sendAll(target: RunningTarget, requests: Workload['requests'], json: boolean): Promise<Seen> {
  const send = (request: RequestTemplate) => target.service!.send(0, request);
  let before = await look(target);
  for (const request of requests) {
    const status = await send(request);
    const after = await look(target);
    if (!json) tell(onceLines(request, status, changes(before, after), callSitesOf(after.reports, after.cwd)));
    before = after;
  }
  say(`sending each ${AGAIN} times more, to see what is reused`);
  for (let time = 0; time < AGAIN; time += 1) for (const request of requests) await send(request);
  return look(target);
}

async function look({ service }: RunningTarget) {
  const { names, reports, cwd } = await service!.record(0);
  return { ...seenBy(names, reports), cwd };
}

/** What was counted since. */
function changes(before: Seen, after: Seen): [string, CallChange][] {
  return [...after.downstreams].flatMap(([name, counts]) => {
    const from = before.downstreams.get(name);
    const since = (key: keyof CallChange) => counts[key] - (from?.[key] ?? 0);
    const change = {
      requests: since('requests'),
      reused: since('reused'),
      opened: since('opened'),
      refused: since('refused'),
      errors: since('errors'),
    };
    return change.requests + change.opened + change.refused + change.errors === 0 ? [] : [[name, change]];
  });
}

function conclude({ downstreams, reports, cwd }: Seen, json: boolean): void {
  const callSites = callSitesOf(reports, cwd);
  if (json) print(`${jsonText({ downstreams: Object.fromEntries(downstreams), callSites })}\n`);
  else tell(`\n${watchSummary([...downstreams], callSites, reports.length)}`);
}
