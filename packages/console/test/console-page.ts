import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createMemoryStore, createServer, defineAgent, type Agent } from '@agent-session/server';
import { listen, type Listening } from '@agent-session/server/node';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { createConsoleHandler, type ConsoleHandler } from '../src/node/index.js';

const run = promisify(execFile);
const viteBinary = (): string => join(import.meta.dirname, '../node_modules/vite/bin/vite.js');

export const KEY = 'hk-console-test';

/** Where Chromium is; `undefined`: these tests cannot run here. */
export const chromiumPath = [
  process.env['CHROMIUM'],
  ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'chromium')),
].find((path) => path !== undefined && existsSync(path));

export const hostileTexts = [
  '<img src=x onerror="window.broken = true">',
  '</script><script>window.broken = true</script>',
  '"><svg onload="window.broken = true">',
  'javascript:window.broken=true',
];

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);

const agents: readonly Agent[] = [
  defineAgent({
    name: 'test/walker',
    description: 'Takes a step every 50 ms until it is told to stop, or asked for its answer.',
    async *run({ signal, messages, takeMessages, ...context }) {
      const heard = messages.map(({ message }) => message);
      for (let step = 0; step < 2000 && !signal.aborted; step += 1) {
        heard.push(...takeMessages().map(({ message }) => message));
        if (heard.includes('enough')) break;
        yield { kind: 'policy_event', content: `step ${step}`, tool_reqs: [{ tool_name: 'walk', args: { step } }] };
        yield { kind: 'metrics', metrics: { total_cost: step / 1000 } };
        await pause(50, signal);
      }
      yield { kind: 'answer_event', answer: context.answerFormat ? { heard } : `heard: ${heard.join(', ')}` };
    },
  }),
  defineAgent({
    name: 'test/forced',
    description: 'Answers only when it is asked to.',
    async *run(context) {
      while (context.answerRequested === null && !context.signal.aborted) {
        yield { kind: 'policy_event', content: 'thinking' };
        await pause(50, context.signal);
      }
      yield { kind: 'answer_event', answer: 'what there was' };
    },
  }),
  defineAgent({
    name: 'test/hostile',
    description: 'Says what must never be believed.',
    async *run({ answerFormat }) {
      for (const text of hostileTexts) {
        yield { kind: 'policy_event', content: text, reasoning_content: text, tool_reqs: [{ tool_name: text }] };
        yield { kind: 'observation_event', type: 'text', text, image: { type: 'url', source: text } };
      }
      const [html = ''] = hostileTexts;
      yield { kind: 'answer_event', answer: answerFormat ? { [html]: html } : html };
    },
  }),
  defineAgent({
    name: 'test/clock',
    description: 'Says what time it is, as often as it is told to.',
    async *run({ messages, signal }) {
      const everyMs = Number(messages[0]?.message);
      for (let count = 0; count < 5_000 / everyMs && !signal.aborted; count += 1) {
        yield { kind: 'observation_event', type: 'text', text: `at ${Date.now()}` };
        await pause(everyMs, signal);
      }
      yield { kind: 'answer_event', answer: 'done' };
    },
  }),
  defineAgent({
    name: 'test/many',
    description: 'Sees ten thousand things.',
    async *run() {
      for (let index = 0; index < 10_000; index += 1) {
        yield { kind: 'observation_event', type: 'text', text: `thing ${index}` };
      }
      yield { kind: 'answer_event', answer: 'all seen' };
    },
  }),
];

/** The built page on a real server, in a real browser. */
export interface ConsolePage {
  readonly url: string;
  /** A page of a browser of its own. What it complains of is in `complaints`. */
  open(path?: string, options?: BrowserContextOptions & { readonly key?: string | null }): Promise<OpenPage>;
  /** Launches a session past the page. */
  launch(agent: string, extra?: object): Promise<string>;
  /** Stops the server. */
  stop(): Promise<void>;
  /** Starts it again, where it was, on what it had stored. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
}

export async function createConsolePage(): Promise<ConsolePage> {
  const folder = await mkdtemp(join(tmpdir(), 'console-'));
  // As a release does it: under the NODE_ENV of tests React would be built for development.
  await run(process.execPath, [viteBinary(), 'build', '--outDir', folder, '--emptyOutDir'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const handler = createConsoleHandler(folder);
  if (!handler) throw new Error('The page was not built.');
  const store = { ...createMemoryStore(), close: () => Promise.resolve() };
  let listening = await serve(handler, 0);
  const { port, url } = listening;
  const browser: Browser = await chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  });

  async function serve(page: ConsoleHandler, at: number): Promise<Listening> {
    const server = createServer({ store, agents, auth: { keys: [KEY] }, limits: { maxActiveSessions: 50 } });
    return listen(
      { ...server, fetch: async (request) => page(request) ?? server.fetch(request) },
      { port: at, drainMs: 0 },
    );
  }

  return {
    url,
    async open(path = '', { key = KEY, ...options } = {}) {
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
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
          complaints.push(message.text());
      });
      page.setDefaultTimeout(15_000);
      await page.goto(`${url}/${path}`);
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
      listening = await serve(handler, port);
    },
    async close() {
      await browser.close();
      await listening.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
