/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: a workload's own placeholder. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RequestTemplate } from '../../model/workload/workload.js';
import { testJob } from '../../testing/example-job.js';
import { maskOf, maskTexts } from './secrets.js';

const SECRET = 'S3cret/with "quotes" & blanks?';
const requests: readonly RequestTemplate[] = [
  { ...testJob().requests[0]!, headers: { authorization: 'Bearer ${env.TOKEN}' }, path: '/?key=${env.KEY}' },
];
const mask = maskOf(requests, { TOKEN: SECRET, KEY: '42', OTHER: 'not used in a request' });

describe('a mask', () => {
  it('hides a value as it is, and as it is written in URLs, JSON and base64 wherever it stands in it', () => {
    const forms = [SECRET, encodeURIComponent(SECRET), encodeURI(SECRET), JSON.stringify(SECRET).slice(1, -1)];
    for (const form of forms) assert.equal(mask(`before ${form} after`), 'before *** after');
    for (const before of ['', 'u', 'us', 'user:']) {
      for (const after of ['', ':', 'and more']) {
        const text = Buffer.from(before + SECRET + after).toString('base64');
        const left = mask(text).replaceAll('***', '');
        assert.ok(left.length <= text.length - 38, `${text} became ${mask(text)}`);
      }
    }
  });

  it('hides it as pages and servers in other languages write it', () => {
    const odd = maskOf(requests, { TOKEN: `S3<"t&v'a/lü` });
    const pages = ['S3&lt;&quot;t&amp;v&#39;a/lü', 'S3&lt;&#34;t&amp;v&#39;a/lü', 'S3&lt;&quot;t&amp;v&#x27;a/lü'];
    const json = [String.raw`S3<\"t&v'a\/lü`, String.raw`S3\u003c\"t\u0026v'a/lü`, String.raw`S3<\"t&v'a/l\u00fc`];
    for (const form of [...pages, ...json]) assert.equal(odd(`no ${form}!`), 'no ***!', form);
  });

  it('hides what a server reads out of a value: without percents, scheme or base64', () => {
    const said = (value: string, text: string) => maskOf(requests, { TOKEN: value })(text);
    assert.equal(said('Pa+th%2Fsecret9', 'no /Pa+th/secret9 or "Pa th/secret9"'), 'no /*** or "***"');
    assert.equal(said('Bearer eyJabc.def', 'eyJabc.def is not valid'), '*** is not valid');
    const pair = Buffer.from('user:Hunter2').toString('base64');
    for (const value of [pair, `Basic ${pair}`])
      assert.equal(said(value, 'user:Hunter2, not Hunter2'), '***, not ***', value);
    assert.equal(said('https://me:pa%24s1@h/', 'refused: pa$s1'), 'refused: ***');
    assert.equal(said('100%', 'of 100% and 100'), 'of *** and 100');
  });

  it('hides all of them, and nothing else', () => {
    assert.equal(mask(`${SECRET}${SECRET}, ${SECRET}`), '******, ***');
    assert.equal(mask('connect ECONNREFUSED 127.0.0.1:4242'), 'connect ECONNREFUSED 127.0.0.1:4242', 'a short one');
    assert.equal(mask('not used in a request'), 'not used in a request');
  });

  it('hides what a cut left of a value', () => {
    assert.equal(mask(`authorization: Bearer ${SECRET.slice(0, 9)}`), 'authorization: Bearer ***');
    assert.equal(mask(`a ${SECRET.slice(0, 12)}…${SECRET.slice(5)} b`), 'a ***…*** b');
  });

  it('hides the lines of a value that has several', () => {
    const ofKey = maskOf(requests, { TOKEN: '-----BEGIN\nline-one\nline-two\n' });
    assert.equal(ofKey('it says line-two here'), 'it says *** here');
  });

  it('of no value leaves every text alone', () => {
    assert.equal(maskOf([], { TOKEN: SECRET })(SECRET), SECRET);
    assert.equal(maskOf(requests, {})('anything'), 'anything');
  });

  it('masks the texts of others in a record, and no name, count or histogram', () => {
    const odd = maskOf(requests, { TOKEN: 'cold' });
    const slot = {
      arm: 'cold',
      responseTimeUs: 'HISTcold',
      causes: [{ code: 'E', message: 'a cold error', count: 1 }],
    };
    assert.deepEqual(maskTexts({ kind: 'slot', slot }, odd), {
      kind: 'slot',
      slot: { ...slot, causes: [{ code: 'E', message: 'a *** error', count: 1 }] },
    });
  });
});
