import { createHost } from '../../host.js';

/**
 * Only for tests: one thread for all files of a process. The modules of some clients take a second to load, so slots of any
 * client go through it, one after the other; it is never closed, because an idle thread holds no process open.
 */
export const warmHost = createHost(1);
