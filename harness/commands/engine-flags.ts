import { mistake } from '../model/mistake.js';
import { once } from './verb.js';

/** Who sends the requests of a plan. */
export const ENGINES = ['holdline', 'k6'] as const;
export type Engine = (typeof ENGINES)[number];

export const ENGINE_FLAGS = {
  engine: once('<name>', 'who sends: holdline (default), or a k6 that is installed here', readEngine),
};

function readEngine(text: string): Engine {
  const engine = ENGINES.find((one) => one === text);
  if (engine === undefined) throw mistake(`--engine is ${text}, which is not known`, `known are ${ENGINES.join(', ')}`);
  return engine;
}
