import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** What a program of this folder is run with. */
export interface RunApartOptions {
  /** Flags of Node. */
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  /** Said to the shell before the program starts, such as `ulimit -f 8`. */
  readonly shell?: string;
}

/** Runs a program of this folder in a process of its own, and reads the JSON it prints. */
export async function runApart(
  entry: string,
  { flags = [], args = [], shell = ':' }: RunApartOptions = {},
): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'run-apart-'));
  const outfile = join(folder, 'main.mjs');
  try {
    await build({
      entryPoints: [join(import.meta.dirname, entry)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@agent-session/source'],
      logLevel: 'silent',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    const program = [process.execPath, ...flags, outfile, ...args];
    const { stdout } = await promisify(execFile)('sh', ['-c', `${shell}; exec "$@"`, 'sh', ...program], {
      encoding: 'utf8',
      timeout: 200_000,
    });
    return JSON.parse(stdout) as Record<string, unknown>;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
