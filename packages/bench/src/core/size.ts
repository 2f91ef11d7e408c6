/** What core adds to a bundle: with XState against XState alone, and the tables and the fold without it. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { report } from '../compare.js';

async function gzipBytes(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('nothing was bundled');
  const gzip = gzipSync(file.contents, { level: 9 }).length;
  console.log(`  ${contents}: ${file.contents.length} bytes minified, ${gzip} gzipped`);
  return gzip;
}

const KB = 1024;
const xstate = await gzipBytes("export { assign, createActor, setup } from 'xstate';");
const machine = await gzipBytes(
  "export { createSessionMachine, toMachineSnapshot } from '@agent-session/core/machine';",
);
const fold = await gzipBytes("export * from '@agent-session/core';");
await gzipBytes("export { decide, evolve, initialState, observe } from '@agent-session/core';");
await gzipBytes("export { replay } from '@agent-session/core';");

report({
  name: 'core/machine-size-beside-xstate-in-10-kb',
  ratio: (machine - xstate) / (10 * KB),
  bound: { atMost: 1 },
});
report({ name: 'core/fold-size-in-14-kb', ratio: fold / (14 * KB), bound: { atMost: 1 } });
