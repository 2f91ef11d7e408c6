import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;

/** What a bundler makes of an import of this package. `bytes`: minified and gzipped. */
export async function bundle(
  code: string,
  options: {
    readonly conditions: readonly string[];
    readonly platform: 'browser' | 'node' | 'neutral';
    readonly external?: string[];
  },
): Promise<{ readonly bytes: number; readonly text: string; readonly inputs: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: options.platform,
    mainFields: ['browser', 'module', 'main'],
    conditions: ['@agent-session/source', ...options.conditions],
    external: options.external ?? [],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const { contents, text } = outputFiles[0]!;
  return { bytes: gzipSync(contents, { level: 9 }).length, text, inputs: Object.keys(metafile.inputs) };
}
