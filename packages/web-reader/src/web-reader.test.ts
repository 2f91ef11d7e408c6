import { describe, expect, it } from 'vitest';
import { AgentFailure } from '@agent-session/server';
import { DEMO_STORIES } from './demo/demo-stories.js';
import { demoSite } from './demo/demo-site.js';
import { runReader } from '../test/run-reader.js';

const STORIES_SCHEMA = {
  type: 'object',
  properties: {
    stories: {
      type: 'array',
      items: {
        type: 'object',
        properties: { title: { type: 'string' }, url: { type: 'string' } },
        required: ['title', 'url'],
      },
    },
  },
  required: ['stories'],
};

describe('the web reader on the demo site', () => {
  const web = (request: Request): Response => demoSite(request);
  const start = { reader: { startUrl: 'http://demo.test/' } };

  it('answers in the shape of the answer format', async () => {
    const run = await runReader({ ...start, web, message: 'Top 3 stories on the front page', schema: STORIES_SCHEMA });
    expect(run.error).toBeUndefined();
    expect(run.answer).toEqual({
      stories: DEMO_STORIES.slice(0, 3).map(({ title, slug }) => ({ title, url: `http://demo.test/stories/${slug}` })),
    });
    expect(run.outcome).toBe('success');
  });

  it('follows the next page until it has as many as were asked for', async () => {
    const run = await runReader({ ...start, web, message: 'Top thirty stories', schema: STORIES_SCHEMA });
    expect((run.answer as { stories: { title: string }[] }).stories.map(({ title }) => title)).toEqual(
      DEMO_STORIES.map(({ title }) => title),
    );
    expect(run.visited).toEqual(['http://demo.test/', 'http://demo.test/?page=2', 'http://demo.test/?page=3']);
  });

  it('fills what the page says about each story, in the types asked for', async () => {
    const fields = {
      headline: { type: 'string' },
      link: { type: 'string', format: 'uri' },
      score: { type: 'integer' },
      numComments: { type: 'integer' },
      byline: { type: 'string' },
      published_at: { type: 'string', format: 'date-time' },
      description: { type: 'string' },
      section: { type: 'string' },
      rank: { type: 'integer' },
    };
    const schema = { type: 'array', items: { type: 'object', properties: fields, required: Object.keys(fields) } };
    const run = await runReader({ ...start, web, message: 'top 2', schema });
    expect(run.error).toBeUndefined();
    expect(run.answer).toEqual(
      DEMO_STORIES.slice(0, 2).map((story, index) => ({
        headline: story.title,
        link: `http://demo.test/stories/${story.slug}`,
        score: story.points,
        numComments: story.comments,
        byline: story.author,
        published_at: story.published,
        description: story.summary,
        section: story.section,
        rank: index + 1,
      })),
    );
  });

  it('fails, naming the field, when a required field is not on the page', async () => {
    const schema = {
      type: 'array',
      items: {
        type: 'object',
        properties: { title: { type: 'string' }, price: { type: 'number' } },
        required: ['title', 'price'],
      },
    };
    const run = await runReader({ ...start, web, message: 'top 2', schema });
    expect(run.answer).toBeUndefined();
    expect(run.error).toBeInstanceOf(AgentFailure);
    expect(run.error).toMatchObject({ errorCode: 'answer_validation', message: expect.stringContaining('/0/price') });
  });

  it('answers in text, with three steps that say what was done', async () => {
    const run = await runReader({ ...start, web, message: 'Top 3 stories' });
    expect(run.answer).toContain(`1. ${DEMO_STORIES[0]!.title}`);
    expect(run.answer).toContain(`3. ${DEMO_STORIES[2]!.title}`);
    expect(run.answer).not.toContain(DEMO_STORIES[3]!.title);
    const tools = run.outputs.flatMap((output) =>
      output.kind === 'policy_event' ? (output.tool_reqs ?? []).map(({ tool_name }) => tool_name) : [],
    );
    expect(tools).toEqual(['navigate', 'find_list', 'answer']);
  });
});

const LIST_PAGE = (from: number, count: number, rest = ''): string =>
  `<title>List</title><ul>${Array.from({ length: count }, (_, index) => `<li><a href="/item/${from + index}">The headline of item ${from + index}</a> <b>${from + index} points</b></li>`).join('')}</ul>${rest}`;
const titlesIn = (answer: unknown): string[] => String(answer).match(/The headline of item \d+/g) ?? [];
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `The headline of item ${from + index}`);

