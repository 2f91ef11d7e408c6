/**
 * How quick the console is in a real browser: from an event on the server until it is painted, frames while events pour
 * in, scrolling through ten thousand of them, and what the page weighs. Latency and frames are compared with the bare
 * minimum: a page that polls `/changes` by hand and puts texts into a list, on the same server, in turn.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { createClient } from '@agent-session/client';
import { createConsoleHandler } from '@agent-session/console/node';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { listen } from '@agent-session/server/node';
import { chromium, type Browser, type Page } from 'playwright-core';
import { report } from '../compare.js';

const ROUNDS = 3;
const RUN_MS = 5_000;
const SLOW_MS = 250;
const FAST_MS = 10;
const MANY = 10_000;
const BUDGET_KB = 210;
const FRAME_MS = 1_000 / 60;
const apiKey = 'hk-bench';

const executablePath = [
  process.env['CHROMIUM'],
  ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'chromium')),
].find((path) => path !== undefined && existsSync(path));
const page = createConsoleHandler();
if (executablePath === undefined) console.log('  skipped: no Chromium in PATH, and none named by CHROMIUM');
else if (page === null) throw new Error('The console is not built: npm run build');
else await measureIn(executablePath, page);

async function measureIn(path: string, handler: (request: Request) => Response | null): Promise<void> {
  const clock = defineAgent({
    name: 'bench/clock',
    description: 'Says what time it is, as often as it is told to.',
    async *run({ messages, signal }) {
      const everyMs = Number(messages[0]?.message);
      for (let count = 0; count < RUN_MS / everyMs && !signal.aborted; count += 1) {
        yield { kind: 'observation_event', type: 'text', text: `at ${Date.now()}` };
        await new Promise((resolve) => setTimeout(resolve, everyMs));
      }
      yield { kind: 'answer_event', answer: 'done' };
    },
  });
  const many = defineAgent({
    name: 'bench/many',
    description: 'Sees ten thousand things.',
    async *run() {
      for (let index = 0; index < MANY; index += 1) {
        yield { kind: 'observation_event', type: 'text', text: `thing ${index}` };
      }
      yield { kind: 'answer_event', answer: 'all seen' };
    },
  });
  const server = await listen(
    createServer({ store: createMemoryStore(), agents: [clock, many], auth: { keys: [apiKey] } }),
    { page: (request) => barePage(request) ?? handler(request), drainMs: 0 },
  );
  const client = createClient({ baseUrl: server.url, apiKey });
  const browser = await chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  const launch = async (agent: string, messages: string): Promise<string> =>
    (await client.create({ agent, messages })).id;
  try {
    for (const [everyMs, name] of [
      [SLOW_MS, 'at 4 events a second'],
      [FAST_MS, 'at 100 events a second'],
    ] as const) {
      const ours: Watched[] = [];
      const bare: Watched[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const watchOurs = async (): Promise<void> => {
          ours.push(await watch(await openConsole(browser, server.url), server.url, everyMs, launch, consoleHash));
        };
        const watchBare = async (): Promise<void> => {
          const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
          bare.push(await watch(page, `${server.url}/bare`, everyMs, launch, (id) => `#${id}`));
        };
        for (const turn of round % 2 === 0 ? [watchOurs, watchBare] : [watchBare, watchOurs]) await turn();
      }
      for (const [who, seen] of [
        ['console', ours],
        ['bare page', bare],
      ] as const) {
        const rounds = seen.map(({ p50Ms, framesPerSecond }) => `${p50Ms} ms ${framesPerSecond.toFixed(0)}/s`);
        console.log(`  ${name}, ${who}: append to pixels p50 and frames, rounds: ${rounds.join(', ')}`);
      }
      if (everyMs === SLOW_MS) {
        const ratio = median(ours.map(({ p50Ms }) => p50Ms)) / median(bare.map(({ p50Ms }) => p50Ms));
        report({ name: 'console/append-to-pixels-against-bare-page', ratio, bound: { atMost: 2 } });
      } else {
        const frames = (seen: readonly Watched[]): number => median(seen.map((one) => one.framesPerSecond));
        const ratio = frames(ours) / frames(bare);
        report({ name: 'console/frames-at-100-events-a-second-against-bare-page', ratio, bound: { atLeast: 0.8 } });
      }
    }
    await scroll(await openConsole(browser, server.url, consoleHash(await launch(many.name, 'go'))));
    await weigh(await browser.newPage(), server.url);
  } finally {
    await browser.close();
    await server.close();
  }
}

interface Watched {
  /** From the event on the server to the frame in which it stands in the page. */
  readonly p50Ms: number;
  readonly framesPerSecond: number;
}

