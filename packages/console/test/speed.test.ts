import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, createConsolePage, type ConsolePage } from './console-page.js';

/** What the page saw while an agent said the time: how old each text was when it was painted, and how many frames. */
interface Seen {
  readonly ages: number[];
  frames: number;
  readonly startedAt: number;
}

// Bounds that a shared machine holds; the figures it measures are printed.
describe.skipIf(chromiumPath === undefined)('how quick the console is', () => {
  let site: ConsolePage;

  beforeAll(async () => {
    site = await createConsolePage();
  });
  afterAll(() => site.close());

  async function watch(
    everyMs: number,
  ): Promise<{ readonly p50Ms: number; readonly fps: number; readonly texts: number }> {
    const { page } = await site.open('#/');
    await page.evaluate(() => {
      const seen: Seen = { ages: [], frames: 0, startedAt: performance.now() };
      const known = new Set<string>();
      const frame = (): void => {
        seen.frames += 1;
        const fresh: number[] = [];
        for (const { textContent } of document.querySelectorAll('.rows li p')) {
          const text = textContent ?? '';
          if (known.has(text) || !text.startsWith('at ')) continue;
          known.add(text);
          fresh.push(Number(text.slice(3)));
        }
        // The frame in which they stand in the page is painted before the next one begins.
        if (fresh.length > 0) requestAnimationFrame(() => seen.ages.push(...fresh.map((at) => Date.now() - at)));
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
      Object.assign(window, { seen });
    });
    const id = await site.launch('test/clock', { messages: String(everyMs) });
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, `#/sessions/${id}`);
    await page.locator('.node.current[data-state=completed]').waitFor();
    const { ages, frames, seconds } = await page.evaluate(() => {
      const { seen } = window as unknown as { seen: Seen };
      return { ages: seen.ages, frames: seen.frames, seconds: (performance.now() - seen.startedAt) / 1000 };
    });
    await page.context().close();
    const sorted = ages.toSorted((a, b) => a - b);
    return { p50Ms: sorted[Math.floor(sorted.length / 2)] ?? Infinity, fps: frames / seconds, texts: sorted.length };
  }

  test('an event is on the screen soon after the server has it', async () => {
    const { p50Ms, texts } = await watch(250);
    process.stdout.write(`append to pixels: p50 ${p50Ms} ms of ${texts} events\n`);
    expect(texts).toBeGreaterThan(15);
    expect(p50Ms).toBeLessThan(300);
  });

  test('frames go on while a hundred events a second arrive', async () => {
    const { fps, p50Ms, texts } = await watch(10);
    process.stdout.write(`at 100 events/s: ${fps.toFixed(0)} frames/s, p50 ${p50Ms} ms of ${texts} events\n`);
    expect(texts).toBeGreaterThan(100);
    expect(fps).toBeGreaterThan(15);
  });

  test('the page is at most 160 kB to load, compressed', async () => {
    const html = await (await fetch(`${site.url}/`)).text();
    const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(files).toHaveLength(2);
    const bodies = await Promise.all(
      files.map(async (path) => new Uint8Array(await (await fetch(`${site.url}/${path}`)).arrayBuffer())),
    );
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).byteLength, gzipSync(html).byteLength);
    process.stdout.write(`page: ${(bytes / 1000).toFixed(1)} kB compressed\n`);
    expect(bytes).toBeLessThan(160_000);
  });
});
