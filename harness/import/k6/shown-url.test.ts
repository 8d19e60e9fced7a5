import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutSecrets } from './shown-url.js';

test('an address keeps its host and path, and nothing that may be a secret', () => {
  const cases = [
    ['http://api.test:8080/orders/42', 'http://api.test:8080/orders/42'],
    ['https://user:s3cret@api.test/orders', 'https://api.test/orders'],
    ['https://user:s3c@ret@api.test/orders', 'https://api.test/orders'],
    ['https://s3cret@api.test', 'https://api.test'],
    ['http://api.test/orders?token=s3cret&page=2', 'http://api.test/orders?...'],
    ['http://api.test/orders?s3cret', 'http://api.test/orders?...'],
    ['http://api.test/?next=http://u:s3cret@b.test/?key=s3cret', 'http://api.test/?...'],
    ['http://api.test/orders#access_token=s3cret', 'http://api.test/orders'],
    ['/orders?key=s3cret', '/orders?...'],
    ['Get "http://u:s3cret@api.test/?key=s3cret": dial: refused', 'Get "http://api.test/?...": dial: refused'],
    ['http_req_duration{name:http://u:s3cret@api.test/?key=s3cret}', 'http_req_duration{name:http://api.test/?...'],
    ['orders by e-mail: a@b.test', 'orders by e-mail: a@b.test'],
    ['is it there? yes', 'is it there? yes'],
    ['order #42', 'order #42'],
    ['', ''],
  ] as const;
  for (const [text, shown] of cases) assert.equal(withoutSecrets(text), shown);
});
