import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenOf } from './screen.js';

const TERMINAL = { isTTY: true, columns: 160 };
const PIPE = {};

test('colours are for terminals, and the environment decides otherwise', () => {
  const cases: readonly (readonly [stream: object, env: Record<string, string>, color: boolean])[] = [
    [TERMINAL, {}, true],
    [PIPE, {}, false],
    [TERMINAL, { TERM: 'dumb' }, false],
    [TERMINAL, { TERM: 'xterm' }, true],
    [TERMINAL, { NO_COLOR: '1' }, false],
    [TERMINAL, { NO_COLOR: '' }, true],
    [TERMINAL, { CI: 'true' }, true],
    [PIPE, { CI: 'true' }, false],
    [PIPE, { FORCE_COLOR: '1' }, true],
    [PIPE, { FORCE_COLOR: '' }, true],
    [TERMINAL, { FORCE_COLOR: '0' }, false],
    [TERMINAL, { FORCE_COLOR: 'false' }, false],
    [PIPE, { FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, true],
  ];
  for (const [stream, env, color] of cases) assert.equal(screenOf(stream, env).color, color, JSON.stringify(env));
});

test('lines are written over on a terminal alone, and neither in CI nor where it is dumb', () => {
  assert.equal(screenOf(TERMINAL, {}).redraws, true);
  assert.equal(screenOf(TERMINAL, { CI: 'false' }).redraws, true);
  for (const env of [{ CI: 'true' }, { CI: '1' }, { TERM: 'dumb' }])
    assert.equal(screenOf(TERMINAL, env).redraws, false);
  assert.equal(screenOf(PIPE, { FORCE_COLOR: '1' }).redraws, false);
});

test('a terminal has its own width, everything else 80 columns or COLUMNS', () => {
  assert.equal(screenOf(TERMINAL, { COLUMNS: '40' }).width, 160);
  assert.equal(screenOf({ isTTY: true }, {}).width, 80);
  assert.equal(screenOf({ isTTY: true, columns: 0 }, {}).width, 80);
  assert.equal(screenOf({ isTTY: true, columns: 3 }, {}).width, 20);
  assert.equal(screenOf(PIPE, {}).width, 80);
  assert.equal(screenOf(PIPE, { COLUMNS: '132' }).width, 132);
  for (const columns of ['', 'wide', '-1', '1.5', '1e999'])
    assert.equal(screenOf(PIPE, { COLUMNS: columns }).width, 80, columns);
});
