import { createManualClock, type ManualClock } from '@agent-session/testing';
import {
  createMemoryStore,
  createServer,
  defineAgent,
  type Agent,
  type AgentContext,
  type AgentOutput,
} from '@agent-session/server';
import { listen, type Listening } from '@agent-session/server/node';
import { PNG } from 'pngjs';
import type { ConsoleHandler } from '../src/node/index.js';

/** What a run does, told in advance: every pause is one of the stage's clock. */
type Script = (context: AgentContext, play: Play) => AsyncIterable<AgentOutput>;

interface Play {
  /** Lets the clock of the stage pass. */
  pause(seconds: number): Promise<void>;
}

const NEWS_FORMAT = {
  type: 'object',
  properties: {
    source: { type: 'string' },
    stories: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: {
          title: { type: 'string' },
          url: { type: 'string' },
          points: { type: 'integer' },
          comments: { type: 'integer' },
        },
        required: ['title', 'url', 'points'],
      },
    },
  },
  required: ['source', 'stories'],
};

const STORIES = [
  { title: 'A database that forgets on purpose', url: 'https://news.example/forgets', points: 412, comments: 187 },
  { title: 'Show: an event log you can read aloud', url: 'https://log.example/aloud', points: 388, comments: 94 },
  {
    title: 'What we learned from a year of long-polling',
    url: 'https://poll.example/year',
    points: 301,
    comments: 120,
  },
  { title: 'State machines for people in a hurry', url: 'https://states.example/hurry', points: 256, comments: 61 },
  { title: 'The font that was too honest', url: 'https://type.example/honest', points: 198, comments: 240 },
];

export const TASKS = {
  news: 'Read the front page of news.example and list the top five stories with their link, points and comments.',
  flight: 'Find the cheapest direct flight from Lisbon to Oslo in the second week of June, hand luggage only.',
  invoice: 'Compare the invoices of April and May and explain every line that grew by more than ten percent.',
  trip: 'Plan three rainy-day activities in Ghent for a family with two small children.',
  weather: 'Ask our weather tool for Ghent and tell me whether to take a coat.',
  broken: 'Read the release notes of the last three versions and collect the breaking changes.',
  login: 'Log in to the supplier portal and download the open orders.',
  wide: 'Check every product page of the shop for missing prices.',
  wrong: 'Collect the opening hours of the five nearest libraries.',
  shop: 'Check every product page of the shop for missing pictures.',
  later: 'Translate the onboarding guide to Dutch.',
} as const;

const say = (content: string, thought?: string): AgentOutput => ({
  kind: 'policy_event',
  content,
  ...(thought === undefined ? {} : { reasoning_content: thought }),
});
const call = (content: string, tool_name: string, args: Record<string, string | number>): AgentOutput => ({
  kind: 'policy_event',
  content,
  tool_reqs: [{ tool_name, args, id: `call-${tool_name}` }],
});
const sees = (text: string): AgentOutput => ({ kind: 'observation_event', type: 'text', text });
const cost = (usd: number): AgentOutput => ({
  kind: 'metrics',
  metrics: {
    total_cost: usd,
    cost_per_model: [
      {
        name: 'holo-3',
        input_tokens: Math.round(usd * 900_000),
        output_tokens: Math.round(usd * 60_000),
        reasoning_tokens: 0,
        total_cost: usd,
      },
    ],
  },
});

