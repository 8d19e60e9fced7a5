/** What the harness, its servers, the replayer process and its worker threads say to each other. */
export type * from './calls.js';
export type * from './network.js';
export type * from './replayer.js';
export type * from './server.js';
export type * from './shard.js';
