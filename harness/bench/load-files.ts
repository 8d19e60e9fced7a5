import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunRequest } from './tools.js';

/** One script for both kinds of load; the environment says which. */
const K6_SCRIPT = `
import http from 'k6/http';
const { URL, SECONDS, VUS, RATE } = __ENV;
const duration = SECONDS + 's';
const vus = Number(VUS);
export const options = {
  discardResponseBodies: true,
  scenarios: {
    bench: Number(RATE) > 0
      ? { executor: 'constant-arrival-rate', rate: Number(RATE), duration, preAllocatedVUs: vus }
      : { executor: 'constant-vus', vus, duration },
  },
};
export default () => { http.get(URL); };
`;

/** Loads for the tools that read theirs from a file, in a folder that `remove` takes away. */
export function writeLoadFiles(url: string): { readonly files: RunRequest['files']; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdline-bench-'));
  const files = { k6Script: path.join(folder, 'k6.js'), vegetaTargets: path.join(folder, 'targets.txt') };
  writeFileSync(files.k6Script, K6_SCRIPT);
  writeFileSync(files.vegetaTargets, `GET ${url}\n`);
  return { files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
