import type { JsonSchema } from '@agent-session/protocol';
import { describe, expect, it } from 'vitest';
import { fillAnswer } from './fill-answer.js';
import { readPage } from '../reading/read-page.js';

const HTML = `<title>Shop</title><ul>
<li data-id="a1"><h3><a href="/a">The first thing on sale</a></h3><span class="price">$1,299.50</span><span class="votes">1,234 points</span> by <a href="/u/ann">Ann</a><time datetime="2026-03-04T05:06:07Z">4 March</time><span class="status">In stock</span></li>
<li data-id="b2"><h3><a href="/b">The second thing on sale</a></h3><span class="price">$7.00</span><span class="votes">1.2k points</span> by <a href="/u/bob">Bob</a><time datetime="2026-03-05">5 March</time><span class="status">Sold out</span></li>
</ul>`;
const page = readPage(HTML, 'https://shop.test/');
const material = {
  items: page.items,
  offset: 0,
  page: new Map([
    ['page_title' as const, { text: 'Shop' }],
    ['count' as const, { text: '2' }],
    ['page_url' as const, { text: 'https://shop.test/' }],
  ]),
};
const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const fill = (schema: JsonSchema): unknown => {
  const filled = fillAnswer(schema, material);
  return filled.ok ? filled.answer : { field: filled.field, reason: filled.reason };
};
const text = { type: 'string' };
const node = { $ref: '#/$defs/n0' };
const listOf = (item: JsonSchema, $defs: JsonSchema = { n0: item }): JsonSchema => ({
  type: 'array',
  items: node,
  $defs,
});
/** Objects that each hold all of them but themselves. */
const meshOf = (count: number): JsonSchema => {
  const names = Array.from({ length: count }, (_, index) => `n${index}`);
  const others = (name: string) =>
    names.filter((other) => other !== name).map((other) => [other, { $ref: `#/$defs/${other}` }] as const);
  return Object.fromEntries(names.map((name) => [name, object(Object.fromEntries(others(name)), [])]));
};

