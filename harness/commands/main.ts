import { Command, CommanderError, Option } from 'commander';
import { FORMAT_NAMES, type FormatName } from '../../reports/index.js';
import { EXIT, type ExitCode } from '../model/exit.js';
import { UserMistake } from '../model/mistake.js';
import { version } from '../system/environment.js';
import { parseDuration, parseShare, parseWhole } from '../workload/overrides.js';
import { compare } from './compare.js';
import { type LoadOptions, load } from './load.js';
import { report } from './report.js';
import { formatMistakes } from './terminal/format-mistakes.js';
import { print, say } from './terminal/output.js';

/** Runs one verb and gives its exit code. A user's mistake is told without a stack; anything else thrown is a bug. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.pass;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof UserMistake) say(formatMistakes(error.mistakes).trimEnd());
    // Help and version end this way too, with nothing wrong; commander has printed the rest by itself.
    else if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    else {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return EXIT.targetOrInternal;
    }
    return EXIT.usage;
  }
}

function createProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command('holdline')
    .description('Says how many containers, connections, handshakes and lookups HTTP keep-alive saves at peak.')
    .version(version())
    .configureOutput({ writeOut: print, writeErr: (text) => say(text.trimEnd()) })
    .showHelpAfterError('(holdline --help shows every verb and option)')
    .exitOverride();
  addLoad(program, finish);
  program
    .command('report')
    .description("render a run's report again, without its target")
    .argument('<run>', 'a run folder, for example runs/peak/latest')
    .addOption(formatOption())
    .option('--json', 'the same as --format json')
    .action((run: string, options: { format: FormatName; json?: boolean }) =>
      finish(report(run, options.json ? 'json' : options.format)),
    );
  program
    .command('compare')
    .description('compare two runs of the same workload, for a pull request')
    .argument('<base>', 'the run folder to compare with')
    .argument('<head>', 'the run folder of the change')
    .addOption(formatOption())
    .option('--json', 'the same as --format json')
    .option('--fail-on-inconclusive', 'exit 3 when a gate can be neither passed nor failed')
    .action(
      (base: string, head: string, options: { format: FormatName; json?: boolean; failOnInconclusive?: boolean }) =>
        finish(compare(base, head, options.json ? 'json' : options.format, options.failOnInconclusive === true)),
    );
  return program;
}

interface LoadFlags {
  readonly out?: string;
  readonly slot?: number;
  readonly warmup?: number;
  readonly blocks?: number;
  readonly invocations?: number;
  readonly scale?: number;
  readonly seed?: number;
  readonly allowHost?: readonly string[];
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly failOnInconclusive?: boolean;
}

function addLoad(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('load')
    .description('replay a workload, analyse it and write a run folder')
    .argument('<workload>', 'a YAML file, for example workloads/peak.yaml')
    .option('--out <folder>', 'where to write (default: runs/<workload>/<time>)')
    .option('--slot <time>', 'length of a slot, for example 1s', (text) => parseDuration('--slot', text))
    .option('--warmup <time>', 'least warm-up per policy', (text) => parseDuration('--warmup', text))
    .option('--blocks <count>', 'blocks per invocation, even', (text) => parseWhole('--blocks', text))
    .option('--invocations <count>', 'fresh sets of processes', (text) => parseWhole('--invocations', text))
    .option('--scale <share>', 'share of the peak to replay, for example 5%', (text) => parseShare('--scale', text))
    .option('--seed <number>', 'seed of everything random in the plan', (text) => parseWhole('--seed', text))
    .option('--allow-host <name...>', 'hosts beyond this machine that may be sent load')
    .option('--quiet', 'no progress and no summary')
    .option('--json', 'findings to standard output, and nothing else')
    .option('--fail-on-inconclusive', 'exit 3 when a gate can be neither passed nor failed')
    .action(async (file: string, flags: LoadFlags) => finish(await load(file, optionsOf(flags))));
}

function optionsOf(flags: LoadFlags): LoadOptions {
  const { slot, warmup, blocks, invocations, scale, seed } = flags;
  return {
    out: flags.out ?? null,
    overrides: { slotMs: slot, warmupMs: warmup, blocks, invocations, scale, seed },
    allowHosts: flags.allowHost ?? [],
    quiet: flags.quiet === true,
    json: flags.json === true,
    failOnInconclusive: flags.failOnInconclusive === true,
  };
}

function formatOption(): Option {
  return new Option('--format <name>', 'format of the report').choices(FORMAT_NAMES).default('text');
}
