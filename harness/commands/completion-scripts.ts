import { EXIT, type ExitCode } from '../model/exit.js';
import { mistake } from '../model/mistake.js';
import { SHELLS, type Shell } from './shells.js';
import { print } from './terminal/output.js';
import { type Flag, flagName, type Verb } from './verb.js';

/** What each shell is given: made of the table of verbs, so that nothing in it is written twice. */
export const SCRIPTS: { readonly [Name in Shell]: (verbs: readonly Verb[]) => string } = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Throws UserMistake for a shell that is not among them. */
export function printCompletion(shell: string, verbs: readonly Verb[]): ExitCode {
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined) throw mistake(`there is no completion for ${shell}`, `the shells are ${SHELLS.join(', ')}`);
  print(SCRIPTS[known](verbs));
  return EXIT.pass;
}

/** Beside those of each verb. */
const HELP = { name: '--help', says: 'print its help' } as const;
const WORDS = ['help', '--help', '--version'] as const;

interface Written {
  readonly name: string;
  readonly flag: Flag<unknown>;
}

function flagsOf({ flags }: Verb): readonly Written[] {
  return Object.entries(flags).map(([key, flag]) => ({ name: flagName(key), flag }));
}

/** What may stand at the places of a verb, where that is known. */
function choicesOf({ places }: Verb): readonly string[] {
  return places.flatMap(({ choices = [] }) => choices);
}

function bashScript(verbs: readonly Verb[]): string {
  const valued = verbs.flatMap((verb) => flagsOf(verb).map((one) => ({ ...one, verb: verb.name })));
  const choices = valued.filter(({ flag }) => flag.choices !== undefined);
  const free = valued.filter(({ flag }) => flag.takes !== 'nothing' && flag.choices === undefined);
  const reply = (words: readonly string[]) => `COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current"))`;
  const rows = verbs.map((verb) => {
    const names = [...flagsOf(verb).map(({ name }) => name), HELP.name];
    const places = choicesOf(verb);
    const others = places.length === 0 ? '' : ` else ${reply(places)};`;
    return `    ${verb.name}) if [[ "$current" == -* ]]; then ${reply(names)};${others} fi ;;`;
  });
  return `# bash completion of holdline: holdline completion bash
_holdline() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    ${reply([...verbs.map(({ name }) => name), ...WORDS])}
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${choices.map(({ verb, name, flag }) => `    '${verb} ${name}') ${reply(flag.choices!)}; return ;;`).join('\n')}
    ${free.map(({ verb, name }) => `'${verb} ${name}'`).join(' | ')}) return ;;
  esac
  case "\${COMP_WORDS[1]}" in
${rows.join('\n')}
  esac
}
# What it leaves open is a file.
complete -o bashdefault -o default -F _holdline holdline
`;
}

function zshScript(verbs: readonly Verb[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const inBrackets = (text: string) => text.replace(/[[\]\\]/g, '\\$&');
  const described = verbs.map(({ name, says }) => `    ${quoted(`${name}:${says}`)}`);
  const spec = ({ name, flag }: Written) => {
    const { takes, value, says, choices } = flag;
    const many = takes === 'many' ? '*' : '';
    const what = value.replace(/[<>:]/g, '');
    const values = choices === undefined ? '_files' : `(${choices.join(' ')})`;
    return quoted(`${many}${name}[${inBrackets(says)}]${takes === 'nothing' ? '' : `:${what}:${values}`}`);
  };
  const rows = verbs.map((verb) => {
    const places = choicesOf(verb);
    const rest = quoted(places.length === 0 ? '*:file:_files' : `*:word:(${places.join(' ')})`);
    const specs = [...flagsOf(verb).map(spec), quoted(`${HELP.name}[${HELP.says}]`), rest];
    return `    ${verb.name})\n      _arguments \\\n${specs.map((one) => `        ${one}`).join(' \\\n')} ;;`;
  });
  return `#compdef holdline
# zsh completion of holdline: holdline completion zsh
_holdline() {
  local -a verbs
  verbs=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'verb' verbs
    return
  fi
  shift words
  (( CURRENT -= 1 ))
  case "$words[1]" in
${rows.join('\n')}
  esac
}
# As a file of fpath it is the function itself; read by eval it tells whose it is.
if [ "$funcstack[1]" = '_holdline' ]; then _holdline "$@"; else compdef _holdline holdline; fi
`;
}

function fishScript(verbs: readonly Verb[]): string {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const lines = verbs.flatMap((verb) => {
    const seen = quoted(`__fish_seen_subcommand_from ${verb.name}`);
    const places = choicesOf(verb);
    return [
      `complete -c holdline -n __fish_use_subcommand -f -a ${verb.name} -d ${quoted(verb.says)}`,
      ...(places.length === 0 ? [] : [`complete -c holdline -n ${seen} -f -a ${quoted(places.join(' '))}`]),
      ...flagsOf(verb).map(({ name, flag: { takes, says, choices } }) => {
        const values = choices === undefined ? '-r' : `-x -a ${quoted(choices.join(' '))}`;
        const taken = takes === 'nothing' ? '' : ` ${values}`;
        return `complete -c holdline -n ${seen} -l ${name.slice(2)}${taken} -d ${quoted(says)}`;
      }),
    ];
  });
  return `# fish completion of holdline: holdline completion fish\n${lines.join('\n')}\n`;
}
