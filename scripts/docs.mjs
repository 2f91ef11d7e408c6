/** `npm run docs`: sets up, then builds the site of the documents; see docs/site/build.mjs. */
import { exitWith, setup } from './setup.mjs';

await setup().catch(exitWith);
await import('../docs/site/build.mjs');
