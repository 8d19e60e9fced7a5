import { registerHalf } from './pure.js';

await registerHalf(0);
