import { EXIT } from '../model/exit.js';
import { SHELLS } from './shells.js';
import type { Verb } from './verb.js';

/** Prints what a shell needs to complete verbs and flags; the table is asked for when it is complete itself. */
export function completionVerb(verbs: () => readonly Verb[]): Verb<Record<never, never>> {
  return {
    name: 'completion',
    says: 'print a script that completes verbs and flags in a shell',
    places: [{ name: 'shell', says: SHELLS.join(', '), choices: SHELLS }],
    flags: {},
    examples: [
      { line: 'completion bash > ~/.local/share/bash-completion/completions/holdline', does: 'for bash' },
      { line: `completion zsh > "\${fpath[1]}/_holdline"`, does: 'for zsh, where the first folder of fpath is yours' },
      { line: 'completion fish > ~/.config/fish/completions/holdline.fish', does: 'for fish' },
    ],
    exits: [EXIT.pass, EXIT.usage, EXIT.targetOrInternal],
    run: async ([shell]) => (await import('./completion-scripts.js')).printCompletion(shell!, verbs()),
  };
}
