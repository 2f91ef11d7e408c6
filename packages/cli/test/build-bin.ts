import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundle, type BundleOptions } from '../scripts/bundle.mjs';

/** The real program, bundled from source for one test run. */
export interface BuiltBin {
  /** What `node` runs. */
  readonly path: string;
  /** Which module went into which file, as esbuild tells. */
  readonly metafile: Awaited<ReturnType<typeof bundle>>;
  remove(): Promise<void>;
}

/** Makes the program as it is published, so that no test needs a build. */
export async function buildBin(options: Pick<BundleOptions, 'site'> = { site: 'none' }): Promise<BuiltBin> {
  const packageFolder = resolve(import.meta.dirname, '..');
  const cache = join(packageFolder, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'bin-'));
  await cp(join(packageFolder, 'package.json'), join(folder, 'package.json'));
  const metafile = await bundle({ folder: join(folder, 'dist'), ...options });
  return { path: join(folder, 'dist/bin.js'), metafile, remove: () => rm(folder, { recursive: true, force: true }) };
}
