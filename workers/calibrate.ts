/**
 * What a connection and a request cost a Node.js client on this machine, in CPU time. One file that needs nothing but
 * Node.js, so that it runs in a container of a fleet as it is: `node calibrate.js > calibration.json`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import https from 'node:https';
import os from 'node:os';
import { fileURLToPath } from 'node:url';

/** Never trusted by anybody: it serves loopback for some seconds, and protects nothing. */
const KEY_BODY =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNieSz6QPCPGcLEBB6wkroKP0Jnfe7t7WzOuhmvH0XEKhRANCAATylLdB8NAr6R0EMzb9eRw626UmjFGaT8u5NL9EuzclV6en4OqenzB3vTy3H47gVpR3CyONvhMPs66CfSji4TCq';
const CERTIFICATE_BODY =
  'MIIBfjCCASWgAwIBAgIURP+PftYeS/soc3CLIoUFqX2hL4cwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjAxMzMyM1oYDzIxMjYxMTAyMDEzMzIzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATylLdB8NAr6R0EMzb9eRw626UmjFGaT8u5NL9EuzclV6en4OqenzB3vTy3H47gVpR3CyONvhMPs66CfSji4TCqo1MwUTAdBgNVHQ4EFgQUMiOzeAepl1wmamLuIz473WLMFNIwHwYDVR0jBBgwFoAUMiOzeAepl1wmamLuIz473WLMFNIwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAw/tUbK5zRgkzjAYtp9diHJB1t0KTByFOEug6SEsf+dwIgRPlNShf9uN390ORaupIWTPgLdFY0Z52dQb4yeDe3Pn0=';
const pem = (label: string, body: string) =>
  `-----BEGIN ${label}-----\n${body.replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`;

const CONCURRENCY = 8;
const ROUND_MS = 1000;
const MOST_ROUNDS = 10;
/** Student's t at 97.5 %, by degrees of freedom: with two rounds there is one. */
const T = [12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262] as const;

interface Measured {
  readonly mean: number;
  readonly halfWidth: number;
  readonly rounds: number;
}

/** CPU microseconds per request over a round; connections are kept, or each request has its own. */
async function round(port: number, keepAlive: boolean, lengthMs: number): Promise<number> {
  const agent = new https.Agent({ keepAlive, ca: pem('CERTIFICATE', CERTIFICATE_BODY) });
  // No maxSockets: over it requests queue, and the queue reuses connections even without keepAlive. The chains bound them.
  const endMs = performance.now() + lengthMs;
  const begun = process.cpuUsage();
  let requests = 0;
  const chain = async (): Promise<void> => {
    while (performance.now() < endMs) {
      await get(port, agent);
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, chain));
  const { user, system } = process.cpuUsage(begun);
  agent.destroy();
  return (user + system) / requests;
}

function get(port: number, agent: https.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = https.get({ host: '127.0.0.1', port, agent, path: '/', servername: 'localhost' }, (response) => {
      response.on('end', resolve).on('error', reject).resume();
    });
    request.on('error', reject);
  });
}

/** Mirrored rounds, so that a drift of the machine cancels. */
async function measure(
  port: number,
  rounds: number,
  lengthMs: number,
): Promise<{ connectionUs: Measured; requestUs: Measured }> {
  const [kept, opened]: [number[], number[]] = [[], []];
  await round(port, true, lengthMs / 2);
  await round(port, false, lengthMs / 2);
  for (let n = 0; n < rounds; n += 1) {
    for (const keepAlive of n % 2 === 0 ? [true, false] : [false, true]) {
      (keepAlive ? kept : opened).push(await round(port, keepAlive, lengthMs));
    }
  }
  return { connectionUs: measured(opened.map((us, n) => us - kept[n]!)), requestUs: measured(kept) };
}

function measured(values: readonly number[]): Measured {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / (values.length - 1) / values.length);
  return { mean, halfWidth: T[values.length - 2]! * error, rounds: values.length };
}

/** The server has a process of its own, so that its CPU is not the client's. */
function serve(): void {
  const options = { key: pem('PRIVATE KEY', KEY_BODY), cert: pem('CERTIFICATE', CERTIFICATE_BODY) };
  const server = https.createServer(options, (_, response) => response.end('x'.repeat(512)));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' ? (address?.port ?? 0) : 0);
  });
  process.on('disconnect', () => process.exit());
}

/** `--rounds=10`, and `--length=1000` milliseconds of each. */
function option(name: string, otherwise: number): number {
  const written = process.argv.find((one) => one.startsWith(`--${name}=`));
  if (written === undefined) return otherwise;
  const value = Number(written.slice(name.length + 3));
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  process.stderr.write(`${written} is no number above 0\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  const rounds = Math.min(MOST_ROUNDS, Math.max(2, Math.floor(option('rounds', MOST_ROUNDS))));
  const lengthMs = option('length', ROUND_MS);
  const server = fork(fileURLToPath(import.meta.url), ['server']);
  try {
    const port = await portOf(server);
    const costs = await measure(port, rounds, lengthMs);
    const calibration = {
      schemaVersion: 1,
      measuredAt: new Date().toISOString(),
      node: process.version,
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.availableParallelism(),
      ...costs,
    };
    process.stdout.write(`${JSON.stringify(calibration, null, 2)}\n`);
  } finally {
    server.kill();
  }
}

function portOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('message', (port) => resolve(Number(port)));
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

if (process.argv.includes('server')) serve();
else await main();