describe('a conversation with the web reader', () => {
  const web = {
    'https://list.test/': LIST_PAGE(1, 5, '<a rel="next" href="/2">Next</a>'),
    'https://list.test/2': LIST_PAGE(6, 5),
  };

  it('goes on after the items of the last answer', async () => {
    const first = await runReader({ web, message: 'Top 3 stories on https://list.test/' });
    const second = await runReader({ web, message: 'and the next 4?', history: first.events });
    expect(titlesIn(second.answer)).toEqual(range(4, 7));
    const third = await runReader({ web, message: '5 more', history: [...first.events, ...second.events] });
    expect(titlesIn(third.answer)).toEqual(range(8, 10));
    expect(third.outcome).toBe('partial');
    expect(third.answer).toContain('Asked for 5, found 3. There is no further page.');
  });

  it.each(['force_answer', 'max_steps', 'max_time_s'] as const)(
    'goes on after an answer that was asked for: %s',
    async (answerRequested) => {
      const first = await runReader({
        web,
        message: 'Top 3 stories on https://list.test/',
        after: (output) => (output.kind === 'observation_event' ? { answerRequested } : undefined),
      });
      expect(first.outputs.filter(({ kind }) => kind === 'policy_event')).toHaveLength(1);
      const second = await runReader({ web, message: 'And the next 3?', history: first.events });
      expect(second.error).toBeUndefined();
      expect(titlesIn(second.answer)).toEqual(range(4, 6));
    },
  );

  it('reads another number of items, or the same ones in another form', async () => {
    const first = await runReader({ web, message: 'Top 3 stories on https://list.test/' });
    expect(titlesIn((await runReader({ web, message: 'make it 7', history: first.events })).answer)).toEqual(
      range(1, 7),
    );
    const json = await runReader({ web, message: 'now as JSON', history: first.events });
    expect(JSON.parse(json.answer as string)).toMatchObject([
      { title: 'The headline of item 1', url: 'https://list.test/item/1' },
      {},
      {},
    ]);
  });

  it('opens another page a later message names', async () => {
    const first = await runReader({ web, message: 'Top 3 stories on https://list.test/' });
    const second = await runReader({ web, message: 'now top 2 of https://list.test/2', history: first.events });
    expect(titlesIn(second.answer)).toEqual(range(6, 7));
  });

  it('takes messages that arrive while it reads into account', async () => {
    const pending = [{ type: 'user_message' as const, message: 'sorry, make it 8' }];
    const takeMessages = (): typeof pending => pending.splice(0);
    const run = await runReader({ web, message: 'Top 2 of https://list.test/', after: () => ({ takeMessages }) });
    expect(titlesIn(run.answer)).toEqual(range(1, 8));
  });
});

describe('where the page to read comes from', () => {
  const web = {
    'https://a.test/': LIST_PAGE(1, 4),
    'https://b.test/': LIST_PAGE(11, 4),
    'https://c.test/': LIST_PAGE(21, 4),
  };
  const environment = { kind: 'web', start_url: 'https://a.test/' } as const;
  const agent = { name: 'local/web-reader', description: 'Reads.', environments: [environment] };
  const overrides = { 'agent.environments[kind=web].start_url': 'https://b.test/' };

  it.each([
    ['the message', 'top 1 of https://c.test/', { agent, overrides }, 21],
    ['an override', 'top 1', { agent, overrides }, 11],
    ['the environment of the agent', 'top 1', { agent }, 1],
    ['an override beside a catalog id', 'top 1', { overrides }, 11],
  ])('it is %s', async (_, message, request, first) => {
    expect(titlesIn((await runReader({ web, message, request })).answer)).toEqual(range(first, first));
  });

  it('says so when there is none', async () => {
    const { error } = await runReader({ web, message: 'Top 3 stories' });
    expect(error).toMatchObject({
      errorCode: 'environment_error',
      message: expect.stringContaining('There is no page to read. Name one'),
    });
  });
});

