import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { FORMAT_NAMES } from '../../reports/index.js';
import { tempFolder } from '../testing/cli.js';
import { callCli } from '../testing/in-process.js';
import { SCRIPTS } from './completion-scripts.js';
import { llmsText } from './llms-text.js';
import { SHELLS } from './shells.js';
import { flagName } from './verb.js';
import { VERBS } from './verbs.js';

const isMissing = (shell: string) => spawnSync(shell, ['--version']).status !== 0 && `without ${shell}`;

test('a script for each shell has every verb and every flag', async (t) => {
  const cwd = tempFolder(t);
  for (const shell of SHELLS) {
    const { code, out, err } = await callCli(['completion', shell], { cwd });
    assert.deepEqual([code, err], [0, '']);
    for (const { name, flags } of VERBS) {
      assert.match(out, new RegExp(`\\b${name}\\b`), `${shell} ${name}`);
      for (const flag of Object.keys(flags).map(flagName)) {
        const word = shell === 'fish' ? `-l ${flag.slice(2)}` : flag;
        assert.ok(out.includes(word), `${shell} ${name} ${flag}`);
      }
    }
  }
  const { code, err } = await callCli(['completion', 'tcsh'], { cwd });
  assert.equal(code, 2);
  assert.match(err, /no completion for tcsh\n {2}the shells are bash, zsh, fish/);
});

test('bash completes verbs, the flags of the verb, what a flag may be, and leaves the rest to files', {
  skip: isMissing('bash'),
}, (t) => {
  const script = path.join(tempFolder(t), 'completion');
  writeFileSync(script, SCRIPTS.bash(VERBS));
  const complete = (...words: readonly string[]) => {
    const line = words.map((word) => `'${word}'`).join(' ');
    const asked = `source '${script}'; COMP_WORDS=(holdline ${line}); COMP_CWORD=${words.length}; _holdline; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', asked], { encoding: 'utf8' });
    assert.equal(stderr, '');
    return stdout.trim().split('\n');
  };
  assert.deepEqual(complete('lo'), ['load']);
  assert.deepEqual(complete('load', 'x.yaml', '--qui'), ['--quick', '--quiet']);
  assert.deepEqual(complete('report', 'x', '--format', ''), [...FORMAT_NAMES, 'hgrm']);
  assert.deepEqual(complete('compare', 'x', 'y', '--format', 'h'), ['html']);
  assert.deepEqual(complete('completion', ''), [...SHELLS]);
  for (const words of [
    ['load', ''],
    ['load', 'x', '--out', ''],
    ['load', 'x', '--slot', '-'],
  ])
    assert.deepEqual(complete(...words), ['']);
  assert.deepEqual(complete('nowhere', '-'), ['']);
});

for (const [shell, args] of [
  ['zsh', ['-n']],
  ['fish', ['--no-execute']],
] as const) {
  test(`${shell} reads its script`, { skip: isMissing(shell) }, (t) => {
    const script = path.join(tempFolder(t), 'completion');
    writeFileSync(script, SCRIPTS[shell](VERBS));
    const { status, stderr } = spawnSync(shell, [...args, script], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
  });
}

test('llms.txt is what the code makes, and every document that it names is there; npm run schema writes it', () => {
  const top = new URL('../../../', import.meta.url);
  const text = readFileSync(new URL('llms.txt', top), 'utf8');
  assert.ok(text === llmsText(VERBS), 'it is another text');
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!);
  assert.ok(links.length > 5);
  for (const link of links) assert.ok(existsSync(new URL(link, top)), link);
});
