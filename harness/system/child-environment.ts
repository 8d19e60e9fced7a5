import { VARIABLES } from '../model/run/variables.js';

/** What a process needs to run at all, wherever it runs. */
const NEEDED = [
  ...[
    'PATH',
    'HOME',
    'TMPDIR',
    'TZ',
    'LANG',
    'LC_ALL',
    'LC_CTYPE',
    'LD_LIBRARY_PATH',
    'DYLD_LIBRARY_PATH',
    'NODE_PATH',
  ],
  ...[
    'SYSTEMROOT',
    'WINDIR',
    'SYSTEMDRIVE',
    'COMSPEC',
    'PATHEXT',
    'USERPROFILE',
    'APPDATA',
    'LOCALAPPDATA',
    'TEMP',
    'TMP',
  ],
];
const PASSED = new Set([...NEEDED, ...Object.entries(VARIABLES).flatMap(([name, { passed }]) => (passed ? name : []))]);

/**
 * The environment of a measured process: what is on the list, and what is meant for it. Anything else that happens to be
 * set where holdline is started would decide behind the back of the workload, or be a secret in one more process.
 */
export function childEnvironment(
  meant: Readonly<Record<string, string>> = {},
  ours: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  // Names are alike there whatever their case.
  const keyOf = (name: string) => (process.platform === 'win32' ? name.toUpperCase() : name);
  const passed = Object.entries(ours).filter(([name]) => PASSED.has(keyOf(name)));
  return { ...Object.fromEntries(passed), ...meant };
}
