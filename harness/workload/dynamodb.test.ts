import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HEAD, told, workloadOf } from '../testing/workload-files.js';
import { fillSecrets } from './source/environment.js';

const AWS = `${HEAD.replace('tls: false', 'service: dynamodb')}client: aws-sdk-v3\n`;
const ofRequest = (request: string) => `${AWS}requests:\n  - ${request}\n`;

describe('a DynamoDB operation', () => {
  it('becomes what the SDKs take', () => {
    const text = `${AWS}requests:
  - { dynamodb: listTables }
  - { dynamodb: getItem, table: T, key: { id: { S: a } }, weight: 3 }
  - { name: put, dynamodb: putItem, table: T, item: { id: { S: a }, count: { N: "1" } } }
`;
    const { requests } = workloadOf(text);
    assert.deepEqual(
      requests.map(({ name, weight, dynamodb }) => ({ name, weight, ...dynamodb })),
      [
        { name: 'listTables', weight: 1, operation: 'listTables', input: {} },
        { name: 'getItem T', weight: 3, operation: 'getItem', input: { TableName: 'T', Key: { id: { S: 'a' } } } },
        {
          name: 'put',
          weight: 1,
          operation: 'putItem',
          input: { TableName: 'T', Item: { id: { S: 'a' }, count: { N: '1' } } },
        },
      ],
    );
  });

  it('keeps the placeholders of secrets until it is sent', () => {
    const text = ofRequest(`{ dynamodb: getItem, table: T, key: { id: { S: "\${env.ID}" } } }`);
    const { requests } = workloadOf(text, { env: { ID: 'secret' } });
    assert.doesNotMatch(JSON.stringify(requests), /secret/);
    const [filled] = fillSecrets(requests, { ID: 'secret' });
    assert.deepEqual(filled?.dynamodb?.input, { TableName: 'T', Key: { id: { S: 'secret' } } });
  });

  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'without its parts',
      ofRequest('{ dynamodb: getItem }'),
      ['7:5 getItem needs a table | write table: orders', '7:5 getItem needs a key | write key: { id: { S: "42" } }'],
    ],
    [
      'with parts of another',
      ofRequest('{ dynamodb: listTables, table: T, headers: { a: b } }'),
      ['7:29 listTables takes no table | remove it', '7:39 listTables takes no headers | remove it'],
    ],
    [
      'with untyped attributes',
      ofRequest('{ dynamodb: putItem, table: T, item: { id: 42 } }'),
      [
        '7:42 `requests[0].item` is a mapping, whose attribute `id` has no type' +
          ' | write typed attributes, such as { id: { S: "42" }, count: { N: "7" } }',
      ],
    ],
    [
      'for a client of HTTP',
      `${HEAD}requests: [{ dynamodb: listTables }]\n`,
      ['5:14 the client node-http sends no DynamoDB operations | write client: aws-sdk-v2 or aws-sdk-v3'],
    ],
    [
      'that is HTTP, for a client of AWS',
      ofRequest('{ get: / }'),
      ['7:5 the client aws-sdk-v3 sends DynamoDB operations only | write dynamodb: listTables, getItem or putItem'],
    ],
    [
      'that is missing',
      AWS,
      ['5:9 the client aws-sdk-v3 sends DynamoDB operations only | write requests: [{ dynamodb: listTables }]'],
    ],
    [
      'against a server that is no DynamoDB',
      `${HEAD}client: aws-sdk-v2\nrequests: [{ dynamodb: listTables }]\n`,
      [
        '3:11 the client aws-sdk-v2 calls DynamoDB, and the embedded target answers with plain bodies' +
          ' | add service: dynamodb to target.embedded',
      ],
    ],
    [
      'whose parts stand in an HTTP request',
      `${HEAD}requests: [{ get: /, table: T }]\n`,
      ['5:22 table goes with dynamodb only | remove it, or write dynamodb: getItem'],
    ],
  ];
  for (const [name, text, expected] of cases) it(`${name} is refused`, () => assert.deepEqual(told(text), expected));
});
