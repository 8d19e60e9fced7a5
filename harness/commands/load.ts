import os from 'node:os';
import path from 'node:path';
import { reasonsOf, renderFindings } from '../../reports/index.js';
import { analyse } from '../analysis/run/findings.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import type { RunVerdict } from '../model/findings/findings.js';
import type { Run } from '../model/run/run.js';
import type { Workload } from '../model/workload/workload.js';
import { compilePlan } from '../plan/compile.js';
import { requirePackages } from '../run/packages.js';
import { createRunFolder, defaultRunFolder, pointLatest, writeWhole } from '../run/record/store.js';
import { readCertificate, readClientCertificate } from '../run/targets/certificates.js';
import { isInstalled } from '../workload/checks/packages.js';
import { feedRows } from '../workload/feed/feed.js';
import type { Overrides } from '../workload/overrides.js';
import { readWorkload } from '../workload/read.js';
import { fillSecrets } from '../workload/source/environment.js';
import { requireAllowedTarget } from './allowed-target.js';
import { measure } from './run-plan.js';
import { print, say, textOptions } from './terminal/output.js';

export interface LoadOptions {
  readonly out: string | null;
  readonly overrides: Overrides;
  readonly allowHosts: readonly string[];
  readonly quiet: boolean;
  readonly json: boolean;
  readonly failOnInconclusive: boolean;
}

/** Replays a workload, analyses it, writes the run's folder and prints the summary. */
export async function load(file: string, options: LoadOptions): Promise<ExitCode> {
  const workload = readWorkload(file, {
    env: process.env,
    overrides: options.overrides,
    cores: os.availableParallelism(),
  });
  const plan = compilePlan(workload);
  requireAllowedTarget(plan, options.allowHosts);
  requireCertificate(workload);
  requirePackages(workload, isInstalled);

  const feed = workload.feed === undefined ? null : feedRows(workload.feed);

  const startedAt = new Date();
  const folder = options.out ?? defaultRunFolder(workload.name, startedAt);
  createRunFolder(folder);
  const requests = fillSecrets(workload.requests, process.env);
  const run = await measure({ plan, requests, feed, folder, startedAt, quiet: options.quiet || options.json });
  return conclude(run, folder, options);
}

function conclude(run: Run, folder: string, options: LoadOptions): ExitCode {
  const findings = analyse(run);
  writeWhole(path.join(folder, 'findings.json'), renderFindings(findings, 'json'));
  writeWhole(path.join(folder, 'report.md'), renderFindings(findings, 'markdown'));
  if (options.out === null) pointLatest(folder);
  if (options.json) print(renderFindings(findings, 'json'));
  else if (!options.quiet)
    print(
      `${renderFindings(findings, 'text', { ...textOptions(), brief: true })}\nmore in ${path.join(folder, 'report.md')}\n`,
    );
  if (findings.verdict.status === 'target-lost')
    say(`${reasonsOf(findings).join('\n')}\nwhat was measured is in ${folder}`);
  return exitCodeOf(findings.verdict, options.failOnInconclusive);
}

export function exitCodeOf({ status }: RunVerdict, failOnInconclusive: boolean): ExitCode {
  const codes: Readonly<Record<RunVerdict['status'], ExitCode>> = {
    pass: EXIT.pass,
    fail: EXIT.gateFailed,
    inconclusive: failOnInconclusive ? EXIT.inconclusive : EXIT.pass,
    invalid: EXIT.invalid,
    incomplete: EXIT.interrupted,
    'target-lost': EXIT.targetOrInternal,
    'replayer-lost': EXIT.targetOrInternal,
    failed: EXIT.targetOrInternal,
  };
  return codes[status];
}

/** A certificate that cannot be read is better known before the first process starts. */
function requireCertificate({ target }: Workload): void {
  if (target.kind !== 'url') return;
  if (target.caFile !== null) readCertificate(target.caFile);
  if (target.clientCertificate !== undefined) readClientCertificate(target.clientCertificate);
}
