import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallLibrary, LossCause } from '../../model/findings/call-site.js';
import type { DownstreamCounts, SiteCounts } from '../../model/run/preload.js';
import { downstreamCounts, preloadReport, siteCounts } from '../../testing/example-service.js';
import { callSitesOf, downstreamsOf, placeOf } from './call-sites.js';

const causeOf = (site: Partial<SiteCounts>, ended: Partial<DownstreamCounts> = {}) => {
  const report = preloadReport({
    downstreams: { stock: downstreamCounts(100, 100, ended) },
    sites: [siteCounts(site)],
  });
  return callSitesOf([report], '/app')[0]!.cause;
};

describe('why a line opens connections', () => {
  const OPENS = { requests: 100, opened: 100 } as const;
  const directly = (file: string) =>
    `    at dispatch (/app/node_modules/undici/lib/${file}:9:1)\n    at get (/app/src/call.mjs:7:3)`;
  const causes: readonly (readonly [LossCause | null, Partial<SiteCounts>])[] = [
    [null, {}],
    ['errors', { ...OPENS, errors: 60, keepAlive: false }],
    ['one-time-agent', { ...OPENS, oneTimeAgent: 100, agents: 100, keepAlive: false }],
    ['agent-per-request', { ...OPENS, agents: 100, keepAlive: false }],
    ['agent-without-keep-alive', { ...OPENS, keepAlive: false }],
    ['pipelining-0', { ...OPENS, keepAlive: false, via: 'undici' }],
    ['dispatcher-per-request', { ...OPENS, agents: 100, via: 'undici', stack: directly('dispatcher/client.js') }],
    ['unknown', { ...OPENS, agents: 100, via: 'undici', stack: directly('dispatcher/agent.js') }],
    ['unknown', { ...OPENS, agents: 100, via: 'undici', stack: directly('api/api-request.js') }],
    ['unknown', { ...OPENS, agents: 1, via: 'undici', stack: directly('dispatcher/pool.js') }],
    ['separate-pools', { ...OPENS, pools: 90 }],
    ['asked-to-close', { ...OPENS, askedToClose: 99 }],
    ['agent-without-keep-alive', { ...OPENS, askedToClose: 99, keepAlive: false }],
    ['closed-by-answer', { ...OPENS, closedByAnswer: 99 }],
    ['body-not-read', { ...OPENS, answered: 100, read: 3 }],
    ['unknown', OPENS],
  ];
  for (const [cause, site] of causes) {
    test(`${cause}, ${JSON.stringify(site)}`, () => assert.equal(causeOf(site), cause));
  }

  test('is the server where it ends what it was to keep', () => {
    assert.equal(causeOf(OPENS, { endedByServer: 80 }), 'closed-by-server');
    assert.equal(causeOf(OPENS, { endedByServer: 20 }), 'unknown');
    // It ended them under requests that were on their way.
    assert.equal(causeOf({ ...OPENS, errors: 80 }, { resetOnReuse: 80 }), 'closed-by-server');
    assert.equal(causeOf(OPENS, { endedByServer: 20, endedByClient: 80 }), 'idle-given-up');
  });

  test('is an answer that undici ends its connection after, of whatever line', () => {
    const ends = { endedByClient: 100, closedByAnswer: 80 };
    assert.equal(causeOf({ ...OPENS, via: 'undici' }, ends), 'closed-by-answer');
    assert.equal(causeOf({ ...OPENS, via: 'undici' }, { ...ends, closedByAnswer: 20 }), 'idle-given-up');
    // Of the others it is known whose answers they were.
    assert.equal(causeOf(OPENS, ends), 'idle-given-up');
  });

  test('is what another line does with the connections that they share', () => {
    const judged = (other: Partial<SiteCounts>) => {
      const line = { stack: 'at write (/app/b.js:1:1)', requests: 100, ...other };
      const downstreams = { stock: downstreamCounts(200, 100, { endedByClient: 100 }) };
      return callSitesOf([preloadReport({ sites: [siteCounts(OPENS), siteCounts(line)], downstreams })], '/app')[0]!
        .cause;
    };
    assert.equal(judged({ opened: 0, askedToClose: 100 }), 'asked-to-close');
    assert.equal(judged({ opened: 0, closedByAnswer: 100 }), 'closed-by-answer');
    // What it opened for itself nobody else has to.
    assert.equal(judged({ opened: 100, askedToClose: 100 }), 'idle-given-up');
  });

  test('is not asked of a pool that fills, nor of one connection for five requests', () => {
    assert.equal(causeOf({ requests: 2, opened: 2, keepAlive: false }), null);
    assert.equal(causeOf({ requests: 1000, opened: 150, keepAlive: false }), null);
    assert.equal(causeOf({ requests: 1000, opened: 250, keepAlive: false }), 'agent-without-keep-alive');
  });
});

test('one Agent that a line uses from many columns is one, and many are many', () => {
  const judged = (opened: number, agentOf: (stack: number) => number) => {
    const sites = [0, 1, 2, 3, 4, 5].map((stack) => {
      return siteCounts({ stack: `at read (/app/a.js:1:1${stack})`, requests: opened, opened, agent: agentOf(stack) });
    });
    const downstreams = { stock: downstreamCounts(60, 12, { endedByClient: 12 }) };
    return callSitesOf([preloadReport({ sites, downstreams })], '/app')[0]!.cause;
  };
  const [one, many] = [() => 7, (stack: number) => 7 + stack];
  assert.deepEqual([judged(2, one), judged(1, many)], ['idle-given-up', 'agent-per-request']);
});

