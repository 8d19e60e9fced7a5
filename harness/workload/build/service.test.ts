import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import { targetFacts } from '../../model/workload/target-facts.js';
import { parseWorkload } from '../read.js';

const answering = (json: string) =>
  parseWorkload(
    'service.yaml',
    `name: a
peak: 100/s
service: { command: [node, a.js] }
calls: { prices: { answers: [{ get: /a, json: ${json} }] } }
requests: [{ get: / }]
policies: { today: {} }
`,
    { env: {}, overrides: {}, cores: 2 },
  );

test('the JSON of an answer is the text of the file', () => {
  const { target } = answering('{ id: 12345678901234567890123, rate: 1.50, __proto__: [1e3] }');
  const { answeredBy } = targetFacts(target).calls![0]!;
  assert.ok(answeredBy.kind === 'embedded');
  assert.deepEqual(answeredBy.answers[0]?.body, {
    kind: 'text',
    text: '{"id":12345678901234567890123,"rate":1.50,"__proto__":[1e3]}',
    type: 'application/json',
  });
});

test('what JSON cannot hold is refused in an answer as in a request', () => {
  for (const json of ['.nan', '{ a: .inf }']) {
    assert.throws(
      () => answering(json),
      (error) => error instanceof UserMistake && /JSON/.test(error.message),
    );
  }
});

test('what is called by https is answered so without being told', () => {
  const { target } = parseWorkload(
    'service.yaml',
    `name: a
peak: 100/s
service: { command: [node, a.js] }
calls:
  a: { origin: "HTTPS://a.example" }
  b: { origin: http://b.example }
  c: { embedded: { tls: true } }
  d: { origin: https://d.example, embedded: { tls: { key: rsa } } }
  e: { embedded: { latency: 1ms } }
requests: [{ get: / }]
policies: { today: {} }
`,
    { env: {}, overrides: {}, cores: 2 },
  );
  const spoken = targetFacts(target).calls!.map(
    ({ answeredBy }) => answeredBy.kind === 'embedded' && answeredBy.tls && answeredBy.tls.key,
  );
  assert.deepEqual(spoken, ['ecdsa', false, 'ecdsa', 'rsa', false]);
});
