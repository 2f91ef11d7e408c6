/** What following a session adds to a browser bundle that has rxjs already: minified and gzipped. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { report } from '../compare.js';

async function gzipBytes(name: string, contents: string, external: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: [...external],
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('nothing was bundled');
  const gzip = gzipSync(file.contents, { level: 9 }).length;
  console.log(`  ${name}: ${file.contents.length} bytes minified, ${gzip} gzipped`);
  return gzip;
}

const KB = 1024;
const watch = "export { watchSession } from '@agent-session/rxjs';";
const all = await gzipBytes(
  'everything the package exports, with what it needs',
  "export * from '@agent-session/rxjs';",
  ['rxjs'],
);
await gzipBytes('watchSession, with what it needs', watch, ['rxjs']);
const own = await gzipBytes('watchSession alone, without core and answers', watch, [
  'rxjs',
  '@agent-session/core',
  '@agent-session/answers',
]);
report({ name: 'rxjs/own-size-in-14-kb', ratio: own / (14 * KB), bound: { atMost: 1 } });
report({ name: 'rxjs/whole-size-in-45-kb', ratio: all / (45 * KB), bound: { atMost: 1 } });
