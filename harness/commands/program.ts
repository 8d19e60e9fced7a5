import { Command, CommanderError, Option } from 'commander';
import { EXIT, type ExitCode } from '../model/exit.js';
import { version } from '../system/environment.js';
import { notEmpty, refuseTwoFormats } from './agreement.js';
import { EXIT_TEXTS } from './exit-code.js';
import { outputWidth, print, say } from './terminal/output.js';
import { wrapped } from './terminal/wrapped.js';
import { type Example, type Flag, flagName, type Verb } from './verb.js';

/** Reads the command line by its table of verbs, runs the one that was named and gives its exit code. */
export async function runCommand(args: readonly string[], verbs: readonly Verb[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.pass;
  const finish = (code: ExitCode) => {
    exitCode = code;
  };
  try {
    await createProgram(verbs, finish).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Help and version end this way too, with nothing wrong; what was to be said has been printed.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    throw error;
  }
}

function createProgram(verbs: readonly Verb[], finish: (code: ExitCode) => void): Command {
  const program = new Command('holdline')
    .description('Says how many containers, connections, handshakes and lookups HTTP keep-alive saves at peak.')
    .version(version(), '-v, --version', 'print the version')
    .configureOutput({
      writeOut: print,
      writeErr: (text) => say(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, '')),
    })
    .exitOverride()
    .addHelpText('after', `\n${helpOfExamples(verbs.map(({ examples }) => examples[0]))}`)
    .showHelpAfterError('(holdline --help shows every verb)');
  for (const verb of verbs) addVerb(program, verb, finish);
  return program;
}

function addVerb(program: Command, verb: Verb, finish: (code: ExitCode) => void): void {
  const command = program
    .command(verb.name)
    .description(verb.says)
    .addHelpText('after', `\n${helpOfExamples(verb.examples)}\n\n${helpOfExits(verb.exits)}`)
    .configureOutput({ outputError: (text, write) => write(missingSaid(text.replace(/^error: /, ''), verb)) })
    .showHelpAfterError(`(holdline ${verb.name} --help shows its flags)`);
  for (const { name, says, isRest, mayBeMissing } of verb.places) {
    const words = isRest ? `${name}...` : name;
    command.argument(mayBeMissing ? `[${words}]` : `<${words}>`, says);
  }
  for (const [key, flag] of Object.entries(verb.flags)) command.addOption(optionOf(key, flag));
  command.action(async () => {
    for (const [index, { name, isRest }] of verb.places.entries()) {
      const given = command.args[index];
      if (given !== undefined && isRest !== true) notEmpty(`<${name}>`, given);
    }
    refuseTwoFormats(command.opts());
    finish(await verb.run(command.args, command.opts()));
  });
}

/** A name alone, such as `base`, does not tell what stands there. */
function missingSaid(text: string, { places }: Verb): string {
  return text.replace(/^(missing required argument '([^']+)')/, (said, _said, name) => {
    const place = places.find((one) => one.name === name);
    return place === undefined ? said : `${said}: ${place.says}`;
  });
}

function optionOf(key: string, { takes, value, says, read }: Flag<unknown>): Option {
  if (takes === 'nothing') return new Option(flagName(key), says);
  const option = new Option(`${flagName(key)} ${value}`, says);
  return takes === 'once'
    ? option.argParser((text) => read(notEmpty(flagName(key), text)))
    : option.argParser<unknown[]>((text, before = []) => [...before, read(notEmpty(flagName(key), text))]);
}

function helpOfExamples(examples: readonly Example[]): string {
  const width = outputWidth();
  // A shell takes a line that is broken so.
  const command = (line: string) => wrapped(`  holdline ${line}`, width - ' \\'.length).join(' \\\n');
  return [
    'Examples:',
    ...examples.flatMap(({ line, does }) => [command(line), ...wrapped(`      ${does}`, width)]),
  ].join('\n');
}

function helpOfExits(exits: Verb['exits']): string {
  // Whatever a verb does, a signal may end it.
  const rows = [...new Set([...exits, EXIT.interrupted])]
    .toSorted((a, b) => a - b)
    .map((code) => `  ${String(code).padEnd(4)} ${EXIT_TEXTS[code]}`);
  return ['Exit codes:', ...rows].join('\n');
}
