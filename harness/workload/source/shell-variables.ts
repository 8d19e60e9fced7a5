import { type Path, type Problem, problemAt } from '../problem.js';

/** `${NAME}` and `$NAME`, as shells and other tools have them. */
const VARIABLE = /\$(?:\{([A-Z_][A-Z0-9_]*)\}|([A-Z_][A-Z0-9_]+))/g;
/** A word of its own, such as that of `Bearer $API_TOKEN`. */
const WORD = /^(?:\S+\s+)?\$(?:\{[A-Z_][A-Z0-9_]*\}|[A-Z_][A-Z0-9_]+)$/;

/**
 * A variable that would be sent, or taken, as it stands. A body and a path may have a dollar for its own sake: there it is
 * a variable where the environment has one of that name.
 */
export function shellVariable(text: string, path: Path, env: Readonly<Record<string, unknown>>): readonly Problem[] {
  const names = [...text.matchAll(VARIABLE)].map((match) => match[1] ?? match[2]!);
  const isCertain = path[0] !== 'requests' || (path[2] === 'headers' && WORD.test(text.trim()));
  const name = names.find((one) => isCertain || env[one] !== undefined);
  if (name === undefined || path[2] === 'name') return [];
  const what = `the variable ${name} stands without env, and would be ${path[0] === 'requests' ? 'sent' : 'taken'} as it is`;
  const isPort = path[0] === 'service' && name === 'PORT';
  return [problemAt(path, what, isPort ? `write \${port}` : `write \${env.${name}}`)];
}
