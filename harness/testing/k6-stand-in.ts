import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A stand-in of k6 that only records what a script asks of it. It proves what our scripts say, and nothing of k6: how that
 * schedules, reuses connections and looks names up is its own.
 */

const top = fileURLToPath(new URL('../../../', import.meta.url));
const MODULES = `${top}node_modules/`;

/** Compiles scripts by their names against the types of k6, all in one go; gives what the compiler says, and JavaScript. */
export function compileScripts(folder: string, scripts: ReadonlyMap<string, string>) {
  for (const [name, text] of scripts) {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'script.ts'), text);
  }
  const compilerOptions = {
    ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noUnusedLocals: true },
    ...{ skipLibCheck: true, target: 'es2020', lib: ['es2020'], module: 'commonjs', moduleResolution: 'bundler' },
    ...{ rootDir: '.', outDir: 'out', types: ['k6'], typeRoots: [`${MODULES}@types`] },
    paths: { k6: [`${MODULES}@types/k6`], 'k6/*': [`${MODULES}@types/k6/*`] },
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*/script.ts'] }));
  const { stdout } = spawnSync(process.execPath, [`${MODULES}typescript/bin/tsc`, '-p', folder], { encoding: 'utf8' });
  return {
    said: stdout,
    javaScript: (name: string) => readFileSync(path.join(folder, 'out', name, 'script.js'), 'utf8'),
  };
}

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
  readonly params: {
    readonly headers: Readonly<Record<string, string>>;
    readonly tags: Readonly<Record<string, string>>;
    readonly timeout: string;
  };
}

export interface Answer {
  readonly status: number;
  readonly timings: {
    readonly blocked: number;
    readonly connecting: number;
    readonly tls_handshaking: number;
    readonly duration: number;
  };
}

const WARM: Answer = { status: 200, timings: { blocked: 0.5, connecting: 0, tls_handshaking: 0, duration: 4 } };

/** What `k6 run` would do with a script, as far as a test drives it. */
export function loadScript(
  javaScript: string,
  env: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
) {
  const sent: Sent[] = [];
  const added: {
    readonly metric: string;
    readonly value: number | boolean;
    readonly tags: Readonly<Record<string, string>>;
  }[] = [];
  const checked: string[] = [];
  const scenario = { iterationInTest: 0, startTime: 0 };
  let answer = WARM;
  const metric = class {
    readonly name: string;
    constructor(name: string) {
      this.name = name;
    }
    add(value: number | boolean, tags: Readonly<Record<string, string>>) {
      added.push({ metric: this.name, value, tags });
    }
  };
  const modules: Readonly<Record<string, unknown>> = {
    k6: { check: (_: unknown, rules: object) => checked.push(...Object.keys(rules)) },
    'k6/crypto': { randomBytes: (count: number) => new Uint8Array(count).fill(255).buffer },
    'k6/data': {
      SharedArray: class {
        constructor(_: string, rows: () => object) {
          Object.assign(this, Object.values(rows()), { length: Object.keys(rows()).length });
        }
      },
    },
    'k6/execution': { default: { scenario }, __esModule: true },
    'k6/http': {
      __esModule: true,
      default: {
        request(method: string, url: string, body: string | null, params: Sent['params']) {
          sent.push({ method, url, body, params });
          return answer;
        },
      },
    },
    'k6/metrics': { Counter: metric, Rate: metric, Trend: metric },
  };
  const require = (name: string) => modules[name] ?? assert.fail(`the script imports ${name}`);
  const open = (name: string) => files[name] ?? assert.fail(`the script opens ${name}`);
  const exports = {} as {
    readonly options: K6Options;
    readonly default: () => void;
    readonly handleSummary: (data: unknown) => Record<string, string>;
  };
  new Function('require', 'exports', '__ENV', 'open', javaScript)(require, exports, env, open);
  return {
    options: exports.options,
    handleSummary: exports.handleSummary,
    added,
    checked,
    /** The nth iteration, so long after the scenario began. */
    iterate(n: number, { atMs = 1e9, answers = WARM }: { atMs?: number; answers?: Answer } = {}): Sent {
      scenario.iterationInTest = n;
      scenario.startTime = Date.now() - atMs;
      answer = answers;
      exports.default();
      return sent.at(-1)!;
    },
  };
}

export interface K6Options {
  readonly scenarios: { readonly holdline: K6Scenario };
  readonly noConnectionReuse: boolean;
  readonly dns: { readonly ttl: string };
  readonly thresholds: Readonly<Record<string, readonly string[]>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly tlsAuth?: unknown;
}

export interface K6Scenario {
  readonly executor: string;
  readonly rate?: number;
  readonly startRate?: number;
  readonly timeUnit?: string;
  readonly duration?: string;
  readonly stages?: readonly { readonly target: number; readonly duration: string }[];
  readonly preAllocatedVUs?: number;
  readonly maxVUs?: number;
  readonly vus?: number;
  readonly iterations?: number;
}

/** Milliseconds of a duration as Go reads it. */
export function goMs(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const found = /^([\d.]+)(ms|s|m|h)$/.exec(text);
  assert.ok(found, `${text} is no duration`);
  return Number(found[1]) * units[found[2]!]!;
}

/** The arrivals of a scenario behind its lead-in, as k6 documents its executors: a rate in a time unit, linear between targets. */
export function arrivalsOf(
  { rate, startRate, timeUnit = '1s', duration, stages }: K6Scenario,
  leadInMs: number,
): number {
  const unitMs = goMs(timeUnit);
  if (stages === undefined) return (rate! * (goMs(duration!) - leadInMs)) / unitMs;
  let before = startRate!;
  let area = 0;
  for (const { target, duration: text } of stages.slice(1)) {
    area += ((before + target) / 2) * (goMs(text) / unitMs);
    before = target;
  }
  return area;
}
