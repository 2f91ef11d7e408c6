/** `node host.mjs <bundle for browsers>`: the other end as a program. Prints its address, and what the page came to. */
import process from 'node:process';
import { listenAsOtherEnd } from './other-end.mjs';

const { url } = await listenAsOtherEnd({
  bundle: process.argv[2] ?? '',
  onResult: (result) => console.log(`page ${JSON.stringify(result)}`),
});
console.log(`listening ${url}`);