async function* browse({ saveResource }: AgentContext, { pause }: Play): AsyncIterable<AgentOutput> {
  yield say(
    'I open the search page of the airline.',
    'Only direct flights count, so I filter before I compare prices.',
  );
  yield call('', 'goto', { url: 'https://flights.example/search' });
  await pause(3);
  const source = await saveResource('screenshots', 'search.png', pictureOfAPage(1), 'image/png');
  yield {
    kind: 'observation_event',
    type: 'screenshot',
    text: 'flights.example: search',
    image: { type: 'url', source, media_type: 'image/png' },
  };
  yield cost(0.0041);
  await pause(4);
  yield call('I fill in the cities and the dates.', 'fill', {
    from: 'LIS',
    to: 'OSL',
    depart: '2026-06-08',
    nights: 5,
  });
  await pause(2);
  yield { kind: 'tool_result', tool_req: { tool_name: 'fill', id: 'call-fill' }, result: { found: 14, direct: 6 } };
  yield cost(0.0096);
  await pause(5);
  yield say('Six direct flights. The cheapest three leave on Tuesday and Wednesday.');
  yield cost(0.0131);
}

async function* walkPages({ pause }: Play, what: string): AsyncIterable<AgentOutput> {
  for (let page = 1; ; page += 1) {
    yield say(`Page ${page}: every product has a ${what}.`);
    yield cost(page * 0.0007);
    await pause(5);
  }
}

const SCRIPTS: Readonly<Record<string, Script>> = {
  async *[TASKS.news](_context, { pause }) {
    yield say('I read the page and take the five stories at the top.');
    await pause(2);
    yield call('', 'read', { url: 'https://news.example' });
    await pause(3);
    yield sees('30 stories, ranked. The first five have 412, 388, 301, 256 and 198 points.');
    yield cost(0.0031);
    await pause(4);
    yield say('All five have a link, points and comments. I answer.');
    yield cost(0.0052);
    yield { kind: 'answer_event', answer: { source: 'news.example', stories: STORIES }, outcome: 'success' };
  },
  [TASKS.flight]: async function* (context, play) {
    yield* browse(context, play);
    await play.pause(100_000);
  },
  [TASKS.invoice]: async function* (context, { pause }) {
    yield say('I lay the two invoices beside each other.');
    await pause(6);
    yield sees('April: 41 lines. May: 44 lines.');
    yield cost(0.0022);
    await pause(3);
    yield say('Hosting grew by 23 %, support by 12 %. I look for the reasons.');
    yield cost(0.0048);
    await pause(20);
    yield sees('Hosting: 214 to 263 euro, a second region since the 9th.');
    await pause(100_000);
    yield { kind: 'answer_event', answer: String(context.turn) };
  },
  [TASKS.trip]: async function* ({ turn, messages }, { pause }) {
    yield say(
      turn === 1 ? 'Museums with something to touch come first.' : 'The third one is closed on Mondays; I replace it.',
    );
    await pause(8);
    yield cost(turn * 0.002);
    const more = messages.length > 0 && turn > 1 ? 'the city farm' : 'the puppet theatre';
    yield {
      kind: 'answer_event',
      answer: `Three places that are dry and loud enough:\n\n1. The industry museum, with a floor of machines that may be touched.\n2. The swimming hall of 1886, warm and full of slides.\n3. In the afternoon, ${more}.`,
    };
  },
  [TASKS.weather]: async function* ({ callTools }, { pause }) {
    yield say('Our tool knows the weather; I ask it.');
    await pause(1);
    const [result] = await callTools([{ tool_name: 'weather', args: { city: 'Ghent', days: 1 }, id: 'call-1' }]);
    await pause(1);
    yield { kind: 'answer_event', answer: `The tool says ${JSON.stringify(result)}.` };
  },
  async *[TASKS.broken](_context, { pause }) {
    yield say('I open the release notes.');
    await pause(2);
    yield sees('503 Service Unavailable');
    await pause(2);
    throw new Error('The page answered 503 three times in a row.');
  },
  async *[TASKS.login](_context, { pause }) {
    yield say('The portal asks for a code that was sent by mail.');
    await pause(100_000);
  },
  [TASKS.wide]: (_context, play) => walkPages(play, 'price'),
  [TASKS.shop]: (_context, play) => walkPages(play, 'picture'),
  async *[TASKS.wrong](_context, { pause }) {
    yield say('Two libraries do not say when they open on Sundays.');
    await pause(3);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      yield {
        kind: 'answer_event',
        answer: {
          libraries: [
            { name: 'Central', opens: '10:00', closes: '19:00' },
            { name: 'North', opens: '9', closes: '17:30' },
            { name: 'Harbour', closes: '18:00' },
          ],
          checked: 'yesterday',
        },
      };
      await pause(1);
    }
  },
};

