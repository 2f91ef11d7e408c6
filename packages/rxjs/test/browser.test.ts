import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { createMemoryStore, createServer, defineAgent, type SessionServer } from '@agent-session/server';
import { listen, type Listening } from '@agent-session/server/node';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const executablePath = [
  process.env['CHROMIUM'],
  ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'chromium')),
].find((path) => path !== undefined && existsSync(path));

interface Seen {
  readonly events: readonly number[];
  readonly links: readonly string[];
  readonly ended: string;
}

describe.skipIf(executablePath === undefined)('in Chromium', () => {
  let listening: Listening;
  let server: SessionServer;
  let browser: Browser;
  let script = '';
  /** Lets the agent take so many steps more. */
  let step: (count: number) => void = () => undefined;
  /** Where reads of changes began. */
  let reads: number[] = [];
  /** While true, long-polls are never answered. */
  let silent = false;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, 'browser/page.ts')],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      conditions: ['@agent-session/source', 'browser'],
      mainFields: ['browser', 'module', 'main'],
    });
    script = outputFiles[0]?.text ?? '';
    const stepper = defineAgent({
      name: 'test/stepper',
      description: 'Takes the steps it is let take, ten in all.',
      async *run({ signal }) {
        let allowed = 0;
        let wake = (): void => undefined;
        step = (count) => {
          allowed += count;
          wake();
        };
        signal.addEventListener('abort', () => wake());
        for (let taken = 0; taken < 10 && !signal.aborted;) {
          if (taken < allowed) {
            taken += 1;
            yield { kind: 'policy_event', content: `step ${taken}` };
          } else await new Promise<void>((resolve) => (wake = resolve));
        }
        yield { kind: 'answer_event', answer: 'there' };
      },
    });
    server = createServer({ store: createMemoryStore(), agents: [stepper], auth: { keys: ['hk-page'] } });
    listening = await listen({
      ...server,
      fetch(request) {
        const { pathname, searchParams } = new URL(request.url);
        const reply = (body: string, type: string): Promise<Response> =>
          Promise.resolve(new Response(body, { headers: { 'content-type': type } }));
        if (pathname === '/page.js') return reply(script, 'text/javascript');
        if (!pathname.startsWith('/api/')) return reply('<script type="module" src="/page.js"></script>', 'text/html');
        if (pathname.endsWith('/changes')) {
          reads.push(Number(searchParams.get('from_index')));
          if (silent && searchParams.get('wait_for_seconds') === '20') return new Promise(() => undefined);
        }
        return server.fetch(request);
      },
    });
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await listening?.close();
  });

  async function launch(): Promise<string> {
    const response = await fetch(`${listening.url}/api/v2/sessions`, {
      method: 'POST',
      headers: { authorization: 'Bearer hk-page', 'content-type': 'application/json' },
      body: JSON.stringify({ agent: 'test/stepper', messages: 'Go.' }),
    });
    const { id } = (await response.json()) as { readonly id: string };
    return id;
  }

  const seenBy = (page: Page): Promise<Seen> =>
    page.evaluate(() => (globalThis as unknown as { readonly seen: Seen }).seen);
  const until = (page: Page, condition: (seen: Seen) => boolean): Promise<Seen> =>
    vi.waitFor(async () => {
      const seen = await seenBy(page);
      expect(seen).toSatisfy(condition);
      return seen;
    });
  const inOrder = ({ events }: Seen): readonly number[] => events.map((_, index) => index);

  test('a lost network is told at once, and nothing is lost or repeated when it is back', async () => {
    const id = await launch();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${listening.url}/?session=${id}`);
    step(3);
    await until(page, ({ events }) => events.length === 6);
    await context.setOffline(true);
    await until(page, ({ links }) => links.at(-1) === 'offline');
    const count = reads.length;
    step(3);
    expect(reads.length).toBe(count);
    await context.setOffline(false);
    step(4);
    const seen = await until(page, ({ ended }) => ended !== '');
    expect(seen).toMatchObject({ ended: 'completed', events: inOrder(seen) });
    expect(seen.events.length).toBe(15);
    await context.close();
  });

  test('after sleep a connection that died meanwhile is given up, long before its timer would', async () => {
    const id = await launch();
    const context = await browser.newContext();
    const page = await context.newPage();
    silent = true;
    reads = [];
    await page.goto(`${listening.url}/?session=${id}`);
    await vi.waitFor(() => expect(reads.length).toBeGreaterThan(0));
    silent = false;
    step(10);
    // What a machine sees that slept for an hour: the clock on the wall went on, its timers did not.
    await page.evaluate(() => {
      /* oxlint-disable no-restricted-properties -- what a page sees whose machine slept */
      const now = Date.now.bind(Date);
      Date.now = () => now() + 3_600_000;
      /* oxlint-enable no-restricted-properties */
    });
    const seen = await until(page, ({ ended }) => ended !== '');
    expect(seen).toMatchObject({ ended: 'completed', events: inOrder(seen) });
    expect(seen.links).toContain('stalled');
    await context.close();
  });

  test('a page that is loaded again goes on from IndexedDB', async () => {
    const id = await launch();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${listening.url}/?session=${id}`);
    step(5);
    await until(page, ({ events }) => events.length === 8);
    reads = [];
    await page.reload();
    step(5);
    const seen = await until(page, ({ ended }) => ended !== '');
    expect(seen).toMatchObject({ ended: 'completed', events: inOrder(seen) });
    expect(seen.events.length).toBe(15);
    // One event earlier, to see that both mean the same log; and the answer at the end.
    expect(Math.min(...reads.filter((from) => from > 0))).toBeGreaterThanOrEqual(6);
    await context.close();
  });
});
