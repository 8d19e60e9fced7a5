import { isClosed } from '../build/loop.js';
import { keysAt, type Problem, problemAt, problemAtKey, valueAt } from '../problem.js';
import { isTimeless } from './client.js';
import type { Check, Scope } from './scope.js';

/** Keys of `load` that say when a request leaves, which a closed loop leaves to the answers. */
const OPEN_KEYS = ['arrivals', 'pacing', 'tick'] as const;
const RIVALS_OF_SEQUENCE = ['scale', 'rate', 'stages', 'connections'] as const;

/** A sequence is a load of its own. */
export const checkSequence: Check = ({ tree, nameOf }) => {
  const keys = keysAt(tree, ['load']);
  if (!keys.includes('sequence')) return [];
  const rivals = RIVALS_OF_SEQUENCE.filter((key) => keys.includes(key)).map((key) =>
    problemAtKey(
      ['load', key],
      `\`load\` has both sequence and ${key}`,
      'a sequence is one request after the other on one connection: keep one of the two',
    ),
  );
  if (!keysAt(tree, ['design']).includes('slot')) return rivals;
  const what = `${nameOf(['design', 'slot'])} does not go with \`load.sequence\``;
  return [...rivals, problemAtKey(['design', 'slot'], what, 'leave the slot out: the sequence ends it')];
};

/** A closed loop has no schedule, and as many threads as requests in flight at most. */
export const checkClosedLoop: Check = (scope) => {
  const keys = keysAt(scope.tree, ['load']);
  if (!isClosed(Object.fromEntries(keys.map((key) => [key, true])))) return [];
  const [loop, remedy] = keys.includes('sequence')
    ? ['a sequence', 'remove it']
    : ['a closed loop', 'remove it, or name a rate, such as scale: 100%, to send on a schedule'];
  const schedule = OPEN_KEYS.filter((key) => keys.includes(key)).map((key) =>
    problemAtKey(['load', key], `\`load.${key}\` does not go with ${loop}, where the answers set the rate`, remedy),
  );
  return [...schedule, ...timelessTarget(scope)];
};

/** Who spins does not sleep. */
export const checkTick: Check = ({ tree, draft }) => {
  if (draft.load?.pacing !== 'precise' || !keysAt(tree, ['load']).includes('tick')) return [];
  const what = '`load.tick` does not go with pacing: precise, which does not sleep';
  return [problemAtKey(['load', 'tick'], what, 'remove one of the two')];
};

/** More sockets than one machine holds at a time with room for the rest of it. */
const MOST_CONNECTIONS = 20_000;

/** The bound holds for all machines that share the load. */
export const checkConnections: Check = ({ draft, nameOf, shards }) => {
  const { connections } = draft.load ?? {};
  const most = MOST_CONNECTIONS * shards;
  if (connections === undefined || connections <= most) return [];
  const what = `${nameOf(['load', 'connections'])} is ${connections}, which is more than ${most}`;
  return [problemAt(['load', 'connections'], what, `write a whole number from 1 to ${most}`)];
};

/** Every thread has a connection of its own. */
export const checkThreads: Check = ({ draft, nameOf }) => {
  const { threads, connections, sequence } = draft.load ?? {};
  const most = sequence === undefined ? connections : 1;
  if (threads === undefined || most === undefined || threads <= most) return [];
  const what = `${nameOf(['load', 'threads'])} is ${threads}, more than the ${most} in flight`;
  return [problemAt(['load', 'threads'], what, `write at most ${most}, or leave it out`)];
};

/** A simulated target is one server, and its clock is exact. */
export const checkSimulatedLoad: Check = (scope) => {
  if (!isTimeless(scope)) return [];
  return keysAt(scope.tree, ['load'])
    .filter((key) => key === 'threads' || key === 'pacing' || key === 'tick')
    .map((key) =>
      problemAtKey(
        ['load', key],
        `\`load.${key}\` does not go with a simulated target, whose clock is virtual`,
        'remove it',
      ),
    );
};

/** On the virtual clock an answer that takes no time would be followed by another for ever. */
function timelessTarget({ tree, draft }: Scope): Problem[] {
  const simulated = draft.target?.simulated;
  if (simulated?.serviceTime !== 0 || valueAt(tree, ['target', 'simulated']) === undefined) return [];
  const path = ['target', 'simulated', 'serviceTime'];
  return [problemAt(path, 'a closed loop never ends where a request takes no time', 'write a time such as 5ms')];
}
