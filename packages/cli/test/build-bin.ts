import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** The real program, built from source for one test run. */
export interface BuiltBin {
  /** What `node` runs. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles `src/bin.ts`, each command in a file of its own as it is in the package, so that no test needs a build. */
export async function buildBin(): Promise<BuiltBin> {
  const packageFolder = resolve(import.meta.dirname, '..');
  const cache = join(packageFolder, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'bin-'));
  await cp(join(packageFolder, 'package.json'), join(folder, 'package.json'));
  const fromServer = createRequire(resolve(packageFolder, '../server/package.json'));
  await build({
    entryPoints: [join(packageFolder, 'src/bin.ts')],
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@agent-session/source'],
    logLevel: 'error',
    // Libraries that are CommonJS ask for Node's modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [
      {
        name: 'native',
        setup({ onResolve }) {
          onResolve({ filter: /^libsql$/ }, () => ({ path: fromServer.resolve('libsql'), external: true }));
        },
      },
    ],
  });
  return { path: join(folder, 'dist/bin.js'), remove: () => rm(folder, { recursive: true, force: true }) };
}