/** A server on which everything is told in advance: the same sessions, ids and times whenever it is set up. */
export interface Stage {
  /** The address of its console. It is shown on the page, so it is always the same; a browser has to be told where it is. */
  readonly url: string;
  readonly port: number;
  readonly clock: ManualClock;
  /** The ids of its sessions. */
  readonly ids: Readonly<Record<keyof typeof TASKS, string>>;
  /** What it answers at a path of the API. */
  read(path: string): Promise<unknown>;
  close(): Promise<void>;
}

const STAGE_URL = 'http://sessions.example';
export const STAGE_KEY = 'hk-stage';
/** Of somebody who has no sessions. */
export const STRANGER_KEY = 'hk-stranger';

/** Sets the stage: a session in each state, launched over an hour. */
export async function setStage(page: ConsoleHandler): Promise<Stage> {
  const clock = createManualClock({ startAt: Date.UTC(2026, 5, 2, 9, 0) });
  const random = ids();
  const play: Play = {
    pause: (seconds) => new Promise((resolve) => clock.setTimeout(() => resolve(), seconds * 1000)),
  };
  const agents: readonly Agent[] = ['local/web-reader', 'acme/browser', 'acme/analyst'].map((name) =>
    defineAgent({
      name,
      description: 'Plays a script.',
      async *run(context) {
        const script = SCRIPTS[taskOf(context)];
        if (script) yield* until(context.signal, script(context, play));
      },
    }),
  );
  const store = createMemoryStore();
  const server = createServer({
    store,
    agents,
    clock,
    randomId: random,
    auth: { keys: [STAGE_KEY, STRANGER_KEY] },
    limits: { maxActiveSessions: 5, agentSilenceMs: null, answerGraceMs: 10_000 },
  });
  const listening: Listening = await listen(
    { ...server, fetch: async (request) => page(request) ?? server.fetch(request) },
    { port: 0, drainMs: 0 },
  );
  async function ask(method: string, path: string, body?: object): Promise<Response> {
    const response = await server.fetch(
      new Request(`${STAGE_URL}/api/v2/sessions${path}`, {
        method,
        headers: { authorization: `Bearer ${STAGE_KEY}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    await clock.settle();
    return response;
  }
  async function launch(agent: string, task: string, more: object = {}): Promise<string> {
    const response = await ask('POST', '', { agent, messages: task, ...more });
    return ((await response.json()) as { readonly id: string }).id;
  }
  const share = (id: string): Promise<Response> => ask('POST', `/${id}/share`);
  const minutes = (count: number): Promise<void> => clock.advance(count * 60_000);

  const wrong = await launch('local/web-reader', TASKS.wrong, {
    answer_format: {
      type: 'object',
      properties: {
        libraries: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              opens: { type: 'string', pattern: '^\\d\\d:\\d\\d$' },
              closes: { type: 'string' },
            },
            required: ['name', 'opens', 'closes'],
          },
        },
        checked: { type: 'string', format: 'date' },
      },
      required: ['libraries'],
    },
  });
  await minutes(6);
  const broken = await launch('local/web-reader', TASKS.broken);
  await minutes(5);
  const wide = await launch('acme/browser', TASKS.wide, { max_time_s: 45 });
  await minutes(9);
  const news = await launch('local/web-reader', TASKS.news, { answer_format: NEWS_FORMAT, max_steps: 20 });
  await minutes(12);
  await share(news);
  const login = await launch('acme/browser', TASKS.login);
  await minutes(1);
  await ask('DELETE', `/${login}`);
  await minutes(14);
  const trip = await launch('acme/analyst', TASKS.trip, { idle_timeout_s: 86_400 });
  await minutes(2);
  await ask('POST', `/${trip}/messages`, {
    type: 'user_message',
    message: 'One of them is closed on Mondays, is it not?',
  });
  await minutes(4);
  const weather = await launch('acme/analyst', TASKS.weather);
  await minutes(1);
  const invoice = await launch('acme/analyst', TASKS.invoice, { max_steps: 40 });
  await clock.advance(20_000);
  await ask('POST', `/${invoice}/pause`);
  await minutes(3);
  const flight = await launch('acme/browser', TASKS.flight, { max_steps: 30, max_time_s: 3_600 });
  await clock.advance(18_000);
  const shop = await launch('local/web-reader', TASKS.shop);
  const later = await launch('acme/analyst', TASKS.later);
  await clock.advance(4_000);

  return {
    url: STAGE_URL,
    port: listening.port,
    clock,
    ids: { news, flight, invoice, trip, weather, broken, login, wide, wrong, shop, later },
    read: async (path) => (await ask('GET', path.replace(/^\/api\/v2\/sessions/, ''))).json() as Promise<unknown>,
    close: () => listening.close(),
  };
}

function taskOf({ request: { messages } }: AgentContext): string {
  return typeof messages === 'string' ? messages : '';
}

/** Stops listening to a script when its run is over; the pause it is in never ends. */
async function* until(signal: AbortSignal, script: AsyncIterable<AgentOutput>): AsyncGenerator<AgentOutput> {
  const iterator = script[Symbol.asyncIterator]();
  const stopped = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null)));
  for (;;) {
    const next = await Promise.race([iterator.next(), stopped]);
    if (next === null || next.done === true) return;
    yield next.value;
  }
}

/** Ids that look like ids and are always the same. */
function ids(): () => string {
  let state = 20_260_602;
  const hex = (): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state.toString(16).padStart(8, '0');
  };
  return () => {
    const text = hex() + hex() + hex() + hex();
    return [
      text.slice(0, 8),
      text.slice(8, 12),
      `4${text.slice(13, 16)}`,
      `a${text.slice(17, 20)}`,
      text.slice(20),
    ].join('-');
  };
}

/** A picture with the look of a page: bars where text would be. */
function pictureOfAPage(seed: number): Uint8Array {
  const [width, height] = [640, 400];
  const png = new PNG({ width, height });
  const box = (left: number, top: number, wide: number, high: number, [red, green, blue]: readonly number[]): void => {
    for (let y = top; y < top + high; y += 1) {
      for (let x = left; x < left + wide; x += 1) {
        png.data.set([red ?? 0, green ?? 0, blue ?? 0, 255], (y * width + x) * 4);
      }
    }
  };
  box(0, 0, width, height, [248, 249, 251]);
  box(0, 0, width, 52, [24, 70, 130]);
  box(24, 18, 120, 16, [255, 255, 255]);
  box(440, 20, 80, 12, [140, 175, 215]);
  box(536, 20, 80, 12, [140, 175, 215]);
  box(24, 76, 592, 84, [255, 255, 255]);
  for (let field = 0; field < 4; field += 1) box(40 + field * 140, 98, 124, 40, [232, 236, 242]);
  for (let row = 0; row < 4; row += 1) {
    box(24, 176 + row * 54, 592, 46, [255, 255, 255]);
    box(40, 190 + row * 54, 90 + ((row * 47 + seed * 13) % 90), 10, [90, 100, 115]);
    box(40, 206 + row * 54, 160, 6, [190, 197, 208]);
    box(516, 188 + row * 54, 84, 24, row === 0 ? [32, 140, 90] : [24, 70, 130]);
  }
  return new Uint8Array(PNG.sync.write(png));
}
