import { createMemoryStore, createServer } from '@agent-session/server';
import { listen, type Listening } from '@agent-session/server/node';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { PATIENCE_MS } from '../../../scripts/patient-waits.ts';
import { agents } from './agents.js';
import { launchChromium } from './browser.js';
import { buildConsole } from './build-console.js';

export const KEY = 'hk-console-test';

/** The built page on a real server, in a real browser. */
export interface ConsolePage {
  readonly url: string;
  /** A page of a browser of its own. What it complains of is in `complaints`. */
  open(path?: string, options?: OpenOptions): Promise<OpenPage>;
  /** Launches a session past the page. */
  launch(agent: string, extra?: object): Promise<string>;
  /** Stops the server. */
  stop(): Promise<void>;
  /** Starts it again, where it was, on what it had stored. */
  start(): Promise<void>;
  /** The same page from another address, which is no server of sessions. */
  servePageElsewhere(): Promise<Listening>;
  close(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** The key kept in the tab. `null`: none. Default: {@link KEY}. */
  readonly key?: string | null;
  /** Where the page is, if not at the server. */
  readonly from?: string;
}

export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
}

export async function createConsolePage(): Promise<ConsolePage> {
  const { handler, remove } = await buildConsole();
  const store = { ...createMemoryStore(), close: () => Promise.resolve() };
  const browser = await launchChromium();
  const elsewhere: Listening[] = [];
  let listening = await serve(0);
  const { port, url } = listening;

  async function serve(at: number): Promise<Listening> {
    const server = createServer({
      store,
      agents,
      auth: { keys: [KEY] },
      corsOrigins: '*',
      limits: { maxActiveSessions: 50 },
    });
    return listen(
      { ...server, fetch: async (request) => handler(request) ?? server.fetch(request) },
      { port: at, drainMs: 0 },
    );
  }

  return {
    url,
    async open(path = '', { key = KEY, from = url, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      if (key !== null) {
        const kept = JSON.stringify({ baseUrl: url, apiKey: key, keep: true });
        await context.addInitScript((value) => sessionStorage.setItem('agent-session.connection', value), kept);
      }
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        // What a request met is shown by the page itself.
        if (message.type() === 'error' && !/Failed to load resource|CORS policy/.test(message.text()))
          complaints.push(message.text());
      });
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(`${from}/${path}`);
      return { page, complaints };
    },
    async launch(agent, extra = {}) {
      const response = await fetch(`${url}/api/v2/sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ agent, messages: 'go', ...extra }),
      });
      return ((await response.json()) as { readonly id: string }).id;
    },
    stop: () => listening.close(),
    async start() {
      listening = await serve(port);
    },
    async servePageElsewhere() {
      const none = createServer({ store: createMemoryStore(), agents: [] });
      const other = await listen(
        { ...none, fetch: (request) => Promise.resolve(handler(request) ?? new Response(null, { status: 404 })) },
        { port: 0, drainMs: 0 },
      );
      elsewhere.push(other);
      return other;
    },
    async close() {
      await browser.close();
      await Promise.all([listening, ...elsewhere].map((one) => one.close()));
      await remove();
    },
  };
}