describe('what a line calls with', () => {
  const own = '    at async order (/app/src/orders.js:3:1)\n    at handle (/app/node_modules/got/outer.js:1:1)';
  const inner = '    at take (/holdline/dist/workers/preload/preload.cjs:1:1)\n';
  const frame = (name: string) => `    at call (/app/node_modules/${name}/lib/index.js:9:1)\n`;
  const libraries: readonly (readonly [CallLibrary, string, Partial<SiteCounts>])[] = [
    ['node-http', '', {}],
    ['fetch', '', { via: 'undici' }],
    ['undici', frame('undici'), { via: 'undici' }],
    ['axios', frame('follow-redirects') + frame('axios'), {}],
    ['got', frame('cacheable-request') + frame('got'), {}],
    ['node-fetch', frame('node-fetch'), {}],
    ['superagent', frame('superagent'), {}],
    ['http-proxy', frame('http-proxy') + frame('http-proxy-middleware'), {}],
    ['aws-sdk-v2', frame('aws-sdk'), {}],
    ['aws-sdk-v3', frame('@smithy/node-http-handler') + frame('@aws-sdk/middleware-logger'), {}],
    ['agentkeepalive', '', { madeAt: `${frame('agentkeepalive')}    at /app/agents.js:1:1` }],
  ];
  for (const [library, frames, changes] of libraries) {
    test(library, () => {
      const site = siteCounts({ stack: inner + frames + own, ...changes });
      assert.equal(callSitesOf([preloadReport({ sites: [site] })], '/app')[0]!.library, library);
    });
  }
});

describe('the package between a line and its connection', () => {
  const own = '    at async order (/app/src/orders.js:3:1)';
  const frame = (name: string) => `    at call (/app/node_modules/${name}/lib/index.js:9:1)\n`;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['', undefined],
    [frame('payments-sdk'), 'payments-sdk'],
    [frame('axios') + frame('@shop/payments'), '@shop/payments'],
    [frame('follow-redirects') + frame('axios'), undefined],
    [frame('@opentelemetry/instrumentation-http'), undefined],
    [frame('payments-sdk') + frame('dd-trace'), 'payments-sdk'],
  ];
  for (const [frames, through] of rows) {
    test(`${frames.trim() || 'none'} -> ${through}`, () => {
      const site = siteCounts({ stack: frames + own });
      assert.equal(callSitesOf([preloadReport({ sites: [site] })], '/app')[0]!.through, through);
    });
  }

  test('is not told where the place itself is one of its lines', () => {
    const site = siteCounts({ stack: frame('payments-sdk') });
    assert.equal(callSitesOf([preloadReport({ sites: [site] })], '/app')[0]!.through, undefined);
  });
});

describe('which line it is', () => {
  const library = 'at Agent.get (/app/node_modules/got/index.js:9:1)';

  test('is the innermost of the service, from its folder', () => {
    assert.equal(
      placeOf(`${library}\n    at async read (file:///app/src/a%20b.js:41:9)\n    at /app/x.js:1:1`, '/app'),
      'src/a b.js:41',
    );
    assert.equal(placeOf('at Object.<anonymous> (/elsewhere/a.js:3:1)', '/app'), '/elsewhere/a.js:3');
  });

  test('is that of the library where no frame is the service own', () => {
    const inner = 'at inner (/app/node_modules/got/core.js:5:1)';
    assert.equal(placeOf(`${inner}\n    ${library}`, '/app'), 'node_modules/got/index.js:9');
    assert.equal(placeOf('', '/app'), 'unknown place');
  });

  test('is told apart by who called it, and that is not the function around new Promise', () => {
    const helper = `at /app/http.js:5:1\n    at new Promise (<anonymous>)\n    at get (/app/http.js:4:1)`;
    const sites = ['stock', 'tax'].map((name, index) =>
      siteCounts({ stack: `${helper}\n    at ${name} (/app/${name}.js:2:1)`, opened: 10 - index }),
    );
    assert.deepEqual(
      callSitesOf([preloadReport({ sites })], '/app').map(({ place, caller }) => [place, caller]),
      [
        ['http.js:5', 'stock.js:2'],
        ['http.js:5', 'tax.js:2'],
      ],
    );
  });

  test('is one line over all processes and threads, those that open most first', () => {
    const reports = [3, 50].map((opened) =>
      preloadReport({
        sites: [siteCounts({ opened, keepAlive: false }), siteCounts({ downstream: 'tax', opened: 20 })],
      }),
    );
    const sites = callSitesOf(reports, '/app').map(({ downstream, requests, opened, perRequest }) => [
      downstream,
      requests,
      opened,
      perRequest,
    ]);
    assert.deepEqual(sites, [
      ['stock', 200, 53, 0.265],
      ['tax', 200, 40, 0.2],
    ]);
  });
});

test('counts of a downstream are sums over threads, and the longest queue is the longest', () => {
  const [a, b] = [
    downstreamCounts(10, 2, { longestQueue: 5, waitMs: 1 }),
    downstreamCounts(5, 5, { longestQueue: 9, waitMs: 2 }),
  ];
  const sum = downstreamsOf([{ downstreams: { x: a } }, { downstreams: { x: b, y: b } }]);
  assert.deepEqual([...sum.keys()], ['x', 'y']);
  assert.deepEqual(sum.get('x'), downstreamCounts(15, 7, { longestQueue: 9, waitMs: 3 }));
});

test('a place is named whatever stands in its path', () => {
  assert.equal(placeOf('    at f (/srv/50%off/app.js:3:5)', '/srv'), '50%off/app.js:3');
  assert.equal(placeOf('    at f (/srv/a%20b/app.js:3:5)', '/srv'), 'a%20b/app.js:3');
  assert.equal(placeOf('    at f (file:///srv/a%20b/app.js:3:5)', '/srv'), 'a b/app.js:3');
  assert.equal(placeOf('    at f (file:///srv/50%off/app.js:3:5)', '/srv'), '50%off/app.js:3');
});
