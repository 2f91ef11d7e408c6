import type { Page } from 'playwright-core';
import { STRANGER_KEY, TASKS, type Stage } from './stage.js';

/** A view of the console in a state that it can be in. */
export interface Scene {
  readonly name: string;
  /** The key of whoever looks; `null`: nobody's. Default: the key of the stage. */
  readonly key?: string | null;
  /** Leads the page there, and resolves when everything stands still. */
  open(page: Page, stage: Stage): Promise<void>;
}

const API = '**/api/v2/**';
const CHANGES = /\/api\/v2\/sessions\/[^/]+\/changes/;

const at = (page: Page, stage: Stage, place: string): Promise<unknown> => page.goto(`${stage.url}/${place}`);
const state = (page: Page, name: string): Promise<void> => page.locator(`.node.current[data-state=${name}]`).waitFor();

function session(name: keyof Stage['ids'], inState: string): (page: Page, stage: Stage) => Promise<void> {
  return async (page, stage) => {
    await at(page, stage, `#/sessions/${stage.ids[name]}`);
    await page.getByRole('heading', { name: TASKS[name] }).waitFor();
    await state(page, inState);
  };
}

const running: Scene['open'] = async (page, stage) => {
  await session('flight', 'working')(page, stage);
  await page.locator('.screenshot img').waitFor();
};

/** A platform that lets an answer pass which does not fit: ours refuses it, so its format is put in on the way. */
async function withAnswerFormat(page: Page, stage: Stage, answerFormat: object): Promise<void> {
  await page.route(/\/api\/v2\/sessions\/[^/?]+$/, async (route) => {
    const body = (await stage.read(new URL(route.request().url()).pathname)) as { readonly request: object };
    await route.fulfill({ json: { ...body, request: { ...body.request, answer_format: answerFormat } } });
  });
}

const never = (): Promise<void> => new Promise(() => undefined);