describe('pages the web reader cannot read', () => {
  const html =
    (status: number): (() => Response) =>
    () =>
      new Response('<p>no</p>', { status, headers: { 'content-type': 'text/html' } });
  const web = {
    'https://x.test/404': html(404),
    'https://x.test/500': html(500),
    'https://x.test/pdf': () => new Response('%PDF', { headers: { 'content-type': 'application/pdf' } }),
    'https://x.test/down': () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 1.2.3.4:443') })),
    'https://x.test/empty': '',
    'https://x.test/prose': '<title>Essay</title><p>Only words, and no list of links at all.</p>',
  };

  it.each([
    ['404', 'https://x.test/404 answered 404, so there is no page to read.'],
    ['500', 'https://x.test/500 answered 500'],
    ['pdf', 'https://x.test/pdf is application/pdf, not HTML.'],
    ['down', 'https://x.test/down cannot be read: connect ECONNREFUSED 1.2.3.4:443.'],
  ])('end the run with one clear message: %s', async (path, message) => {
    const run = await runReader({ web, message: `top 3 of https://x.test/${path}` });
    expect(run.error).toMatchObject({ errorCode: 'environment_error', message: expect.stringContaining(message) });
    expect(run.outputs.map(({ kind }) => kind)).toEqual(['policy_event', 'error_event']);
  });

  it('are told to the user of an interactive session, which goes on', async () => {
    const run = await runReader({ web, message: 'top 3 of https://x.test/404', request: { idle_timeout_s: 60 } });
    expect(run.error).toBeUndefined();
    expect([run.outcome, run.answer]).toEqual(['infeasible', expect.stringContaining('answered 404')]);
  });

  it.each([
    ['prose', 'No list of links was found on "Essay" (https://x.test/prose). It begins: Only words'],
    ['empty', 'https://x.test/empty is empty'],
  ])('without a list are told of in text: %s', async (path, text) => {
    const run = await runReader({ web, message: `top 3 of https://x.test/${path}` });
    expect([run.outcome, run.answer]).toEqual(['infeasible', expect.stringContaining(text)]);
  });

  it('without a list fail an answer format, naming the field', async () => {
    const { error } = await runReader({ web, message: 'top 3 of https://x.test/prose', schema: STORIES_SCHEMA });
    expect(error).toMatchObject({ errorCode: 'answer_validation', message: expect.stringContaining('/stories') });
  });

  it('further down the list end it there', async () => {
    const paged = { 'https://y.test/': LIST_PAGE(1, 4, '<a rel="next" href="https://x.test/500">Next</a>'), ...web };
    const run = await runReader({ web: paged, message: 'top 9 of https://y.test/' });
    expect(titlesIn(run.answer)).toEqual(range(1, 4));
    expect([run.outcome, run.answer]).toEqual([
      'partial',
      expect.stringContaining('The next page could not be read: https://x.test/500 answered 500'),
    ]);
  });
});

describe('the limits of the web reader', () => {
  const endless = (request: Request): Response => {
    const number = Number(new URL(request.url).searchParams.get('p') ?? 1);
    return new Response(LIST_PAGE(number * 10, 4, `<a rel="next" href="?p=${number + 1}">Next</a>`), {
      headers: { 'content-type': 'text/html' },
    });
  };

  it('stops after so many pages', async () => {
    const run = await runReader({ web: endless, message: 'top 100 of https://z.test/', reader: { maxPages: 3 } });
    expect(run.visited).toHaveLength(3);
    expect(run.answer).toContain('Asked for 100, found 12. The list goes on after 3 pages, which is the limit.');
  });

  it('answers with what it has when an answer is asked for', async () => {
    let pages = 0;
    const run = await runReader({
      web: endless,
      message: 'top 100 of https://z.test/',
      after: (output) =>
        output.kind === 'observation_event' && (pages += 1) === 2 ? { answerRequested: 'force_answer' } : undefined,
    });
    expect(titlesIn(run.answer)).toHaveLength(8);
    expect(run.outcome).toBe('partial');
  });

  it('reads the beginning of a page that is too large, and says so', async () => {
    const run = await runReader({
      web: { 'https://big.test/': LIST_PAGE(1, 5_000) },
      message: 'top 2 of https://big.test/',
      reader: { maxPageBytes: 20_000 },
    });
    expect(titlesIn(run.answer)).toEqual(range(1, 2));
    expect(run.outputs.find(({ kind }) => kind === 'observation_event')).toMatchObject({
      metadata: { bytes: 20_000, truncated: true },
    });
  });

  it('ends with the reason of an abort', async () => {
    const controller = new AbortController();
    const web = (): Promise<Response> => {
      controller.abort(new Error('cancelled'));
      return Promise.reject(new TypeError('fetch failed'));
    };
    const run = await runReader({ web, message: 'top 2 of https://big.test/', signal: controller.signal });
    expect(run.error).toMatchObject({ message: 'cancelled' });
  });

  it('reads pages in the character set they name', async () => {
    const page = `<ul>${range(1, 3)
      .map((title) => `<li><a href="/x">Caf\u00e9 \u00fcber ${title}</a></li>`)
      .join('')}</ul>`;
    const latin1 = Uint8Array.from(page, (character) => character.charCodeAt(0));
    const meta = Uint8Array.from(`<meta charset="iso-8859-1">${page}`, (character) => character.charCodeAt(0));
    const web = {
      'https://h.test/': () => new Response(latin1, { headers: { 'content-type': 'text/html; charset=ISO-8859-1' } }),
      'https://m.test/': () => new Response(meta, { headers: { 'content-type': 'text/html' } }),
      'https://u.test/': () => new Response(page, { headers: { 'content-type': 'text/html' } }),
      'https://n.test/': () => new Response(latin1, { headers: { 'content-type': 'text/html' } }),
    };
    for (const url of Object.keys(web)) {
      expect((await runReader({ web, message: `top 1 of ${url}` })).answer, url).toContain(
        'Caf\u00e9 \u00fcber The headline of item 1',
      );
    }
  });
});
