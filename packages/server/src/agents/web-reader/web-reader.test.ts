import { describe, expect, it } from 'vitest';
import { AgentFailure } from '../agent-failure.js';
import { DEMO_STORIES } from './demo-stories.js';
import { demoSite } from './demo-site.js';
import { runReader } from '../../../test/web-reader/run-reader.js';

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
