/** Runs the program where there is a command line: Node, Deno, Bun. */
import process from 'node:process';
import { smoke } from './program.mjs';

console.log(await smoke(process.argv[2] ?? ''));