/** Every view in every state it has. Scenes that change something on the stage come after those that show it unchanged. */
export const SCENES: readonly Scene[] = [
  {
    name: 'connect',
    key: null,
    async open(page, stage) {
      await at(page, stage, '');
      await page.getByText('A key is needed to see this.').waitFor();
    },
  },
  {
    name: 'connect-refused',
    key: null,
    async open(page, stage) {
      await at(page, stage, '#/connection');
      await page.getByLabel('Server').fill('http://elsewhere.example');
      await page.getByLabel('Key').fill('hk-1');
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'list',
    async open(page, stage) {
      await at(page, stage, '#/');
      await page.getByText('4 steps · $0.0131 · 22 s').waitFor();
      await page.getByText('2 steps · $0.0048').waitFor();
      await page.getByText('2 steps · $0.0040').waitFor();
      await page.getByText('1 step · $0.0007').waitFor();
      await page.getByText('0 steps').waitFor();
      await page.getByText('1 step · 4 min').waitFor();
    },
  },
  {
    name: 'list-filtered',
    async open(page, stage) {
      await at(page, stage, '#/?status=failed&search=the');
      await page.locator('.list li').nth(1).waitFor();
    },
  },
  {
    name: 'list-empty',
    key: STRANGER_KEY,
    async open(page, stage) {
      await at(page, stage, '#/');
      await page.getByText('No sessions yet').waitFor();
    },
  },
  {
    name: 'list-nothing-matches',
    async open(page, stage) {
      await at(page, stage, '#/?search=unheard-of');
      await page.getByText('Nothing matches').waitFor();
    },
  },
  {
    name: 'list-loading',
    async open(page, stage) {
      await page.route(API, never);
      await at(page, stage, '#/');
      await page.locator('.skeleton').waitFor();
    },
  },
  {
    name: 'list-error',
    async open(page, stage) {
      await page.route(API, (route) => route.fulfill({ status: 401, json: { detail: 'Invalid API key' } }));
      await at(page, stage, '#/');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'launch',
    async open(page, stage) {
      await at(page, stage, '#/launch');
      await page.locator('datalist option').first().waitFor({ state: 'attached' });
    },
  },
  {
    name: 'launch-schema-wrong',
    async open(page, stage) {
      await at(page, stage, '#/launch');
      await page
        .getByLabel('Answer format', { exact: false })
        .last()
        .fill(
          '{\n  "type": "object",\n  "properties": {\n    "title": { "type": "strin" },\n    "points": { "minimum": "0" }\n  }\n}',
        );
      await page.locator('.schema .issue').first().waitFor();
    },
  },
  {
    name: 'launch-refused',
    async open(page, stage) {
      await at(page, stage, '#/launch');
      await page.getByLabel('Agent', { exact: true }).fill('acme/unheard-of');
      await page.getByLabel('Task').fill('Do what nobody did before.');
      await page.getByLabel('Most steps').fill('20');
      await page.getByRole('button', { name: 'Rows' }).click();
      await page.getByText('This schema can be sent.').waitFor();
      await page.getByRole('button', { name: 'Launch' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'session-queued', open: session('later', 'queued') },
  { name: 'session-running', open: running },
  { name: 'session-paused', open: session('invoice', 'paused') },
  { name: 'session-awaiting-tools', open: session('weather', 'awaitingTools') },
  { name: 'session-idle', open: session('trip', 'idle') },
  { name: 'session-completed', open: session('news', 'completed') },
  { name: 'session-timed-out', open: session('wide', 'timed_out') },
  { name: 'session-interrupted', open: session('login', 'interrupted') },
  { name: 'session-failed', open: session('broken', 'failed') },
  {
    name: 'session-connecting',
    async open(page, stage) {
      await page.route(CHANGES, never);
      await at(page, stage, `#/sessions/${stage.ids.flight}`);
      await page.getByRole('heading', { name: TASKS.flight }).waitFor();
      await page.locator('.skeleton').waitFor();
    },
  },
  {
    name: 'session-missing',
    async open(page, stage) {
      await at(page, stage, '#/sessions/00000000-0000-4000-8000-000000000000');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'session-reconnecting',
    async open(page, stage) {
      let requests = 0;
      // The first is answered, the second breaks, and what comes after it never ends.
      await page.route(CHANGES, (route) => {
        requests += 1;
        return requests === 1 ? route.continue() : requests === 2 ? route.abort() : never();
      });
      await session('flight', 'working')(page, stage);
      await page.getByText('The server cannot be reached.').waitFor();
      await page.locator('.screenshot img').waitFor();
    },
  },
  {
    name: 'session-offline',
    async open(page, stage) {
      await running(page, stage);
      await page.locator('.link-live').waitFor();
      await page.context().setOffline(true);
      await page.getByText('You are offline.').waitFor();
    },
  },
  {
    name: 'answer-tree',
    async open(page, stage) {
      await session('news', 'completed')(page, stage);
      await page.getByRole('radio', { name: 'Tree' }).check();
      await page.getByText('https://type.example/honest').first().waitFor();
    },
  },
  {
    name: 'answer-does-not-fit',
    async open(page, stage) {
      await withAnswerFormat(page, stage, {
        type: 'object',
        properties: {
          source: { type: 'string', format: 'uri' },
          stories: {
            type: 'array',
            items: {
              type: 'object',
              properties: { points: { type: 'integer', minimum: 200 }, title: { type: 'string', maxLength: 40 } },
              required: ['author'],
            },
          },
        },
      });
      await session('news', 'completed')(page, stage);
      await page.getByText('not fit the answer format').waitFor();
    },
  },
  {
    name: 'event-linked',
    async open(page, stage) {
      await at(page, stage, `#/sessions/${stage.ids.wide}?event=9`);
      await page.getByRole('heading', { name: TASKS.wide }).waitFor();
      await page.locator('li.marked').waitFor();
    },
  },
  {
    name: 'event-opened',
    async open(page, stage) {
      await session('wide', 'timed_out')(page, stage);
      await page.getByLabel('Show').selectOption('errors');
      await page.getByText('No such events').waitFor();
      await page.getByLabel('Show').selectOption('lifecycle');
      await page.getByRole('button', { name: 'All of event 26' }).click();
      await page.locator('.row .tree').waitFor();
    },
  },
  {
    name: 'screenshot-opened',
    async open(page, stage) {
      await running(page, stage);
      await page.getByRole('button', { name: /^Screenshot/ }).click();
      await page.locator('dialog.picture[open]').waitFor();
    },
  },
  {
    name: 'cancel-asks',
    async open(page, stage) {
      await running(page, stage);
      await page.getByRole('button', { name: 'Cancel run' }).click();
      await page.locator('dialog.asks[open]').waitFor();
    },
  },
  {
    name: 'share',
    async open(page, stage) {
      await session('news', 'completed')(page, stage);
      await page.getByRole('button', { name: 'Share' }).click();
      await page.getByText('Everybody who has this link').waitFor();
    },
  },
  {
    name: 'shared-with-me',
    key: null,
    async open(page, stage) {
      await at(page, stage, `#/shared/${stage.ids.news}`);
      await page.getByRole('heading', { name: TASKS.news }).waitFor();
      await state(page, 'completed');
    },
  },
  {
    name: 'shared-no-longer',
    key: null,
    async open(page, stage) {
      await at(page, stage, `#/shared/${stage.ids.trip}`);
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'replay-empty',
    async open(page, stage) {
      await at(page, stage, '#/replay');
      await page.getByLabel('Open a session').waitFor();
    },
  },
  {
    name: 'replay',
    async open(page, stage) {
      await at(page, stage, `#/replay/${stage.ids.trip}?at=12`);
      await page.getByRole('heading', { name: TASKS.trip }).waitFor();
      await page.getByLabel('Compare with a session').waitFor();
      await page.getByText('12 of').waitFor();
    },
  },
  {
    name: 'replay-state',
    async open(page, stage) {
      await at(page, stage, `#/replay/${stage.ids.news}?at=7`);
      await page.getByRole('heading', { name: TASKS.news }).waitFor();
      await page.getByLabel('Compare with a session').waitFor();
      await page.getByText('State at this point').click();
      await page.locator('.point .tree').waitFor();
    },
  },
  {
    name: 'replay-compared',
    async open(page, stage) {
      await at(page, stage, `#/replay/${stage.ids.news}?with=${stage.ids.broken}`);
      await page.getByText('They part after').waitFor();
      await page.getByText(`B: ${TASKS.broken.slice(0, 20)}`).waitFor();
      await page.getByLabel('Compare with a session').waitFor();
    },
  },
  {
    name: 'replay-running',
    async open(page, stage) {
      await at(page, stage, `#/replay/${stage.ids.flight}`);
      await page.getByText('This session is still at work.').waitFor();
      await page.getByText('12 events so far').waitFor();
      await page.getByLabel('Open a session').waitFor();
    },
  },
  {
    name: 'replay-broken',
    async open(page, stage) {
      await at(page, stage, '#/replay');
      await page.getByLabel('Open a session').waitFor();
      await page.getByLabel('Open a log').setInputFiles({
        name: 'broken.jsonl',
        mimeType: 'application/jsonl',
        buffer: Buffer.from('{"kind":"ev\nnothing'),
      });
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'session-pending-intents',
    async open(page, stage) {
      await at(page, stage, `#/sessions/${stage.ids.shop}`);
      await page.getByRole('heading', { name: TASKS.shop }).waitFor();
      await state(page, 'working');
      await page.getByLabel('Message to the agent').fill('Start with the shoes, please.');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('region', { name: 'Pending' }).locator('li').nth(1).waitFor();
    },
  },
];
