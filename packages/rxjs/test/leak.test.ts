import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** A process of its own, because only there the heap is ours alone and can be collected on demand. */
async function run(entry: string): Promise<Record<string, number>> {
  const outfile = join(await mkdtemp(join(tmpdir(), 'leak-')), 'main.mjs');
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
  return JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', outfile], { encoding: 'utf8', timeout: 60_000 }),
  ) as never;
}

test('ten thousand watches that came and went leave no handle and no memory behind', { timeout: 90_000 }, async () => {
  const left = await run('leak/watch-and-leave.ts');
  console.log(left);
  expect(left['open']).toBe(0);
  expect(left['handlesAfter']).toBe(left['handlesBefore']);
  expect(left['heapGrowth']).toBeLessThanOrEqual(0.02);
});
