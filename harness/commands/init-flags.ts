import { asWritten, once, toggle, type ValuesOf } from './verb.js';

/** What `init` takes. */
export const INIT_FLAGS = {
  service: once(
    '<command>',
    'how your service is started, such as "node server.js"; the start script if left out',
    asWritten,
  ),
  url: once('<address>', 'a server that runs already, in place of a service', asWritten),
  out: once('<file>', 'the workload to write (default: holdline.yaml)', asWritten),
  ci: toggle('write .github/workflows/holdline.yml too'),
};

export type InitValues = ValuesOf<typeof INIT_FLAGS>;
