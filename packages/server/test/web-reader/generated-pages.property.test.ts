import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHAPES, SITE } from './page-generators.js';
import { runReader } from './run-reader.js';

/** Pages per seed. The first seed needs at least 18: its page 17 is a regression. */
const RUNS = Number(process.env['WEB_READER_RUNS'] ?? 20);

/**
 * Finding a list is a heuristic, so the suite reads the same pages every time: a rare miss must not turn an unrelated
 * change red. 1362723892 drew a sidebar of six that won over a list of four. To explore, WEB_READER_SEED=random (or
 * a number, to replay) and a higher WEB_READER_RUNS; add a seed that fails here once it is mended.
 */
const SEEDS = seedsFrom(process.env['WEB_READER_SEED']);
console.info(`Generated pages: seeds ${SEEDS.join(', ')}, ${RUNS} pages each`);

function seedsFrom(wanted: string | undefined): readonly number[] {
  if (wanted === undefined || wanted === '') return [1_362_723_892, 1];
  if (wanted === 'random') return [Math.floor(Math.random() * 2 ** 31)];
  if (!/^-?\d+$/.test(wanted)) throw new Error(`WEB_READER_SEED is "${wanted}": give a whole number, or "random".`);
  return [Number(wanted)];
}

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

describe.each(SEEDS)('on pages nobody has seen, drawn from seed %i', (seed) => {
  it.each(Object.entries(SHAPES))('the web reader finds every item, in order, with its link: %s', async (_, shape) => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ pages, items }) => {
        const run = await runReader({ message: `Top ${items.length} stories on ${SITE}/`, web: pages, schema: TITLES });
        if (run.error !== undefined) throw run.error as Error;
        expect(run.answer).toEqual(items.map(({ title, url }) => ({ title, url })));
      }),
      { seed, numRuns: RUNS, endOnFailure: true },
    );
  });

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
      { seed, numRuns: Math.ceil(RUNS / 2), endOnFailure: true },
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
