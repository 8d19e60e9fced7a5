import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { downstreamsOf } from '../../harness/analysis/service/call-sites.js';
import { accepts, PRELOAD, port, run } from '../../harness/testing/preloaded.js';

/** What the preload lets the service do, and what not. */

/** What `fetch` loads takes a fifth of a second; a program that is not about it calls so. */
const GET = `import http from 'node:http';
const get = (url) => new Promise((done) => http.get(url, async (r) => {
  let text = '';
  for await (const chunk of r) text += chunk;
  done({ status: r.statusCode, text });
}));`;

describe('nothing leaves the machine', () => {
  test('an address and a name beyond it are refused before a packet is sent, counted and named', async () => {
    const text = `import http from 'node:http';
      const tell = (e) => console.log(e.code, e.message);
      http.get('http://192.0.2.1:81/').on('error', tell);
      http.get('http://api.example.invalid/').on('error', tell);
      await fetch('http://[2001:db8::1]:82/').catch((e) => tell(e.cause));`;
    const { code, out, reports } = await run(text);
    assert.equal(code, 0);
    assert.equal(out.match(/^ECONNREFUSED holdline: nothing leaves this machine/gm)?.length, 3, out);
    const refused = [...downstreamsOf(reports)].map(([name, { refused: count, attempted }]) => [
      name,
      count,
      attempted,
    ]);
    assert.deepEqual(refused.toSorted(), [
      ['192.0.2.1:81', 1, 0],
      ['2001:db8::1:82', 1, 0],
      ['api.example.invalid:80', 1, 0],
    ]);
  });

  test('of more places than are told apart no count is lost', async () => {
    const text = `import net from 'node:net';
      for (let n = 0; n < 260; n += 1) net.connect({ host: 'h' + n + '.example', port: 1 }).on('error', () => {});`;
    const { reports } = await run(text);
    const counts = [...downstreamsOf(reports).values()];
    assert.equal(counts.length, 201);
    assert.equal(
      counts.reduce((sum, { refused }) => sum + refused, 0),
      260,
    );
  });

  test('an allowed host, or one port of it, is let through', async () => {
    const text = `import http from 'node:http';
      const lookup = (name, { all }, done) => (all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4));
      for (const host of ['any.example', 'one.example', 'other.example']) await new Promise((done) => {
        http.get({ host, port: ${port}, lookup }, (r) => { console.log(host, r.statusCode); r.resume().on('end', done); })
          .on('error', (e) => { console.log(host, e.code); done(); });
      });
      process.exit(0);`;
    const { out } = await run(text, { allow: ['any.example', `one.example:${port}`, 'other.example:1'] });
    assert.deepEqual(out.trim().split('\n'), ['any.example 200', 'one.example 200', 'other.example ECONNREFUSED']);
  });

  test('a datagram and a question to a name server are refused before there is a socket for them', async () => {
    const text = `import dgram from 'node:dgram';
      import dns, { promises, Resolver } from 'node:dns';
      import { readFileSync } from 'node:fs';
      const told = (e) => console.log(e?.code, e?.message);
      const isBound = (socket) => { try { return socket.address().port > 0; } catch { return false; } };
      const socket = dgram.createSocket('udp4');
      socket.on('error', told);
      socket.send('a', 8125, '192.0.2.1');
      await new Promise((done) => socket.send(Buffer.from('abc'), 0, 3, 8125, 'statsd.example', (e) => done(told(e))));
      await new Promise((done) => socket.connect(8126, '192.0.2.1', (e) => done(told(e))));
      const resolver = new Resolver();
      resolver.setServers(['192.0.2.1:5300']);
      await new Promise((done) => resolver.resolve4('a.example', (e) => done(told(e))));
      dns.setServers(['192.0.2.2']);
      await new Promise((done) => dns.resolveTxt('b.example', (e) => done(told(e))));
      await promises.resolve('c.example', 'MX').catch(told);
      await promises.reverse('198.51.100.1').catch(told);
      const outside = /0[12]0200C0:/.test(readFileSync('/proc/net/udp', 'utf8'));
      console.log('bound', isBound(socket), 'outside', outside);
      process.exit(0);`;
    const { out, err, reports } = await run(text);
    const refused = (why: string) => `ECONNREFUSED holdline: nothing leaves this machine: ${why}`;
    const asked = (server: string, host: string) => refused(`the name server ${server}:53 was to be asked for ${host}`);
    assert.deepEqual(
      out.trim().split('\n'),
      [
        refused('192.0.2.1:8125/udp is not allowed'),
        refused('statsd.example:8125/udp is not allowed'),
        refused('192.0.2.1:8126/udp is not allowed'),
        asked('192.0.2.1', 'a.example').replace(':53 ', ':5300 '),
        asked('192.0.2.2', 'b.example'),
        asked('192.0.2.2', 'c.example'),
        asked('192.0.2.2', '198.51.100.1'),
        'bound false outside false',
      ],
      err,
    );
    const counted = [...downstreamsOf(reports)].map(([name, { refused: times, attempted }]) => [
      name,
      times,
      attempted,
    ]);
    assert.deepEqual(counted.toSorted(), [
      ['192.0.2.1:8125/udp', 1, 0],
      ['192.0.2.1:8126/udp', 1, 0],
      ['198.51.100.1@192.0.2.2:53/dns', 1, 0],
      ['a.example@192.0.2.1:5300/dns', 1, 0],
      ['b.example@192.0.2.2:53/dns', 1, 0],
      ['c.example@192.0.2.2:53/dns', 1, 0],
      ['statsd.example:8125/udp', 1, 0],
    ]);
  });

  test('a lookup by itself is refused and counted as a connection is, and what is on this machine is looked up', async () => {
    const text = `import whole, { lookup, promises } from 'node:dns';
      import * as all from 'node:dns';
      import { lookup as promised } from 'node:dns/promises';
      import { readFileSync } from 'node:fs';
      import { createRequire } from 'node:module';
      import net from 'node:net';
      import { hostname } from 'node:os';
      import { Worker } from 'node:worker_threads';
      const required = createRequire(import.meta.url)('dns');
      const told = (e) => console.log(e?.code, e?.syscall, e?.message);
      const asked = (ask, ...args) => new Promise((done) => ask(...args, (e) => done(told(e))));
      await asked(lookup, 'a.example');
      await asked(whole.lookup, 'a.example', { all: true });
      await asked(all.lookup, 'A.example.', 6);
      await asked(required.lookup, 'a.example');
      await promised('a.example').catch(told);
      await promises.lookup('a.example', { all: true }).catch(told);
      await asked(lookup, 'redis');
      await asked(whole.lookupService, '192.0.2.1', 80);
      await promises.lookupService('192.0.2.1', 80).catch(told);
      const found = async (name, options) => console.log(name, JSON.stringify(await promised(name, options)));
      await found('127.0.0.1');
      await found('192.0.2.1');
      await found('prices.example');
      await found('prices.example', { all: true });
      await found('prices.example', 6);
      console.log(/^(127|::1)/.test((await promised('localhost')).address), (await promised(hostname()).catch((e) => e)).code === 'ECONNREFUSED');
      await new Promise((done) => net.connect({ host: 'localhost', port: ${port} }, done));
      // What getaddrinfo takes for an address, and Node for a name.
      await found('127.1');
      await asked(lookup, '127.2');
      await found('app.localhost');
      await found('BÜCHER.example');
      await asked(lookup, 'a b\\n' + 'c'.repeat(400));
      // Names of this machine, whether or not they lead anywhere.
      const hosts = readFileSync('/etc/hosts', 'utf8').split('\\n').filter((line) => /^(127|::1)/.test(line));
      for (const name of hosts.flatMap((line) => line.replace(/#.*/, '').trim().split(/\\s+/).slice(1)))
        await promised(name).catch((e) => e.code === 'ECONNREFUSED' && told(e));
      const inside = new Worker("require('dns').lookup('b.example', (e) => require('worker_threads').parentPort.postMessage(e.message))", { eval: true });
      inside.once('message', (message) => console.log(message));
      await new Promise((done) => inside.once('exit', done));
      process.exit(0);`;
    const settings = {
      allow: ['127.1:80'],
      origins: { 'prices.example:80': port, 'xn--bcher-kva.example:80': port, 'localhost:7': port },
    };
    const { out, err, reports } = await run(text, settings, 'app.mjs', {
      NODE_OPTIONS: `--require "${PRELOAD}" --pending-deprecation`,
    });
    const refused = (host: string, syscall = 'getaddrinfo') =>
      `ECONNREFUSED ${syscall} holdline: nothing leaves this machine: the system was to look up ${host}`;
    assert.equal(err, '');
    assert.deepEqual(out.trim().split('\n'), [
      ...[refused('a.example'), refused('a.example'), refused('A.example.'), ...Array(3).fill(refused('a.example'))],
      refused('redis'),
      ...Array(2).fill(refused('192.0.2.1', 'getnameinfo')),
      '127.0.0.1 {"address":"127.0.0.1","family":4}',
      '192.0.2.1 {"address":"192.0.2.1","family":4}',
      'prices.example {"address":"127.0.0.1","family":4}',
      'prices.example [{"address":"127.0.0.1","family":4}]',
      'prices.example {"address":"::1","family":6}',
      'true false',
      '127.1 {"address":"127.0.0.1","family":4}',
      refused('127.2'),
      'app.localhost {"address":"127.0.0.1","family":4}',
      'BÜCHER.example {"address":"127.0.0.1","family":4}',
      ...refused(`a b\n${'c'.repeat(400)}`).split('\n'),
      refused('b.example').replace(/^.*holdline/, 'holdline'),
    ]);
    const counts = [...downstreamsOf(reports)].map(([name, one]) => [name, one.refused, one.lookups]);
    assert.deepEqual(counts.toSorted(), [
      ['127.2/dns', 1, 0],
      ['192.0.2.1/dns', 2, 0],
      ['a.example/dns', 6, 0],
      [`a?b?${'c'.repeat(246)}...${'c'.repeat(46)}/dns`, 1, 0],
      ['b.example/dns', 1, 0],
      [`localhost:${port}`, 0, 1],
      ['prices.example:80', 0, 3],
      ['redis/dns', 1, 0],
      ['xn--bcher-kva.example:80', 0, 1],
    ]);
  });

  test('datagrams on this machine and to an allowed host go as they would', async () => {
    const text = `import dgram from 'node:dgram';
      import { Resolver } from 'node:dns';
      const server = dgram.createSocket('udp4');
      let got = 0;
      server.on('message', () => { got += 1; });
      await new Promise((done) => server.bind(0, '127.0.0.1', done));
      const { port } = server.address();
      const socket = dgram.createSocket({ type: 'udp4', lookup: (name, family, done) => done(null, '127.0.0.1', 4) });
      const send = (...args) => new Promise((done) => socket.send(...args, (e) => done(e && console.log(e.message))));
      await send('a', port);
      await send('a', port, 'localhost');
      await send(Buffer.from('abc'), 1, 2, port, '127.0.0.1');
      await send('a', port, 'any.example');
      await new Promise((done) => socket.connect(port, '127.0.0.1', done));
      await send('a');
      const resolver = new Resolver({ timeout: 100, tries: 1 });
      resolver.setServers(['127.0.0.1:' + port]);
      await new Promise((done) => resolver.resolve4('a.example', (e) => done(console.log(e.code))));
      console.log(got);
      process.exit(0);`;
    const { out, err } = await run(text, { allow: ['any.example'] });
    assert.deepEqual(out.trim().split('\n'), ['ETIMEOUT', '6'], err);
  });

  test('a built-in origin is led to its stand-in', async () => {
    const text = `${GET} console.log((await get('http://prices.example/')).text);
      await new Promise((done) => net.connect({ host: 'prıces.example', port: 80 }, done));
      process.exit(0);`;
    const { out } = await run(`import net from 'node:net';${text}`, {
      origins: { 'prices.example:80': port, 'xn--prces-o4a.example:80': port },
    });
    assert.equal(out.trim(), '{"ok":true}');
    assert.equal(accepts, 2);
  });

  test('a name under .localhost is this machine, whatever a resolver says', async () => {
    const text = `${GET} console.log((await get('http://app.localhost:${port}/')).status); process.exit(0);`;
    const { out } = await run(text);
    assert.equal(out.trim(), '200');
  });
});

