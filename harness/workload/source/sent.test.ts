import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HEAD, told, workloadOf } from '../../testing/workload-files.js';

const withRequest = (request: string) => `${HEAD}requests: [{ ${request} }]\n`;
const bodyOf = (json: string) => workloadOf(withRequest(`post: /, json: ${json}`)).requests[0]?.body;
const refusals = (json: string) => told(withRequest(`post: /, json: ${json}`)).map((line) => line.replace(/^\S+ /, ''));

describe('a body that is sent as JSON', () => {
  const sent: readonly (readonly [string, string])[] = [
    [
      '{ id: 2733382000000000049, price: 1.50, large: 1e999, exact: 1E+5, minus: -0 }',
      '{"id":2733382000000000049,"price":1.50,"large":1e999,"exact":1E+5,"minus":-0}',
    ],
    [
      '{ __proto__: 1, 10: a, 2: b, 01: c, ~: d, true: e }',
      '{"__proto__":1,"10":"a","2":"b","01":"c","~":"d","true":"e"}',
    ],
    ['[yes, True, ~, null, 2020-01-01, 1_000, 12:30]', '["yes",true,null,null,"2020-01-01","1_000","12:30"]'],
    ['{ "<<": text, "0012": !!str 0012 }', '{"<<":"text","0012":"0012"}'],
    ['"\\ud800 é \\n"', '"\\ud800 é \\n"'],
    [
      '{ a: &a { x: 1.0 }, b: *a, c: { <<: *a, y: 2 }, d: { <<: [*a], x: 3 } }',
      '{"a":{"x":1.0},"b":{"x":1.0},"c":{"x":1.0,"y":2},"d":{"x":3}}',
    ],
  ];
  for (const [json, expected] of sent) it(`is ${expected}`, () => assert.equal(bodyOf(json), expected));

  it('is refused where JSON cannot hold it, each flaw with what can be written', () => {
    assert.deepEqual(refusals('{ zip: 02142, share: .nan, half: .5, hex: 0x1F, plus: +5, point: 1. }'), [
      'JSON has no number 02142 | write "02142" to send the text, or 2142 for the number',
      'JSON has no number .nan | write ".nan" to send the text',
      'JSON has no number .5 | write ".5" to send the text, or 0.5 for the number',
      'JSON has no number 0x1F | write "0x1F" to send the text, or 31 for the number',
      'JSON has no number +5 | write "+5" to send the text, or 5 for the number',
      'JSON has no number 1. | write "1." to send the text, or 1 for the number',
    ]);
    assert.deepEqual(refusals('[!!binary "aGVsbG8=", !!set { x, y }, { <<: text }, { {id}: 1 }]'), [
      'JSON has no !!binary | write what is to be sent as a text, a list or a mapping',
      'JSON has no !!set | write what is to be sent as a text, a list or a mapping',
      'the key `<<` without quotes puts in what another mapping has, and this is none | write "<<" to send such a key, or <<: *name',
      '{{id}} stands without quotes, and so is a mapping | write "{{id}}"',
    ]);
  });

  it('is refused where YAML 1.1 takes a text for something else, and the file says that it is one', () => {
    const lines = told(`%YAML 1.1\n---\n${withRequest('post: /, json: [on, "on", 1:30, text]')}`);
    assert.deepEqual(
      lines.map((line) => line.slice(0, 42)),
      ['7:30 on has another meaning in YAML 1.1, a', '7:40 1:30 has another meaning in YAML 1.1,'],
    );
  });
});

