import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import type { Workload } from '../model/workload/workload.js';
import type { OpenContext, RunningService, RunningTarget } from '../run/targets/running-target.js';
import { startServices } from '../run/targets/service.js';
import { pidsMarked } from '../system/process-tree.js';
import { readWorkload } from '../workload/read.js';

/** Services of a user's, started as a run starts them, without a run. */

/** A server as small as one can be; `first` stands before it and `answer` sees `q` and `r`. */
export const server = (first = '', answer = "r.end('ok');") => `import http from 'node:http';
${first}
http.createServer((q, r) => { ${answer} }).listen(process.env.PORT, '127.0.0.1');
`;

export interface ServiceOptions {
  /** The text of the service, `app.mjs`; or its command. */
  readonly app?: string;
  readonly command?: string;
  /** More keys of `service`, and of the workload. */
  readonly service?: string;
  readonly calls?: string;
  readonly policies?: string;
  readonly peak?: string;
  readonly context?: Partial<OpenContext>;
}

export interface ServiceFolder {
  readonly folder: string;
  readonly file: string;
  /** The processes of its services that are there now, wherever they have gone. */
  left(): number[];
  /** The same when they have had time to go. */
  remaining(): Promise<number[]>;
}

/** A folder with a workload and the service that it is about; removed after the test. */
export function serviceFolder(t: { after(end: () => void): void }, options: ServiceOptions, more = ''): ServiceFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-service-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const mark = randomUUID();
  const {
    app,
    command = 'node app.mjs',
    service = '',
    calls = '{}',
    policies = '{ today: {} }',
    peak = '300/s',
  } = options;
  if (app !== undefined) writeFileSync(path.join(folder, 'app.mjs'), app);
  const file = path.join(folder, 'workload.yaml');
  const text = `name: tried
peak: ${peak}
service:
  command: ${command}
  env: { TEST_MARK: ${mark} }
  ${service}
calls: ${calls}
policies: ${policies}
${more}`;
  writeFileSync(file, text);
  const left = () => pidsMarked(`TEST_MARK=${mark}`);
  const remaining = async () => {
    for (let tries = 0; tries < 40 && left().length > 0; tries += 1) await rest(50);
    return left();
  };
  return { folder, file, left, remaining };
}

export interface OpenService extends ServiceFolder {
  readonly target: RunningTarget & { readonly service: RunningService };
  readonly workload: Workload;
  /** One request to the service of a policy; gives the answer. */
  ask(policy?: number, place?: string): Promise<string>;
}

/** Rejects as a run would. */
export async function openService(
  t: { after(end: () => unknown): void },
  options: ServiceOptions,
): Promise<OpenService> {
  const place = serviceFolder(t, options);
  return { ...place, ...(await startIn(t, place, options.context)) };
}

export async function startIn(
  t: { after(end: () => unknown): void },
  { file, folder }: ServiceFolder,
  context: Partial<OpenContext> = {},
) {
  const workload = readWorkload(file, { env: {}, overrides: {}, cores: 2 });
  if (workload.target.kind !== 'service') throw new Error('The workload has no service.');
  const target = await startServices(workload.target, { workload, addresses: null, invocation: 0, folder, ...context });
  t.after(() => target.close());
  const agent = new http.Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const ask = (policy = 0, place = '/') => {
    const { hostname, port } = target.endpointOf(policy);
    return new Promise<string>((resolve, reject) => {
      const request = http.get({ hostname, port, path: place, agent }, async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve(text);
      });
      request.once('error', reject);
    });
  };
  return { target: target as OpenService['target'], workload, ask };
}
