/**
 * Requests per finished session against the polling rules of the official SDKs, on the real server under a virtual clock:
 * counts, not times. Both are the ones the tests compare, bundled from there.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { report } from '../compare.js';

interface SideBySide {
  readonly SHAPES: Readonly<Record<'busy' | 'quiet' | 'silent', object>>;
  readonly requestRatio: (shape: object) => Promise<number>;
}

const folder = await mkdtemp(join(tmpdir(), 'bench-requests-'));
const outfile = join(folder, 'side-by-side.mjs');
try {
  await build({
    entryPoints: [join(import.meta.dirname, '../../../rxjs/test/side-by-side.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@agent-session/source'],
    logLevel: 'silent',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const { SHAPES, requestRatio } = (await import(pathToFileURL(outfile).href)) as SideBySide;
  report({ name: 'rxjs/requests-busy', ratio: await requestRatio(SHAPES.busy), bound: { atMost: 0.55 } });
  report({ name: 'rxjs/requests-quiet', ratio: await requestRatio(SHAPES.quiet), bound: { atMost: 1 } });
  report({ name: 'rxjs/requests-silent', ratio: await requestRatio(SHAPES.silent), bound: { atMost: 1 } });
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(process.exitCode ?? 0);