describe('a text that is sent', () => {
  it('is the text of the file, whatever YAML takes it for', () => {
    const { requests } = workloadOf(
      withRequest(
        'name: 007, post: /, body: 1.0, headers: { a: 0012, b: 1.0, c: 1e3, d: true, e: 0x1F, f: 2020-01-01, g: "0" }',
      ),
    );
    assert.deepEqual(requests[0], {
      name: '007',
      weight: 1,
      method: 'POST',
      path: '/',
      headers: { a: '0012', b: '1.0', c: '1e3', d: 'true', e: '0x1F', f: '2020-01-01', g: '0' },
      body: '1.0',
      dynamodb: null,
    });
  });

  it('is so in the attributes of DynamoDB, but for booleans', () => {
    const text = `${HEAD.replace('tls: false', 'service: dynamodb')}client: aws-sdk-v3\n`;
    const item = '{ id: { N: 12345678901234567890 }, zip: { S: 0012 }, on: { BOOL: true }, all: { NS: [1.0, 2] } }';
    const { requests } = workloadOf(`${text}requests: [{ dynamodb: putItem, table: 7, item: ${item} }]\n`);
    assert.deepEqual(requests[0]?.dynamodb?.input, {
      TableName: '7',
      Item: { id: { N: '12345678901234567890' }, zip: { S: '0012' }, on: { BOOL: true }, all: { NS: ['1.0', '2'] } },
    });
  });

  it('has any name that a header may have', () => {
    const { requests } = workloadOf(withRequest('get: /, headers: { __proto__: x, constructor: y, a: 0 }'));
    assert.deepEqual(Object.entries(requests[0]?.headers ?? {}), [
      ['constructor', 'y'],
      ['a', '0'],
      ['__proto__', 'x'],
    ]);
    assert.match(told(withRequest('get: /, headers: { __proto__: [] }'))[0] ?? '', /headers\.__proto__` is a list/);
  });
});

describe('merge keys', () => {
  const merged = (second: string) =>
    HEAD.replace(/policies: .*/, `policies: { cold: &base { keepAlive: no, requestTimeout: 2s }, warm: ${second} }`);

  it('put in what another mapping has, also where the file says that it is YAML 1.1', () => {
    for (const head of ['', '%YAML 1.1\n---\n', '%YAML 1.2\n---\n']) {
      const { policies } = workloadOf(head + merged('{ <<: *base, keepAlive: yes }'));
      assert.deepEqual(
        policies.map(({ keepAlive, requestTimeoutMs }) => [keepAlive, requestTimeoutMs]),
        [
          [false, 2000],
          [true, 2000],
        ],
      );
    }
  });

  it('have their mistakes once, where they stand', () => {
    assert.deepEqual(told(merged('{ <<: *base, keepAlive: yes }').replace('requestTimeout', 'requestTimout')), [
      '4:42 unknown key `requestTimout` in `policies.cold` | did you mean `requestTimeout`?',
    ]);
    assert.deepEqual(told(merged('{ <<: base, keepAlive: yes }')), [
      '4:72 `<<` puts in what another mapping has, and this is none | write <<: *name',
    ]);
  });
});

describe('templates without quotes', () => {
  it('are told with their quotes', () => {
    assert.deepEqual(told(withRequest('get: /a, headers: { x-id: {{id}} }')), [
      '5:41 {{id}} stands without quotes, and so is a mapping | write "{{id}}"',
    ]);
    assert.match(told(withRequest('get: /orders/{{id}}'))[0] ?? '', /quotes: "\/orders\/\{\{id\}\}"$/);
    assert.match(told(withRequest('get: /a/{{id}}/b?c=1'))[0] ?? '', /quotes: "\/a\/\{\{id\}\}\/b\?c=1"$/);
  });
});

describe('numbers of the workload itself', () => {
  it('have no leading zero, which is octal to some', () => {
    assert.deepEqual(told(`${HEAD}design: { blocks: 010 }\n`), [
      '5:19 010 has a leading zero, which some read as a sign of octal digits | write 10',
    ]);
  });

  it('may have their digits in groups, or stand in quotes', () => {
    const text = HEAD.replace('keepAlive: false', 'keepAlive: false, maxSockets: "1,000", maxFreeSockets: 1_0');
    const { design, policies } = workloadOf(`${text}design: { blocks: "4" }\n`);
    assert.deepEqual([design.blocks, policies[0]?.maxSockets, policies[0]?.maxFreeSockets], [4, 1000, 10]);
  });
});

describe('what would be simulated without end', () => {
  const simulated = (peak: string, rest = '') =>
    `${HEAD.replace('300/s', peak).replace('embedded: { tls: false }', 'simulated: {}')}${rest}`;

  it('is refused, with a rate that fits', () => {
    assert.match(
      told(simulated(`${'9'.repeat(400)}/s`))[0] ?? '',
      /more than 1_000_000_000\/s \| write a value from 1\/min up/,
    );
    assert.match(
      told(simulated('900000000/s'))[0] ?? '',
      /43,000,000,000 requests would be simulated.*rate: 410000\/s/,
    );
    assert.equal(workloadOf(simulated('900000000/s', 'load: { rate: 410000/s }\n')).load.kind, 'open');
    const closed = simulated('10/s', 'load: { connections: 200 }\n').replace(
      'simulated: {}',
      'simulated: { serviceTime: 1us }',
    );
    assert.match(told(closed)[0] ?? '', /^5:7 about 3,100,000,000 requests would be simulated/);
  });
});

describe('the remedy for a peak that is next to nothing', () => {
  it('can be followed', () => {
    const [line = ''] = told(HEAD.replace('300/s', '1/min'));
    const remedy = /load: \{ rate: \S+ \}/.exec(line)?.[0];
    const { load } = workloadOf(`${HEAD.replace('300/s', '1/min')}${remedy}\n`);
    assert.equal(load.kind === 'open' && load.stages[0]?.fromPerSecond, 10);
    assert.match(told(HEAD.replace('300/s', '0.0000001/h'))[0] ?? '', /less than 1\/min \| write a value from 1\/min/);
  });
});

describe('files with their whole path', () => {
  it('are looked for there, and ~ is no path', () => {
    const [line = ''] = told(HEAD.replace('embedded: { tls: false }', 'url: "https://a", ca: /no/such.pem'));
    assert.match(line, /there is no file \/no\/such\.pem \|/);
    const [home = ''] = told(HEAD.replace('embedded: { tls: false }', 'url: "https://a", ca: ~/such.pem'));
    assert.match(home, /~ is for shells: write "\$\{env\.HOME\}\/such\.pem"$/);
  });
});