function consoleHash(id: string): string {
  return `#/sessions/${id}`;
}

async function openConsole(browser: Browser, url: string, hash = '#/'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const kept = JSON.stringify({ baseUrl: url, apiKey, keep: true });
  await page.addInitScript((value) => sessionStorage.setItem('agent-session.connection', value), kept);
  await page.goto(`${url}/${hash}`);
  return page;
}

async function watch(
  page: Page,
  url: string,
  everyMs: number,
  launch: (agent: string, messages: string) => Promise<string>,
  hashOf: (id: string) => string,
): Promise<Watched> {
  if (page.url() === 'about:blank') await page.goto(url);
  await page.evaluate(() => {
    const seen = { ages: [] as number[], frames: 0, startedAt: performance.now() };
    const known = new Set<string>();
    const frame = (): void => {
      seen.frames += 1;
      const fresh: number[] = [];
      for (const { textContent } of document.querySelectorAll('.rows article p')) {
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
  const id = await launch('bench/clock', String(everyMs));
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, hashOf(id));
  await page.locator('.node.current[data-state=completed], .rows[data-state=completed]').first().waitFor();
  const { ages, frames, seconds } = await page.evaluate(() => {
    const { seen } = window as unknown as { seen: { ages: number[]; frames: number; startedAt: number } };
    return { ages: seen.ages, frames: seen.frames, seconds: (performance.now() - seen.startedAt) / 1000 };
  });
  await page.close();
  // Most of them at least: a page that shows nothing is not quick.
  if (ages.length < (0.6 * RUN_MS) / everyMs / (everyMs === FAST_MS ? 2 : 1)) {
    throw new Error(`${url} showed only ${ages.length} events`);
  }
  return { p50Ms: median(ages), framesPerSecond: frames / seconds };
}

async function scroll(page: Page): Promise<void> {
  await page.getByText(/10,00\d events/).waitFor();
  await page.getByText('all seen').first().waitFor();
  await page.getByRole('region', { name: 'Events' }).hover();
  await page.evaluate(() => {
    const gaps: number[] = [];
    let last = performance.now();
    const frame = (): void => {
      const now = performance.now();
      gaps.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(window, { gaps });
  });
  for (let turn = 0; turn < 100; turn += 1) await page.mouse.wheel(0, -1000);
  const gaps = await page.evaluate(() => (window as unknown as { gaps: number[] }).gaps);
  await page.close();
  const sorted = gaps.toSorted((a, b) => a - b);
  const p95Ms = sorted[Math.floor(sorted.length * 0.95)] ?? Infinity;
  console.log(
    `  scrolling ${MANY} events: ${gaps.length} frames, p50 ${median(gaps).toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms`,
  );
  report({ name: 'console/scrolling-p95-in-frames', ratio: p95Ms / FRAME_MS, bound: { atMost: 2 } });
}

async function weigh(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Key').waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const sizes = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
      (entry) => (entry as PerformanceResourceTiming).encodedBodySize,
    ),
  );
  await page.close();
  const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1000;
  console.log(`  the page: ${kilobytes.toFixed(1)} kB in ${sizes.length} files, letters included`);
  report({ name: `console/load-in-${BUDGET_KB}-kb`, ratio: kilobytes / BUDGET_KB, bound: { atMost: 1 } });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}

/** A polling loop written by hand, and a list: what the console is compared with. */
function barePage(request: Request): Response | null {
  const { pathname } = new URL(request.url);
  if (pathname === '/bare') {
    const html = '<!doctype html><title>bare</title><div class="rows"></div><script src="/bare.js"></script>';
    return new Response(html, { headers: { 'content-type': 'text/html' } });
  }
  if (pathname !== '/bare.js') return null;
  const script = `addEventListener('hashchange', async () => {
  const id = location.hash.slice(1), rows = document.querySelector('.rows');
  for (let from = 0; ; ) {
    const reply = await fetch('/api/v2/sessions/' + id + '/changes?wait_for_seconds=20&from_index=' + from, {
      headers: { authorization: 'Bearer ${apiKey}' },
    });
    if (reply.status !== 200) continue;
    const page = await reply.json();
    from += page.new_events.length;
    for (const { data } of page.new_events) {
      const row = rows.appendChild(document.createElement('article')).appendChild(document.createElement('p'));
      row.textContent = data.text ?? data.kind ?? '';
    }
    rows.dataset.state = page.status;
    if (page.status === 'completed') return;
  }
});`;
  return new Response(script, { headers: { 'content-type': 'text/javascript' } });
}
