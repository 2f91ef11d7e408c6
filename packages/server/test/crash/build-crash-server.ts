import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles the server that is killed, into the package, so that its one native dependency is found. */
export async function buildCrashServer(): Promise<string> {
  const outfile = fileURLToPath(new URL('../../node_modules/.cache/crash-server.mjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('crash-server.ts', import.meta.url))],
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
