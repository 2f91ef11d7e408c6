import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { listen, type Listening } from '@agent-session/server/node';
import { build } from 'esbuild';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const executablePath = [
  process.env['CHROMIUM'],
  ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'chromium')),
].find((path) => path !== undefined && existsSync(path));

describe.skipIf(executablePath === undefined)('the log in IndexedDB, in Chromium', () => {
  let listening: Listening;
  let profile: string;
  let goOn = () => {};
  /** What the page asked the platform for. */
  const reads: { readonly path: string; readonly fromIndex: number }[] = [];

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, '../src/page.ts')],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      conditions: ['@agent-session/source', 'browser'],
      mainFields: ['browser', 'module', 'main'],
    });
    const script = outputFiles[0]!.text;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const walker = defineAgent({
      name: 'team/walker',
      description: 'Takes five steps, is held, takes five more.',
      async *run() {
        for (let step = 0; step < 10; step += 1) {
          if (step === 5) await held;
          yield { kind: 'policy_event', content: `step ${step}` };
        }
        yield { kind: 'answer_event', answer: 'there' };
      },
    });
    const server = createServer({ store: createMemoryStore(), agents: [walker], auth: { keys: ['hk-page'] } });
    listening = await listen({
      ...server,
      fetch(request) {
        const { pathname, searchParams } = new URL(request.url);
        const reply = (body: string, type: string) =>
          Promise.resolve(new Response(body, { headers: { 'content-type': type } }));
        if (pathname === '/page.js') return reply(script, 'text/javascript');
        if (!pathname.startsWith('/api/')) {
          return reply('<output></output><ol></ol><script type="module" src="/page.js"></script>', 'text/html');
        }
        reads.push({ path: pathname, fromIndex: Number(searchParams.get('from_index')) });
        return server.fetch(request);
      },
    });
    profile = await mkdtemp(join(tmpdir(), 'agent-session-indexeddb-'));
  });
  afterAll(async () => {
    await listening.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  async function openBrowser(): Promise<BrowserContext> {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    });
    await context.addInitScript("sessionStorage.setItem('key', 'hk-page')");
    return context;
  }

  async function openPage(context: BrowserContext, id: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${listening.url}/?session=${id}`);
    return page;
  }

  const indexesOn = async (page: Page) =>
    (await page.locator('li').allTextContents()).map((text) => Number(text.split(' ')[0]));

  test('a browser that is killed goes on where it was, and shows the end without the platform', async () => {
    const request = { agent: 'team/walker', messages: 'Walk.' };
    const created = await fetch(`${listening.url}/api/v2/sessions`, {
      method: 'POST',
      headers: { authorization: 'Bearer hk-page', 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    const { id } = (await created.json()) as { id: string };

    const first = await openBrowser();
    const page = await openPage(first, id);
    await page.getByText('running, 5 steps').waitFor();
    const seen = (await indexesOn(page)).length;
    // Kept is what a transaction has completed: a page that knows of it now may lose nothing of it.
    await expect.poll(() => page.evaluate(countKept)).toBeGreaterThanOrEqual(seen);
    await crash(first);

    reads.length = 0;
    goOn();
    const second = await openBrowser();
    const again = await openPage(second, id);
    await again.getByText('completed, 10 steps').waitFor();
    const all = await indexesOn(again);
    expect(all).toEqual(all.map((_, index) => index));
    expect(all.length).toBeGreaterThan(seen);
    const [firstRead] = reads.filter(({ path }) => path.endsWith('/changes'));
    expect(firstRead?.fromIndex).toBeGreaterThanOrEqual(seen - 1);
    await expect.poll(() => again.evaluate(countKept)).toBe(all.length);

    reads.length = 0;
    await again.reload();
    await again.getByText('completed, 10 steps').waitFor();
    expect(await indexesOn(again)).toEqual(all);
    expect(reads).toEqual([]);
    await second.close();
  });
});

/** Runs in the page: how many events its database holds. */
async function countKept(): Promise<number> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('sessions');
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')));
  });
  const records = await new Promise<{ entries: { kind: string }[] }[]>((resolve) => {
    const request = database.transaction('entries').objectStore('entries').getAll();
    request.addEventListener('success', () => resolve(request.result as { entries: { kind: string }[] }[]));
  });
  database.close();
  return records.flatMap(({ entries }) => entries).filter(({ kind }) => kind === 'event').length;
}

/** Ends the whole browser at once, as a crash does. */
async function crash(context: BrowserContext): Promise<void> {
  const closed = new Promise((resolve) => context.once('close', resolve));
  const session = await context.browser()?.newBrowserCDPSession();
  await session?.send('Browser.crash').catch(() => undefined);
  await closed;
}
