import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HEAD, told, workloadOf } from '../testing/workload-files.js';

describe('what stands otherwise in other tools', () => {
  const first = (text: string, rest = '') => told(text + rest).map((line) => line.replace(/^\S+ /, ''));
  const request = (text: string) => first(HEAD, `requests: [{ ${text} }]\n`);

  it('is told by what it means here', () => {
    assert.deepEqual(request('method: POST, path: /orders'), [
      'unknown key `method` in `requests[0]` | the method is the key: write post: /orders',
      'unknown key `path` in `requests[0]` | the method is the key: write post: /orders',
    ]);
    assert.deepEqual(request('post: /, body: {}'), [
      '`requests[0].body` is a mapping, where a text belongs | write json: for a body of keys and values',
    ]);
    assert.deepEqual(first(HEAD, 'load: { duration: 30s }\n'), [
      'unknown key `duration` in `load` | write design: { slot: 2s }: so long is one policy measured at a time, in every block',
    ]);
    assert.deepEqual(first(HEAD, 'load: { stages: [{ duration: 30s, target: 10 }] }\n'), [
      'unknown key `duration` in `load.stages[0]` | write for: 1s',
      'unknown key `target` in `load.stages[0]` | write to: 100/s, or a share of the peak: to: 50%',
    ]);
    for (const key of [
      'vus: 10',
      'duration: 30s',
      'headers: {}',
      'stages: []',
      'thresholds: {}',
      'concurrency: 5',
      'rps: 9',
    ]) {
      assert.match(first(HEAD, `${key}\n`).join(), /^unknown key `\w+` \| write /);
    }
  });

  it('is told once, and not again as missing', () => {
    assert.deepEqual(told(HEAD.replace('policies:', 'polices:')), [
      '4:1 unknown key `polices` | did you mean `policies`?',
    ]);
    assert.deepEqual(told(HEAD.replace('target: { embedded: { tls: false } }', 'url: http://a')), [
      '3:1 unknown key `url` | write target: { url: "http://127.0.0.1:8080" }',
    ]);
  });

  it('is taken for a text where a mapping belongs, and written out', () => {
    const target = (text: string) => HEAD.replace('{ embedded: { tls: false } }', text);
    assert.match(first(target('http://127.0.0.1:80'))[0] ?? '', /write target: \{ url: "http:\/\/127\.0\.0\.1:80" \}$/);
    assert.match(first(HEAD, 'load: 100/s\n')[0] ?? '', /write load: \{ rate: 100\/s \}$/);
    assert.match(first(HEAD, 'requests: [POST /orders]\n')[0] ?? '', /write \{ post: \/orders \}$/);
  });

  it('is a variable without env, which would be sent as it is', () => {
    const text = `get: /, headers: { authorization: Bearer $API_TOKEN, a: "\${TOKEN}", price: US$10, c: $5 }`;
    assert.deepEqual(request(text), [
      `the variable API_TOKEN stands without env, and would be sent as it is | write \${env.API_TOKEN}`,
      `the variable TOKEN stands without env, and would be sent as it is | write \${env.TOKEN}`,
    ]);
    const body = `${HEAD}requests: [{ post: /, body: "in $USD, by $TOKEN" }]\n`;
    assert.match(told(body, { env: { TOKEN: 'x' } })[0] ?? '', /the variable TOKEN stands without env/);
    assert.equal(workloadOf(body).requests[0]?.body, 'in $USD, by $TOKEN');
  });

  it('is a template with blanks, as its text without them', () => {
    const { requests } = workloadOf(`${HEAD}client: socket\nrequests: [{ get: "/orders/{{ n }}" }]\n`);
    assert.equal(requests[0]?.path, '/orders/{{n}}');
  });
});
