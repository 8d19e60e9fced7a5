import { spawn } from 'node:child_process';
import path from 'node:path';

interface Desk {
  readonly isTerminal: boolean;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

const HERE: Desk = { isTerminal: process.stdout.isTTY === true, platform: process.platform, env: process.env };

/** How long an opener may take to say that it cannot. */
const PATIENCE_MS = 1500;

/** Opens a page with what the system opens pages with; gives a sentence where that is missing, or nobody looks at a terminal. */
export async function openPage(file: string, { isTerminal, platform, env }: Desk = HERE): Promise<string | null> {
  const page = path.resolve(file);
  if (!isTerminal) return `--open needs a terminal; the page is ${page}`;
  const [program, ...args] = openerOf(platform);
  const trouble = await started(program!, [...args, page], env);
  return trouble === null ? null : `${program} ${trouble}; the page is ${page}`;
}

function openerOf(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['open'];
  // The first text that `start` is given in quotes is a title.
  return platform === 'win32' ? ['cmd', '/c', 'start', '""'] : ['xdg-open'];
}

/** What is wrong, or null; what it opens outlives us. */
function started(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: 'ignore', detached: true });
    const patience = setTimeout(() => end(null), PATIENCE_MS);
    const end = (trouble: string | null) => {
      clearTimeout(patience);
      child.unref();
      resolve(trouble);
    };
    child.on('error', ({ code }: NodeJS.ErrnoException) =>
      end(code === 'ENOENT' ? 'is not installed' : `could not be started (${code})`),
    );
    child.on('exit', (code) => end(code === 0 || code === null ? null : `ended with ${code}`));
  });
}
