import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HEAD, told, workloadOf } from '../../testing/workload-files.js';
import { fillSecrets } from './environment.js';

describe('the command line', () => {
  it('replaces what the file says', () => {
    const overrides = { slotMs: 1000, warmupMs: 100, blocks: 2, invocations: 1, scale: 0.5, seed: 9 };
    const { design, load } = workloadOf(`${HEAD}load: { scale: 100% }\ndesign: { slot: 5s }\n`, { overrides });
    assert.deepEqual(design, { invocations: 1, blocks: 2, slotMs: 1000, leadInMs: 500, warmupMs: 100 });
    assert.deepEqual(load.kind === 'open' && load.stages, [{ durationMs: 1000, fromPerSecond: 150, toPerSecond: 150 }]);
    assert.equal(load.seed, 9);
  });

  it('is named in the mistake, which has no place', () => {
    assert.deepEqual(told(HEAD, { overrides: { slotMs: 5, blocks: 3 } }), [
      '- --blocks is 3, which is odd | write an even number, because blocks are mirrored in pairs',
      '- --slot is `5ms`, which is less than 200ms | write a value from 200ms up to 60s',
    ]);
  });

  it('has no scale for rates that are written out', () => {
    assert.deepEqual(told(`${HEAD}load: { connections: 9 }\n`, { overrides: { scale: 0.1 } }), [
      '5:22 --scale does not go with `load.connections`' +
        ' | leave --scale out, or write load.scale instead of load.connections',
    ]);
    assert.deepEqual(told(`${HEAD}load: { sequence: 20 }\n`, { overrides: { slotMs: 1000 } }), [
      '- --slot does not go with `load.sequence` | leave the slot out: the sequence ends it',
    ]);
    assert.deepEqual(told(`${HEAD}load: { rate: 50/s }\n`, { overrides: { scale: 0.1 } }), [
      '5:15 --scale does not go with `load.rate` | leave --scale out, or write load.scale instead of load.rate',
    ]);
  });
});

describe('the environment', () => {
  const PLACE = `\${env.TOKEN}`;
  const text = [
    `name: x\npeak: \${env.PEAK}/s\ntarget: { url: "\${env.ORIGIN}" }`,
    `policies: { cold: { keepAlive: "\${env.REUSE}" } }`,
    `requests:\n  - { name: a, weight: "\${env.WEIGHT}", post: "/a?k=${PLACE}", headers: { authorization: "Bearer ${PLACE}" }, json: { t: "${PLACE}" } }`,
  ].join('\n');
  const env = { PEAK: '300', ORIGIN: 'https://a:8443/', REUSE: 'false', WEIGHT: '3', TOKEN: 's"e' };

  it('fills everything but what is sent', () => {
    const workload = workloadOf(text, { env: { ...env, TOKEN: 'secret' } });
    assert.equal(workload.peakPerSecond, 300);
    assert.deepEqual(workload.target, { kind: 'url', origin: 'https://a:8443', caFile: null });
    assert.equal(workload.requests[0]?.weight, 3);
    assert.doesNotMatch(JSON.stringify(workload), /secret/);
    assert.equal(workload.requests[0]?.headers.authorization, `Bearer ${PLACE}`);
    const [sent] = fillSecrets(workload.requests, { ...env, TOKEN: 'secret' });
    assert.equal(sent?.path, '/a?k=secret');
    assert.equal(sent?.headers.authorization, 'Bearer secret');
    assert.equal(sent?.body, '{"t":"secret"}');
  });

  it('escapes what goes into JSON', () => {
    const { requests } = workloadOf(text.replace(`?k=${PLACE}`, ''), { env });
    assert.equal(fillSecrets(requests, env)[0]?.body, '{"t":"s\\"e"}');
  });

  it('names a missing variable at its place, once, and nothing of the values', () => {
    const lines = told(text, { env: { PEAK: 'hunter2', ORIGIN: 'https://a', REUSE: 'false', WEIGHT: '3', TOKN: 'x' } });
    assert.deepEqual(lines, [
      `2:7 \`peak\` is \`\${env.PEAK}/s\`, which is not a rate | write a rate in /s, /min or /h, such as 3333/s`,
      ...['6:47', '6:94', '6:130'].map(
        (at) => `${at} the environment has no variable TOKEN | set it before the run: TOKEN=...; there is TOKN`,
      ),
    ]);
  });

  it('says that a variable between braces needs quotes', () => {
    assert.deepEqual(told(text.replace(`"\${env.REUSE}"`, `\${env.REUSE}`), { env }), [
      `4:33 this is not YAML: Unexpected flow-map-start at node end | put the variable in quotes: "\${env.NAME}"`,
    ]);
  });

  it('refuses a value that would break a header', () => {
    const lines = told(text, { env: { ...env, TOKEN: 'a\nb' } });
    assert.ok(lines.some((line) => line.includes('the value of the header authorization has a character')));
  });
});
