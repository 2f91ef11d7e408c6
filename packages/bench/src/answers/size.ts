import { gzipSync } from 'node:zlib';
import { compileAnswerModule } from '@agent-session/answers';
import { build } from 'esbuild';
import { report } from '../compare.js';
import { schema } from './stories.js';

/** Bundles one import as an application would, and gives its size. */
async function gzipBytes(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('nothing was bundled');
  const gzip = gzipSync(file.contents, { level: 9 }).length;
  console.log(
    `  ${contents.split('\n').at(-1)?.slice(0, 90)}: ${file.contents.length} bytes minified, ${gzip} gzipped`,
  );
  return gzip;
}

const KB = 1024;
const interpreted = await gzipBytes("export { createAnswerValidator } from '@agent-session/answers/interpreted';");
await gzipBytes("export { createAnswerValidator } from '@agent-session/answers';");
await gzipBytes(`${compileAnswerModule(schema)}\n// a standalone module of one schema`);
await gzipBytes("export { Ajv2020 } from 'ajv/dist/2020.js';");
await gzipBytes("export { Validator } from '@cfworker/json-schema';");

report({ name: 'answers/eval-free-size-in-12-kb', ratio: interpreted / (12 * KB), bound: { atMost: 1 } });