describe('the service is left as it is', () => {
  test('its exit code, its output and its uncaught errors are its own', async () => {
    assert.equal((await run('process.exitCode = 7; console.log("mine");')).code, 7);
    const thrown = await run("import net from 'node:net'; net.connect(1, '127.0.0.1');");
    assert.equal(thrown.code, 1);
    assert.match(thrown.err, /Unhandled 'error' event/);
    assert.match(thrown.err, /ECONNREFUSED/);
    assert.equal(thrown.out, '');
  });

  test('a signal ends it, and nothing of the preload keeps it alive', async () => {
    assert.equal((await run("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);")).signal, 'SIGTERM');
    assert.equal((await run('export {};')).code, 0);
  });

  test('settings that are no JSON leave it alone', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1)'], {
      env: { NODE_OPTIONS: `--require "${PRELOAD}"`, HOLDLINE_PRELOAD: '{' },
    });
    assert.equal((await once(child, 'close'))[0], 0);
  });

  test('it writes nothing until it is asked, and then at once', async () => {
    const text = `import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
      const { folder } = JSON.parse(process.env.HOLDLINE_PRELOAD);
      const of = (ending) => readdirSync(folder).filter((name) => name.endsWith(ending)).map((name) => folder + '/' + name);
      const rest = (ms) => new Promise((done) => setTimeout(done, ms));
      const [loop, report] = [of('.loop'), of('.json')];
      const texts = () => [loop, report].map((files) => files.map((file) => readFileSync(file, 'utf8')).join());
      const before = texts();
      await rest(300);
      console.log('unasked', texts().map((text, n) => text === before[n]).join());
      for (const name of ['loop', 'report']) {
        const from = texts();
        writeFileSync(folder + '/asked/' + name, '');
        for (let n = 0; n < 200 && texts().every((text, n) => text === from[n]); n += 1) await rest(10);
        console.log(name, texts().map((text, n) => text !== from[n]).join());
      }
      process.exit(0);`;
    const { out, err } = await run(text);
    assert.deepEqual(out.trim().split('\n'), ['unasked true,true', 'loop true,false', 'report false,true'], err);
  });

  test('one that is killed while it writes leaves what it wrote before', async () => {
    const text = `import { createRequire } from 'node:module';
      const fs = createRequire(import.meta.url)('node:fs');
      const write = fs.writeSync;
      let left = 3;
      // Two whole reports beside the first one, and half of one.
      fs.writeSync = (descriptor, bytes, offset, length, place) => {
        if (length === undefined) return write(descriptor, bytes, offset);
        left -= 1;
        write(descriptor, bytes, offset, left > 0 ? length : length >> 1, place);
        if (left === 0) process.kill(process.pid, 'SIGKILL');
        else setTimeout(next, 50);
      };
      const { folder } = JSON.parse(process.env.HOLDLINE_PRELOAD);
      const next = () => fs.writeFileSync(folder + '/asked/report', '');
      process.emit('worker', { threadId: 41 });
      setTimeout(next, 50);
      setInterval(() => {}, 1000);`;
    const { signal, reports } = await run(text);
    assert.equal(signal, 'SIGKILL');
    assert.deepEqual(reports[0]?.workers, [41]);
  });

  test('of many worker threads the first hundred are listed', async () => {
    const { reports } = await run(`for (let i = 0; i < 150; i += 1) process.emit('worker', { threadId: i });`);
    assert.equal(reports[0]?.workers.length, 100);
  });

  test('a request is counted where its Agent made one within that was refused', async () => {
    const text = `import http from 'node:http';
      import net from 'node:net';
      class Refusing extends http.Agent { getName() { throw new Error('no'); } }
      class Outer extends http.Agent {
        createConnection(options) {
          try { http.get(process.env.URL, { agent: new Refusing() }); } catch {}
          return net.connect(options);
        }
      }
      http.get(process.env.URL, { agent: new Outer() }, (response) => response.resume());`;
    const { reports, err } = await run(text);
    assert.equal(downstreamsOf(reports).get(`127.0.0.1:${port}`)?.requests, 1, err);
  });

  test('worker threads and cluster workers are seen too, each with a report of its own', async () => {
    const threads = `${GET}
      import { isMainThread, Worker } from 'node:worker_threads';
      if (isMainThread) new Worker(new URL(import.meta.url)); else await get(process.env.URL);
      if (!isMainThread) process.exit(0);`;
    const inThreads = await run(threads);
    assert.deepEqual(inThreads.reports.map(({ thread, cpu }) => [thread, cpu === null]).toSorted(), [
      [0, false],
      [1, true],
    ]);
    assert.deepEqual(inThreads.reports.find(({ thread }) => thread === 0)?.workers, [1]);
    const clustered = `${GET}
      import cluster from 'node:cluster';
      if (cluster.isPrimary) { cluster.fork(); cluster.fork(); }
      else { await get(process.env.URL); process.exit(0); }`;
    const inCluster = await run(clustered);
    assert.equal(new Set(inCluster.reports.map(({ pid }) => pid)).size, 3);
    assert.equal(downstreamsOf(inCluster.reports).get(`127.0.0.1:${port}`)?.requests, 2);
  });
});
