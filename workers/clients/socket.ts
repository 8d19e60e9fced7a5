export { openSocket as client } from './socket/index.js';
