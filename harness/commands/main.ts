import { EXIT, type ExitCode } from '../model/exit.js';
import { refusal } from '../model/file-mistake.js';
import { mistake, UserMistake } from '../model/mistake.js';
import { stackOf } from '../system/stack.js';
import { nearest } from '../workload/nearest.js';
import { endAtSignals } from './interruption.js';
import { runCommand } from './program.js';
import { formatMistakes } from './terminal/format-mistakes.js';
import { errorWidth, say, saySource } from './terminal/output.js';
import { VERBS } from './verbs.js';

/** Runs one verb and gives its exit code. A user's mistake is told without a stack; anything else thrown is a bug. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const forget = endAtSignals();
  try {
    requireVerb(args);
    return await runCommand(args, VERBS);
  } catch (error) {
    const told = error instanceof UserMistake ? error : refusal(error);
    if (told !== null) {
      say(formatMistakes(told.mistakes, errorWidth()).trimEnd());
      return EXIT.usage;
    }
    saySource(stackOf(error));
    return EXIT.targetOrInternal;
  } finally {
    forget();
  }
}

/** The first word that is no flag names a verb; a file in its place is what most people try first. */
function requireVerb(args: readonly string[]): void {
  const word = args[0];
  const known = [...VERBS.map(({ name }) => name), 'help'];
  if (word === undefined || word.startsWith('-') || known.includes(word)) return;
  if (/\.ya?ml$/i.test(word)) throw mistake(`${word} is a file, and no verb`, `did you mean holdline load ${word}?`);
  const near = nearest(word, known);
  const remedy = near === null ? `the verbs are ${known.join(', ')}` : `did you mean ${near}?`;
  throw mistake(`there is no verb ${word}`, remedy);
}
