import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { told } from '../../testing/workload-files.js';

const HEAD = 'name: x\npeak: 300/s\npolicies: { today: {} }\n';
const answering = (answer: string) =>
  `${HEAD}service: { command: node x.js }\ncalls:\n  a:\n    answers:\n      - ${answer}\n`;

const CASES: Readonly<Record<string, readonly [text: string, said: RegExp]>> = {
  'a line break in a header of an answer': [
    answering('{ get: /, headers: { a: "x\\r\\ny: z" } }'),
    /the header a has a/,
  ],
  'a letter beyond Latin-1 there': [answering('{ get: /, headers: { a: "\\u2603" } }'), /the header a has a/],
  'no name of a header': [answering('{ get: /, headers: { "a b": 1 } }'), /`a b` is not a name of a header/],
  'a file that is not there': [answering('{ get: /, file: none.json }'), /there is no file none\.json/],
  'a folder as a file': [answering('{ get: /, file: . }'), /there is no file \./],
  'a zero byte in a command': [`${HEAD}service: { command: "node\\0x" }\n`, /has a zero byte in it/],
  'a zero byte in a word of it': [`${HEAD}service: { command: [node, "a\\0"] }\n`, /has a zero byte in it/],
  'a zero byte in a folder': [`${HEAD}service: { command: node x, cwd: "a\\0b" }\n`, /has a zero byte in it/],
  'a zero byte in a variable': [`${HEAD}service: { command: node x, env: { A: "x\\0" } }\n`, /has a zero byte in it/],
  'a variable before a command': [`${HEAD}service: { command: A=1 node x }\n`, /which sets A as a shell does/],
  'a policy with the name of what every object has': [
    'name: x\npeak: 300/s\nservice: { command: node x }\npolicies: { today: {}, constructor: { keepAlive: true } }\n',
    /`constructor` is not a plain name for a policy/,
  ],
  'no name of a variable': [`${HEAD}service: { command: node x, env: { "A=B": 1 } }\n`, /is not a name of a variable/],
};

describe('what neither a process nor an answer can hold is a mistake in the file', () => {
  for (const [name, [text, said]] of Object.entries(CASES)) {
    it(name, () => {
      const all = told(text);
      assert.equal(all.length, 1, String(all));
      assert.match(all[0]!, said);
    });
  }
});
