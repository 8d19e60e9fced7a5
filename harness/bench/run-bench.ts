import { formatMistakes } from '../commands/terminal/format-mistakes.js';
import { say } from '../commands/terminal/output.js';
import { EXIT } from '../model/exit.js';
import { UserMistake } from '../model/mistake.js';

/** Runs a bench with the arguments of the process; a user's mistake is told, and ends with 2. */
export async function runBench(main: (args: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    say(formatMistakes(error.mistakes).trimEnd());
    process.exitCode = EXIT.usage;
  }
}
