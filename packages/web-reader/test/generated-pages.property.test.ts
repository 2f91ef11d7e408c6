import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHAPES, SITE } from './page-generators.js';
import { runReader } from './run-reader.js';

const PAGES = 20;

const DRAWN: readonly (readonly [where: string, params: { readonly seed?: number }])[] = [
  ['that nobody has seen', {}],
  // Its page 17.
  ['of a seed that drew a sidebar of six, which won over a list of four', { seed: 1_362_723_892 }],
];

const SCHEMA = {
  type: 'object',
  properties: {
    stories: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          title: { type: 'string' },
          url: { type: 'string', format: 'uri' },
          points: { type: 'integer' },
          author: { type: 'string' },
        },
        required: ['title', 'url', 'points'],
      },
    },
  },
  required: ['stories'],
};

describe.each(DRAWN)('on pages %s', (_, params) => {
  it.each(Object.entries(SHAPES))(
    'the web reader finds every item, in order, with its link: %s',
    async (_name, shape) => {
      await fc.assert(
        fc.asyncProperty(shape, async ({ pages, items }) => {
          const run = await runReader({
            message: `Top ${items.length} stories on ${SITE}/`,
            web: pages,
            schema: TITLES,
          });
          if (run.error !== undefined) throw run.error as Error;
          expect(run.answer).toEqual(items.map(({ title, url }) => ({ title, url })));
        }),
        { ...params, numRuns: PAGES, endOnFailure: true },
      );
    },
  );

  it.each(Object.entries(SHAPES))('it reads the points of each item: %s', async (name, shape) => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ pages, items }) => {
        const message = `First ${Math.min(items.length, 4)} items of ${SITE}/`;
        const run = await runReader({ message, web: pages, schema: SCHEMA });
        const offered = name !== 'decoy' || Object.values(pages)[0]!.includes(`${items[0]!.points} points`);
        if (!offered) {
          expect(run.error).toMatchObject({
            errorCode: 'answer_validation',
            message: expect.stringContaining('/stories/0/points'),
          });
          return;
        }
        if (run.error !== undefined) throw run.error as Error;
        const { stories } = run.answer as { stories: { points: number }[] };
        expect(stories.map(({ points }) => points)).toEqual(items.slice(0, 4).map(({ points }) => points));
      }),
      { ...params, numRuns: PAGES / 2, endOnFailure: true },
    );
  });
});

const TITLES = {
  type: 'array',
  items: {
    type: 'object',
    properties: { title: { type: 'string' }, url: { type: 'string', format: 'uri' } },
    required: ['title', 'url'],
  },
};
