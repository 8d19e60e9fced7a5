import path from 'node:path';
import { isMapping } from './problem.js';
import { readCommand } from './readers/command.js';
import { readWorkloadText } from './source/file.js';
import { parseYaml } from './source/yaml.js';

/** What is read of a workload before anything that it needs is installed. */
export interface BeforeSetUp {
  /** Null where its lock files say. */
  readonly setup: readonly string[] | null;
  /** Where its programs start, and where its packages are looked for; whole paths. */
  readonly folders: readonly string[];
}

/** Reads it; what is wrong with it is said when the whole workload is read. Throws UserMistake for what is no YAML. */
export function beforeSetUp(file: string, text = readWorkloadText(file)): BeforeSetUp {
  const { tree } = parseYaml(file, text);
  const top = isMapping(tree) ? tree : {};
  const setup = top.setup === undefined ? null : readCommand(top.setup);
  const policies = isMapping(top.policies) ? Object.values(top.policies) : [];
  const folders = [top.service, ...policies].flatMap((one) =>
    isMapping(one) && typeof one.cwd === 'string' ? [path.resolve(path.dirname(file), one.cwd)] : [],
  );
  return { setup: setup?.ok ? setup.value : null, folders: [path.resolve(path.dirname(file)), ...folders] };
}
