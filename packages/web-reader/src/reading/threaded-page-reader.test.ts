import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageError } from './page-error.js';
import type { PageReaderLimits, PageSource } from './page-reader.js';
import { createPageReader } from './threaded-page-reader.js';

let folder: string;
let thread: URL;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'page-thread-'));
  const outfile = join(folder, 'page-worker.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'page-worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@agent-session/source'],
    logLevel: 'error',
  });
  thread = pathToFileURL(outfile);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIMITS: PageReaderLimits = { maxReadMs: 100_000, maxReadMemoryMb: 256, maxInlinePageBytes: 250_000 };
const never = new AbortController().signal;

function pageOf(items: number, url = 'https://list.test/'): PageSource {
  const entries = Array.from(
    { length: items },
    (_, index) => `<li><a href="/${index}">The headline of item ${index}</a><p>It says a few words more.</p></li>`,
  );
  const body = new TextEncoder().encode(`<title>${items} items</title><ul>${entries.join('')}</ul>`);
  return { url, contentType: 'text/html', body, listKey: null };
}

describe('a page read in a thread', () => {
  it('of 2.7 MB leaves the event loop to others meanwhile', async () => {
    const source = pageOf(32_000);
    expect(source.body.length).toBeGreaterThan(2_700_000);
    let turns = 0;
    let done = false;
    const reading = createPageReader(LIMITS, thread)
      .read(source, never)
      .finally(() => (done = true));
    while (!done) {
      await new Promise(setImmediate);
      turns += 1;
    }
    expect((await reading).title).toBe('32000 items');
    // Read here, it would be over within three.
    expect(turns).toBeGreaterThan(100);
  });

  it('is given up when it takes too long, and the next is read', async () => {
    const short = createPageReader({ ...LIMITS, maxReadMs: 1 }, thread);
    await expect(short.read(pageOf(10), never)).rejects.toThrow(
      /^https:\/\/list\.test\/ takes more than 0\.001 s to read\..*maxReadMs/,
    );
    await expect(short.read(pageOf(10), never)).rejects.toBeInstanceOf(PageError);
  });

  it('that takes too much memory ends its thread and nothing else', async () => {
    const reader = createPageReader({ ...LIMITS, maxReadMemoryMb: 10 }, thread);
    await expect(reader.read(pageOf(120_000), never)).rejects.toThrow(
      /takes more than 10 MB of memory.*maxReadMemoryMb/,
    );
    expect((await reader.read(pageOf(3), never)).items).toHaveLength(3);
  });

  it('ends with the run that asked for it', async () => {
    const reader = createPageReader(LIMITS, thread);
    const run = new AbortController();
    const reading = reader.read(pageOf(32_000), run.signal);
    run.abort(new Error('cancelled'));
    await expect(reading).rejects.toThrow('cancelled');
    await expect(reader.read(pageOf(3), run.signal)).rejects.toThrow('cancelled');
    expect((await reader.read(pageOf(3), never)).items).toHaveLength(3);
  });

  it('waits for its turn where many are read at once, and none is mistaken for another', async () => {
    const reader = createPageReader(LIMITS, thread);
    const counts = [3, 4, 5, 6, 7, 8, 9];
    const pages = await Promise.all(counts.map((count) => reader.read(pageOf(count), never)));
    expect(pages.map(({ items }) => items.length)).toEqual(counts);
  });
});

describe('a page where there are no threads', () => {
  it('is read as far as the limit says, and says that it is cut', async () => {
    const nowhere = pathToFileURL(join(tmpdir(), 'no-such-thread.mjs'));
    const reader = createPageReader({ ...LIMITS, maxInlinePageBytes: 1_000 }, nowhere);
    expect(await reader.read(pageOf(3), never)).toMatchObject({ truncated: false, items: [{}, {}, {}] });
    const cut = await reader.read(pageOf(300), never);
    expect(cut.truncated).toBe(true);
    expect(cut.items.length).toBeLessThan(20);
  });
});
