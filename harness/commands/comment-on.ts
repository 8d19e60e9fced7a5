import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { MARKDOWN_LIMIT } from '../../reports/index.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { fileTrouble } from '../model/file-mistake.js';
import type { CommentValues } from './comment-flags.js';
import { type Forge, forgeOf } from './forge.js';
import { type Posted, stick } from './sticky.js';
import { print, say } from './terminal/output.js';
import { type Told, toldOf } from './told.js';

/** Tells the job's summary, its outputs, its annotations and the pull request. */
export async function commentOn(
  places: readonly string[],
  { when = 'failure', pullRequest }: CommentValues,
): Promise<ExitCode> {
  const told = toldOf(places);
  const { env } = process;
  append(env.GITHUB_STEP_SUMMARY, `${told.markdown}\n`);
  append(env.GITHUB_OUTPUT, outputs(told, places));
  if (env.GITHUB_ACTIONS === 'true') print(told.annotations.map(annotationLine).join(''));
  if (when === 'never') return EXIT.pass;
  const found = await forgeOf(env, pullRequest);
  if ('why' in found) {
    say(`no comment: ${found.why}${summaryText(env)}`);
    return EXIT.pass;
  }
  const makes = when === 'always' || told.failed;
  const posted = await stick(found.forge, { ...bodies(told, found.forge), makes });
  say(sentenceOf(posted, found.forge.name, env));
  return posted.kind === 'failed' ? EXIT.targetOrInternal : EXIT.pass;
}

function sentenceOf(posted: Posted, name: string, env: NodeJS.ProcessEnv): string {
  switch (posted.kind) {
    case 'made':
      return 'the pull request has a comment';
    case 'changed':
      return 'the comment on the pull request is up to date';
    case 'unchanged':
      return 'the comment on the pull request says it already';
    case 'not asked for':
      return 'nothing failed, and there is no comment to bring up to date: none is made (--when always makes one)';
    case 'forbidden':
      return `no comment: ${name} does not let this token comment (${posted.says}), as it is with forks${summaryText(env)}`;
    case 'failed':
      return `no comment: ${name} says ${posted.says}${summaryText(env)}`;
  }
}

function summaryText({ GITHUB_STEP_SUMMARY: summary }: NodeJS.ProcessEnv): string {
  return summary ? '; the report is in the summary of the job' : '';
}

/** The marker is the first line of both; the short one has what the reader must know, and where the rest is. */
function bodies({ markdown, headline }: Told, { name }: Pick<Forge, 'name'>) {
  const marker = markdown.split('\n')[0]!;
  const short = `${marker}\n\n${headline}\n\n_The whole report is in the summary and the artifacts of the job._\n`;
  const harmless = name === 'GitLab' ? withoutQuickActions : (text: string) => text;
  return { marker, body: fitted(harmless(markdown)), short: harmless(short) };
}

/** GitLab obeys lines such as `/merge`: an invisible space before the stroke makes it one that is read. */
export function withoutQuickActions(markdown: string): string {
  return markdown.replaceAll(/^([^\S\n]*)\//gm, '$1\u200b/');
}

/** Details are dropped first, the last of them before the others, and then the end. */
export function fitted(markdown: string, limit = MARKDOWN_LIMIT): string {
  let text = markdown;
  for (
    let start = text.lastIndexOf('<details>');
    text.length > limit && start >= 0;
    start = text.lastIndexOf('<details>')
  ) {
    const end = text.indexOf('</details>', start);
    text = text.slice(0, start) + (end < 0 ? '' : text.slice(end + '</details>'.length).trimStart());
  }
  if (text.length <= limit) return text;
  const cut = '\n\n_This report is truncated._\n';
  return text.slice(0, Math.max(0, text.lastIndexOf('\n', limit - cut.length))) + cut;
}

function outputs({ status, savedContainers }: Told, places: readonly string[]): string {
  const report = places.length === 1 ? path.join(places[0]!, 'report.md') : '';
  return `verdict=${status}\nreport=${report}\nsaved-containers=${savedContainers ?? ''}\n`;
}

/** As GitHub reads it from the output of a step; nothing in a name begins another command. */
function annotationLine({ file, line, says }: Told['annotations'][number]): string {
  const data = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (text: string) => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
  return `::error file=${property(file)},line=${line},title=holdline::${data(says)}\n`;
}

function append(file: string | undefined, text: string): void {
  if (file === undefined || file === '') return;
  try {
    appendFileSync(file, text);
  } catch (error) {
    say(fileTrouble(file, 'written', error));
  }
}
