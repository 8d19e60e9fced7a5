// `npm run build`. The packages of most clients are optional (peers, which are installed here for the tests), and so are their types: where one is left out, everything is
// still compiled, because no line of the output depends on a type, but nothing is checked.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('.', import.meta.url));
const { optionalDependencies, peerDependencies, devDependencies } = JSON.parse(
  readFileSync(`${top}package.json`, 'utf8'),
);
const isHere = (name) => existsSync(`${top}node_modules/${name}/package.json`);

// npm counts the compiler's own program among the optional packages.
const program = `@typescript/typescript-${process.platform}-${process.arch}`;
if (!isHere('typescript') || !isHere(program)) {
  const [option, remedy] = isHere('typescript')
    ? ['--omit=optional', `npm install --no-save --omit=optional ${program}@${devDependencies.typescript}`]
    : ['--omit=dev', 'npm ci'];
  console.error(`error: the compiler is not installed; ${option} leaves it out\n  ${remedy}`);
  process.exit(2);
}

const missing = Object.keys({ ...optionalDependencies, ...peerDependencies }).filter((name) => !isHere(name));
if (missing.length > 0) console.error(`types are not checked: without ${missing.join(', ')}`);
const options = ['-p', `${top}tsconfig.json`, ...(missing.length > 0 ? ['--noCheck'] : [])];

// What was compiled of a source that is gone would still be found by the tests; a second build at the same time must not
// find an empty folder, so only that is removed.
const outputs = existsSync(`${top}dist`) ? readdirSync(`${top}dist`, { recursive: true }) : [];
for (const name of outputs.filter((one) => one.endsWith('.js') && !existsSync(`${top}${one.slice(0, -3)}.ts`))) {
  rmSync(`${top}dist/${name}`, { force: true });
  rmSync(`${top}dist/${name}.map`, { force: true });
}

const tsc = `${top}node_modules/typescript/bin/tsc`;
process.exit(spawnSync(process.execPath, [tsc, ...options], { stdio: 'inherit' }).status ?? 1);
