import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommand } from './command.js';

const words = (value: unknown) => {
  const read = readCommand(value);
  return read.ok ? read.value : read.wrong;
};

test('a text is split as a shell splits words', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    'node server.js': ['node', 'server.js'],
    '  node\t server.js \n': ['node', 'server.js'],
    "node 'my server.js'": ['node', 'my server.js'],
    'node "my \\"own\\" server.js"': ['node', 'my "own" server.js'],
    'node "a\\nb"': ['node', 'a\\nb'],
    'node -e \'console.log("x && y")\'': ['node', '-e', 'console.log("x && y")'],
    'node my\\ server.js': ['node', 'my server.js'],
    'node --title="a b"c': ['node', '--title=a bc'],
    "node '' x": ['node', '', 'x'],
    'python3 -m http.server ${port}': ['python3', '-m', 'http.server', `\${port}`],
    "node x '&&' y": ['node', 'x', '&&', 'y'],
    'node x a>b c;d': ['node', 'x', 'a>b', 'c;d'],
  };
  for (const [text, expected] of Object.entries(cases)) assert.deepEqual(words(text), expected, text);
});

test('a list is taken word by word, and numbers are words', () => {
  assert.deepEqual(words(['node', 'my server.js', 80]), ['node', 'my server.js', '80']);
  for (const list of [[], [''], ['node', null], [['node']], ['node', {}]]) {
    assert.equal(words(list), 'which is no program with arguments');
  }
});

test('what only a shell understands is refused by its word', () => {
  const cases: Readonly<Record<string, string>> = {
    'cd a && node b': '&&',
    'node a | tee b': '|',
    'node a > b': '>',
    'node a 2>> b': '2>>',
    'node a &': '&',
    'node $(which a)': '$(which',
    'node `which a`': '`which',
  };
  for (const [text, word] of Object.entries(cases)) {
    assert.equal(words(text), `whose \`${word}\` is for a shell, and none is started`, text);
  }
});

test('a quote without its end, a blank and what is no text are refused', () => {
  for (const text of ["node 'a", 'node "a', 'node a"b', 'node \\']) {
    assert.equal(words(text), 'which has a quote without its end', text);
  }
  for (const value of ['', ' ', 7, null, {}]) assert.equal(words(value), 'which is no program with arguments');
});
