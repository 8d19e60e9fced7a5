import type { NetworkOpen, NetworkSpec } from '../model/protocol.js';
import { answerCalls } from './answer-calls.js';
import { startRelay } from './relay.js';

/**
 * The entry of the process that stands for the network between the replayers and the embedded target: a process of its
 * own, so that the CPU of the target stays the target's, and a busy target delays no bytes.
 */
answerCalls(async ({ paths, rttMs }: NetworkSpec): Promise<NetworkOpen> => {
  const relays = await Promise.all(paths.map((path) => startRelay(path, rttMs)));
  return { ports: relays.map(({ port }) => port) };
});
