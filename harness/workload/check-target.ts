import { statSync } from 'node:fs';
import { join } from 'node:path';
import { keysAt, problemAt, problemAtKey } from './problem.js';
import type { Check } from './scope.js';

const KINDS = ['embedded', 'url', 'simulated'] as const;

/** The target is one thing, and its certificate authority can be read. */
export const checkTarget: Check = ({ tree, draft, folder, isSound }) => {
  const keys = keysAt(tree, ['target']);
  const [first, ...others] = keys.filter((key) => KINDS.some((kind) => kind === key));
  if (first === undefined && isSound(['target'])) {
    return [
      problemAt(
        ['target'],
        '`target` names no target',
        'write one of embedded: {}, url: https://... and simulated: {}',
      ),
    ];
  }
  const both = others.map((key) =>
    problemAtKey(['target', key], `\`target\` has both ${first} and ${key}`, 'keep one of embedded, url and simulated'),
  );
  const ca = draft.target?.ca;
  if (ca === undefined) return both;
  if (!draft.target?.url?.startsWith('https:') && isSound(['target', 'url'])) {
    return [...both, problemAtKey(['target', 'ca'], '`target.ca` goes with an https url only', 'remove it')];
  }
  const missing = problemAt(
    ['target', 'ca'],
    `there is no file ${join(folder, ca)}`,
    'name a PEM file relative to this one',
  );
  return isFile(join(folder, ca)) ? both : [...both, missing];
};

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
