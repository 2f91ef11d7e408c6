const story = {
  type: 'object',
  properties: {
    title: { type: 'string', minLength: 1 },
    url: { type: 'string' },
    rank: { type: 'integer', minimum: 1 },
    kind: { enum: ['story', 'job', 'poll'] },
    author: {
      type: 'object',
      properties: { name: { type: 'string' }, karma: { type: 'number' } },
      required: ['name'],
    },
  },
  required: ['title', 'url', 'rank', 'kind'],
  additionalProperties: false,
} as const;

/** A typical `answer_format`: a short list of things with a few fields. */
export const schema = {
  type: 'object',
  properties: { stories: { type: 'array', minItems: 1, maxItems: 100, items: story } },
  required: ['stories'],
  additionalProperties: false,
} as const;

const storyAt = (at: number) => ({
  title: `Story ${at}`,
  url: `https://example.com/${at}`,
  rank: at + 1,
  kind: 'story',
  author: { name: 'ann', karma: 12.5 },
});

export const valid = { stories: [storyAt(0), storyAt(1), storyAt(2)] };

/** A number sent as text and a property left out: what agents get wrong. */
export const invalid = { stories: [storyAt(0), { ...storyAt(1), rank: '1' }, { title: 'c', url: 'u', rank: 3 }] };
