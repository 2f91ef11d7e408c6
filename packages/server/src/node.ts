export { listen } from './node/listen.js';
export type { ListenOptions, Listening } from './node/listen.js';
