import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Builds the writer process of the crash test, and returns its path. It has to live where `libsql` can be found. */
export async function buildCrashWriter(): Promise<string> {
  const outfile = fileURLToPath(new URL('../../../node_modules/.cache/crash-writer.mjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('crash-writer.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@agent-session/source'],
    external: ['libsql'],
    logLevel: 'error',
  });
  return outfile;
}