describe('an answer', () => {
  it.each<[string, JsonSchema, unknown]>([
    [
      'an array of items',
      { type: 'array', items: object({ name: text, price: { type: 'number' } }) },
      [
        { name: 'The first thing on sale', price: 1299.5 },
        { name: 'The second thing on sale', price: 7 },
      ],
    ],
    [
      'an array of titles',
      object({ headlines: { type: 'array', items: text } }),
      { headlines: ['The first thing on sale', 'The second thing on sale'] },
    ],
    [
      'an array of links',
      object({ urls: { type: 'array', items: { type: 'string', format: 'uri' } } }),
      { urls: ['https://shop.test/a', 'https://shop.test/b'] },
    ],
    [
      'one item',
      object({ title: text, link: text }),
      { title: 'The first thing on sale', link: 'https://shop.test/a' },
    ],
    [
      'one item inside',
      object({ top_story: object({ title: text }) }),
      { top_story: { title: 'The first thing on sale' } },
    ],
    [
      'several items by name',
      object({ first: object({ title: text }), second: object({ title: text }) }),
      { first: { title: 'The first thing on sale' }, second: { title: 'The second thing on sale' } },
    ],
    [
      'a list deeper down, and the page beside it',
      object({
        page: object({ title: text, url: text }),
        total: { type: 'integer' },
        data: object({ list: { type: 'array', items: object({ title: text }) } }),
      }),
      {
        page: { title: 'Shop', url: 'https://shop.test/' },
        total: 2,
        data: { list: [{ title: 'The first thing on sale' }, { title: 'The second thing on sale' }] },
      },
    ],
    [
      'references',
      {
        $ref: '#/$defs/answer',
        $defs: {
          answer: object({ items: { type: 'array', items: { $ref: '#/$defs/one' } } }),
          one: object({ title: text }),
        },
      },
      { items: [{ title: 'The first thing on sale' }, { title: 'The second thing on sale' }] },
    ],
    [
      'whole numbers',
      { type: 'array', items: object({ score: { type: 'integer' } }) },
      [{ score: 1234 }, { score: 1200 }],
    ],
    [
      'numbers as the page writes them',
      { type: 'array', items: object({ score: text }) },
      [{ score: '1,234 points' }, { score: '1.2k points' }],
    ],
    [
      'a person',
      { type: 'array', items: object({ author: object({ name: text, url: text }) }) },
      [
        { author: { name: 'Ann', url: 'https://shop.test/u/ann' } },
        { author: { name: 'Bob', url: 'https://shop.test/u/bob' } },
      ],
    ],
    [
      'dates',
      { type: 'array', items: object({ date: { type: 'string', format: 'date' } }) },
      [{ date: '2026-03-04' }, { date: '2026-03-05' }],
    ],
    [
      'one of some words',
      { type: 'array', items: object({ status: { enum: ['in stock', 'sold out'] } }) },
      [{ status: 'in stock' }, { status: 'sold out' }],
    ],
    [
      'a constant of the schema',
      { type: 'array', items: object({ kind: { const: 'offer' }, id: text }) },
      [
        { kind: 'offer', id: 'a1' },
        { kind: 'offer', id: 'b2' },
      ],
    ],
    [
      'null where it may be',
      { type: 'array', items: object({ title: text, isbn: { type: ['string', 'null'] } }), maxItems: 1 },
      [{ title: 'The first thing on sale', isbn: null }],
    ],
    [
      'the choice that fits',
      { type: 'array', items: object({ price: { anyOf: [{ type: 'null' }, { type: 'number' }] } }) },
      [{ price: 1299.5 }, { price: 7 }],
    ],
  ])('is filled in the shape of %s', (_, schema, answer) => {
    expect(fill(schema)).toEqual(answer);
  });

  it('leaves out what is optional and not on the page', () => {
    expect(fill({ type: 'array', maxItems: 1, items: object({ title: text, isbn: text }, ['title']) })).toEqual([
      { title: 'The first thing on sale' },
    ]);
  });

  it('leaves out an optional field whose value the schema refuses', () => {
    expect(
      fill({
        type: 'array',
        maxItems: 1,
        items: object({ title: text, price: { type: 'number', maximum: 10 } }, ['title']),
      }),
    ).toEqual([{ title: 'The first thing on sale' }]);
  });

  it.each<[string, JsonSchema, string]>([
    ['is not on the page', { type: 'array', items: object({ isbn: text }) }, '/0/isbn'],
    [
      'has a value the schema refuses',
      object({ list: { type: 'array', items: object({ price: { type: 'number', maximum: 10 } }) } }),
      '/list/0/price',
    ],
    [
      'wants a moment where the page gives a day',
      { type: 'array', items: object({ date: { type: 'string', format: 'date-time' } }) },
      '/1/date',
    ],
    ['wants more items than there are', { type: 'array', minItems: 3, items: object({ title: text }) }, '/'],
    [
      'is required and not described',
      { type: 'array', items: { type: 'object', properties: { title: text }, required: ['title', 'other'] } },
      '/0/other',
    ],
  ])('names a required field that %s', (_, schema, field) => {
    expect(fill(schema)).toMatchObject({ field });
  });

  /** References without end, in every keyword that may branch. */
  const again = { $ref: '#' };
  const BRANCHING: readonly [string, JsonSchema][] = [
    ['two properties that are the whole', object({ a: again, b: again }, [])],
    ['two properties that are the whole, and one is needed', object({ a: again, b: again }, ['a'])],
    ['two choices that hold the whole', { anyOf: [object({ a: again, b: again }), object({ b: again, c: again })] }],
    ['twelve parts that each hold all others', { $ref: '#/$defs/n0', $defs: meshOf(12) }],
    ['parts that double', { allOf: [again, again, object({ title: text })] }],
    ['a list of which each item holds itself twice', listOf(object({ a: node, b: node }, []))],
    ['a list of which each item holds eleven others', listOf(node, meshOf(12))],
    ['a list of choices that branch', listOf({ anyOf: [object({ a: node, b: node }), object({ b: node, c: node })] })],
  ];

  it.each(BRANCHING)('fills or refuses, in bounded work, %s', (_, schema) => {
    let steps = 0;
    const counted = <Key, Value>(map: ReadonlyMap<Key, Value>): ReadonlyMap<Key, Value> =>
      Object.assign(new Map(map), {
        get(key: Key) {
          if ((steps += 1) > 500_000) throw new Error('It goes on and on.');
          return map.get(key);
        },
      });
    const items = material.items.map((item) => ({ ...item, facts: counted(item.facts), labels: counted(item.labels) }));
    const filled = fillAnswer(schema, { ...material, items });
    if (!filled.ok) expect(filled.reason).toMatch(/refers to itself|takes more than \d+ steps/);
  });

  it('leaves out what is the same again, where it may', () => {
    const item = object({ title: text, a: node, b: node }, ['title']);
    expect(fill(listOf(item))).toEqual(page.items.map(({ title }) => ({ title })));
  });

  it('ends on schemas that refer to themselves', () => {
    const node: JsonSchema = {
      type: 'array',
      items: { $ref: '#/$defs/n' },
      $defs: { n: object({ title: text, child: { $ref: '#/$defs/n' } }, ['title']), m: { $ref: '#/$defs/m' } },
    };
    expect(fill(node)).toHaveLength(2);
    expect(fill({ $ref: '#' })).toBeDefined();
  });
});
