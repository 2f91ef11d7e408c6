import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { createMemoryStore } from './memory-session-store.js';
import { describeSessionStore } from './testing/session-store-contract.js';

describeSessionStore('the memory store', createMemoryStore);

test('the memory store needs nothing of Node, so that it runs in browsers and workers', async () => {
  const { metafile, warnings } = await build({
    entryPoints: [fileURLToPath(new URL('memory-session-store.ts', import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    // On this platform an import of a Node module fails the build.
    platform: 'browser',
    conditions: ['@agent-session/source'],
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  const outputs = Object.values(metafile.outputs);
  expect(outputs.flatMap((output) => output.imports)).toEqual([]);
});
