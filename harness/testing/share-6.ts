import { registerShare } from './shares.js';

await registerShare(6);
