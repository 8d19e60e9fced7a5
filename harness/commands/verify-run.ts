import path from 'node:path';
import { renderVerification } from '../../reports/index.js';
import { analyse } from '../analysis/run/findings.js';
import { predict } from '../analysis/verification/predict.js';
import { productionVerification } from '../analysis/verification/production.js';
import { settle } from '../analysis/verification/settle.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { usingFile } from '../model/file-mistake.js';
import type { Findings } from '../model/findings/findings.js';
import type { Verification } from '../model/findings/verification.js';
import { mistake } from '../model/mistake.js';
import { heldOutPlan } from '../plan/held-out.js';
import { createFreeRunFolder, timeName } from '../run/record/folder.js';
import { readRun } from '../run/record/read.js';
import { writeWhole } from '../run/record/store.js';
import { readProduction } from '../workload/production.js';
import { refuseFlags } from './agreement.js';
import { listenForSignals } from './interruption.js';
import { isKept } from './is-kept.js';
import { historyOf, pastBeside, remember } from './predictions.js';
import { provide } from './prepare.js';
import { requireRepeatable } from './repeatable.js';
import { formatOf } from './report-flags.js';
import { runPlan } from './run-plan.js';
import { print, textOptions } from './terminal/output.js';
import type { VerifyValues } from './verify-flags.js';

/** Beyond what was measured, and not so far that another regime begins. */
const FACTOR = 1.6;

/** From the prediction to what became of it. */
export async function verifyRun(place: string, values: VerifyValues): Promise<ExitCode> {
  const base = readRun(place);
  const findings = analyse(base);
  const { status } = findings.verdict;
  if (!['pass', 'fail', 'inconclusive'].includes(status))
    throw mistake(`${place} is ${status}: nothing can be predicted from it`, 'name a run that has a verdict');
  if (values.production !== undefined)
    refuseFlags(values, ['factor'], 'with --production', 'leave it out: nothing is measured again');
  else
    refuseFlags(
      values,
      ['rollout', 'policy'],
      'without --production',
      'leave it out, or name what was recorded with --production',
    );
  if (values.production !== undefined) return byProduction(findings, values.production, values);
  const rateFactor = values.factor ?? FACTOR;
  const past = pastBeside(place, base.plan.workload.name);
  const plan = heldOutPlan(base.plan.workload, rateFactor, past.length + 1);
  requireRepeatable(place, base, plan.workload);
  const provisions = await provide(plan, 'workload.yaml', values.allowHost ?? []);
  const now = new Date();
  const prediction = predict(base, findings, { rateFactor, seed: plan.workload.load.seed, now });
  const folder = createFreeRunFolder(path.join(path.dirname(path.resolve(place)), `verify-${timeName(now)}`));
  // Before a request is sent.
  const told = path.join(folder, 'prediction.json');
  usingFile(told, 'written', () => writeWhole(told, `${JSON.stringify(prediction, null, 2)}\n`));
  listenForSignals();
  const quiet = values.quiet === true || values.json === true;
  const { run } = await runPlan({ plan, ...provisions, folder, startedAt: new Date(), quiet });
  const verification = settle(prediction, run, analyse(run), past);
  print(renderVerification(verification, formatOf(values), textOptions()));
  const isSaved = keepBeside(place, path.join(folder, 'verification.json'), verification);
  if (!isSaved) return EXIT.targetOrInternal;
  return run.outcome.kind === 'interrupted' ? EXIT.interrupted : exitCodeOf(verification);
}

/** What came of it, in its folder and in the history beside the runs. */
function keepBeside(place: string, file: string, verification: Verification): boolean {
  const kept = [
    isKept(file, () => writeWhole(file, renderVerification(verification, 'json'))),
    isKept(historyOf(place), () => remember(place, verification)),
  ];
  return !kept.includes(false);
}

/** Nothing is sent: the run is the prediction. */
function byProduction(findings: Findings, file: string, values: VerifyValues): ExitCode {
  const { deployment, baseline, policies } = findings;
  const policy = values.policy ?? deployment?.policy ?? Object.keys(policies).find((name) => name !== baseline);
  if (policy === undefined || policies[policy] === undefined)
    throw mistake(
      `the run has no policy ${policy ?? 'but its baseline'}`,
      `it has ${Object.keys(policies).join(', ')}`,
    );
  const verification = productionVerification(
    findings,
    policy,
    readProduction(file, values.rollout ?? null),
    new Date(),
  );
  print(renderVerification(verification, formatOf(values), textOptions()));
  return exitCodeOf(verification);
}

function exitCodeOf({ status }: Verification): ExitCode {
  const codes = { confirmed: EXIT.pass, outside: EXIT.pass, refuted: EXIT.gateFailed, invalid: EXIT.invalid } as const;
  return codes[status];
}
