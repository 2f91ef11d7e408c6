import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { json } from '../test/support/arbitrary-schema.js';
import { AnswerFormatError, checkAnswerFormat, createAnswerValidator } from './index.js';
import type { JsonSchema } from './index.js';
import type * as Limits from './schema/schema-limits.js';

const ENGINES = ['interpreted', 'compiled'] as const;

/** The tests have this part of the work a judgement may take, and of the time: what spends all of it does so sooner. */
const { PART } = vi.hoisted(() => ({ PART: 0.1 }));
vi.mock(import('./schema/schema-limits.js'), async (importOriginal): Promise<typeof Limits> => {
  const original = await importOriginal();
  const { steps, work } = original.ANSWER_LIMITS;
  const smaller = { ...original.ANSWER_LIMITS, steps: steps * PART, work: work * PART };
  return { ...original, ANSWER_LIMITS: smaller as unknown as typeof original.ANSWER_LIMITS };
});

/** Generous: a whole judgement takes under three seconds. Of processor time, because the tests share their cores. */
const MAX_CPU_MS = 8_000 * PART;

function timed<T>(run: () => T): T {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(MAX_CPU_MS);
  return result;
}

function nested(depth: number, open: string, close: string, inner = ''): string {
  return open.repeat(depth) + inner + close.repeat(depth);
}

const tree = {
  type: 'object',
  properties: { children: { type: 'array', items: { $ref: '#' } } },
  additionalProperties: false,
} as const;

describe.each(ENGINES)('hostile answers, %s', (engine) => {
  test('names of Object.prototype are plain property names', () => {
    const validator = createAnswerValidator({ type: 'object', required: ['constructor', 'toString'] }, { engine });
    expect(validator.validate({})).toMatchObject({
      ok: false,
      issues: [{ expected: 'constructor' }, { expected: 'toString' }],
    });
    expect(validator.validate('{"constructor":1,"toString":2}').ok).toBe(true);
  });

  test('an object compared with a fixed one may have any property names', () => {
    const answer = JSON.parse('{"toString":1,"valueOf":2,"__proto__":3,"hasOwnProperty":4}') as unknown;
    const validator = createAnswerValidator({ enum: [{ a: 1 }, { toString: 1 }] }, { engine });
    expect(validator.validate(answer)).toMatchObject({ ok: false, issues: [{ code: 'enum' }] });
    expect(validator.validate({ toString: 1 }).ok).toBe(true);
  });

  test('__proto__ in an answer is data and pollutes nothing', () => {
    const validator = createAnswerValidator({ type: 'object', additionalProperties: { type: 'object' } }, { engine });
    const result = validator.validate('{"__proto__":{"polluted":true}}');
    expect(result).toMatchObject({ ok: true });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const closed = createAnswerValidator({ type: 'object', additionalProperties: false }, { engine });
    expect(closed.validate('{"__proto__":1}')).toMatchObject({ ok: false, issues: [{ pointer: '/__proto__' }] });
  });

  test('a deep answer to a recursive schema is refused as too deep, as a value and as text', () => {
    const validator = createAnswerValidator(tree, { engine });
    const text = nested(5_000, '{"children":[', ']}', '{}');
    expect(timed(() => validator.validate(text))).toMatchObject({ ok: false, issues: [{ code: 'too_deep' }] });
    expect(validator.validate(JSON.parse(text))).toMatchObject({ ok: false, issues: [{ code: 'too_deep' }] });
    expect(validator.validate(nested(100, '{"children":[', ']}', '{}')).ok).toBe(true);
  });

  test('a circular answer is refused', () => {
    const circular: { children: unknown[] } = { children: [] };
    circular.children.push(circular);
    expect(createAnswerValidator(tree, { engine }).validate(circular)).toMatchObject({
      ok: false,
      issues: [{ code: 'too_deep' }],
    });
  });

  test('text of a million brackets does not overflow', () => {
    const validator = createAnswerValidator({ type: 'object' }, { engine });
    expect(timed(() => validator.validate(nested(1_000_000, '[', ']'))).ok).toBe(false);
    expect(timed(() => validator.validate('['.repeat(1_000_000)))).toMatchObject({
      ok: false,
      issues: [{ code: 'not_json' }],
    });
  });

  test('text beyond the limit is refused unread', () => {
    const validator = createAnswerValidator({ type: 'object' }, { engine });
    expect(timed(() => validator.validate('x'.repeat(33_000_000)))).toMatchObject({
      ok: false,
      issues: [{ code: 'too_large' }],
    });
  });

  test('megabytes of wrong items give a bounded list of issues', () => {
    const validator = createAnswerValidator({ type: 'array', items: { type: 'string', minLength: 2 } }, { engine });
    const result = timed(() => validator.validate(Array.from({ length: 500_000 }, () => 1)));
    expect(result.ok ? 0 : result.issues.length).toBe(50);
  });

  test('uniqueItems over many objects takes linear time', () => {
    const validator = createAnswerValidator({ type: 'array', uniqueItems: true }, { engine });
    const items = Array.from({ length: 40_000 }, (_, id) => ({ id, b: { c: [id] } }));
    expect(timed(() => validator.validate(items)).ok).toBe(true);
    expect(timed(() => validator.validate([...items, { b: { c: [7] }, id: 7 }])).ok).toBe(false);
  });

  test.for(['^(a+)+$', '^(a|a)*$', '(x+x+)+y', '^([a-zA-Z0-9]+\\s?)*$', '(.*a){12}b', '^(?=(a+)+b)'])(
    'the pattern %s cannot hang',
    (pattern) => {
      const validator = createAnswerValidator({ type: 'string', pattern }, { engine });
      timed(() => validator.validate(`${'a'.repeat(20_000)}!`));
      timed(() => validator.validate(`${'x'.repeat(20_000)}!`));
    },
  );

  test('rules that multiply with depth are given up, not followed', () => {
    const node = { $ref: '#/$defs/node' };
    const branch = { type: 'object', properties: { next: node } };
    const schema = {
      $ref: '#/$defs/node',
      $defs: { node: { anyOf: [{ allOf: [branch, { required: ['x'] }] }, { allOf: [branch, { required: ['y'] }] }] } },
    };
    const validator = createAnswerValidator(schema, { engine });
    let answer: unknown = { x: 1, y: 1 };
    for (let depth = 0; depth < 60; depth += 1) answer = { next: answer };
    expect(timed(() => validator.validate(answer)).ok).toBe(false);
  });

  test('what an object inherits is no property of it', () => {
    class Story {
      get title(): string {
        return 'inherited';
      }
    }
    const validator = createAnswerValidator({ type: 'object', required: ['title'] }, { engine });
    const refused = { ok: false, issues: [{ code: 'required', expected: 'title' }] };
    expect(validator.validate(new Story())).toMatchObject(refused);
    expect(validator.validate(Object.create({ title: 'inherited' }))).toMatchObject(refused);
    expect(validator.validate(Object.assign(new Story(), {})).ok).toBe(false);
    expect(validator.validate(Object.assign(Object.create(null), { title: 'own' })).ok).toBe(true);
    const closed = createAnswerValidator({ type: 'object', additionalProperties: false }, { engine });
    expect(closed.validate(Object.create({ title: 'inherited' })).ok).toBe(true);
    const polluted: unknown[] = [];
    try {
      // oxlint-disable-next-line no-extend-native -- what a polluted page does
      Object.defineProperty(Object.prototype, 'title', {
        value: 'polluted',
        writable: true,
        enumerable: true,
        configurable: true,
      });
      polluted.push(validator.validate({}), closed.validate({}));
    } finally {
      Reflect.deleteProperty(Object.prototype, 'title');
    }
    expect(polluted).toMatchObject([refused, { ok: true }]);
  });

  test('a property that is undefined is not there, as JSON.stringify says', () => {
    const judge = (schema: JsonSchema): boolean =>
      createAnswerValidator(schema, { engine }).validate({ a: undefined }).ok;
    expect(judge({ required: ['a'] })).toBe(false);
    expect(judge({ properties: { a: { type: 'string' } } })).toBe(true);
    expect(judge({ dependentRequired: { a: ['b'] } })).toBe(true);
    expect(judge({ dependentSchemas: { a: false } })).toBe(true);
    expect(judge({ properties: { a: true }, patternProperties: { a: { type: 'string' } } })).toBe(false);
  });

  test('a text that looks like the inside of an array does not repeat the array', () => {
    const validator = createAnswerValidator({ type: 'array', uniqueItems: true }, { engine });
    expect(validator.validate(['\0[1]', [1]]).ok).toBe(true);
    expect(validator.validate(['\0[1]', [1], [1]]).ok).toBe(false);
  });

  const few = Array.from({ length: 100_000 * PART }, (_, id) => ({ id }));
  test.for<[string, JsonSchema, unknown]>([
    [
      'patterns over many texts',
      { items: { pattern: '^(.*a){20}$' } },
      Array.from({ length: 200 * PART }, () => 'a'.repeat(15_000)),
    ],
    ['comparing all items again and again', { allOf: Array.from({ length: 60 }, () => ({ uniqueItems: true })) }, few],
    [
      'comparing each item with many objects',
      { items: { enum: [...Array.from({ length: 2_000 }, (_, at) => ({ id: -1 - at })), { id: 1 }] } },
      few.map(() => ({ id: 1 })),
    ],
    [
      'many patterns for each name',
      { patternProperties: Object.fromEntries(few.slice(0, 2_000).map(({ id }) => [`^z${id}`, {}])) },
      Object.fromEntries(few.map(({ id }) => [`k${id}`, 1])),
    ],
  ])('small costs add up to a limit, not to a hang: %s', ([, schema, answer]) => {
    const validator = createAnswerValidator(schema, { engine });
    expect(timed(() => validator.validate(answer))).toMatchObject({ ok: false, issues: [{ code: 'too_complex' }] });
  });

  test('a long chain of $ref is judged the same however often it is used', () => {
    const length = 1_000;
    const $defs = Object.fromEntries(
      Array.from({ length }, (_, at) => [
        `d${at}`,
        { type: 'object', properties: at === length - 1 ? {} : { a: { $ref: `#/$defs/d${at + 1}` } } },
      ]),
    );
    const validator = createAnswerValidator({ $defs, $ref: '#/$defs/d0' }, { engine });
    for (let call = 0; call < 110; call += 1) expect(validator.validate({ a: {} }).ok).toBe(true);
    expect(validator.validate({ a: { a: 1 } })).toMatchObject({ ok: false, issues: [{ pointer: '/a/a' }] });
  });

  test('data that throws when read is refused, not thrown', () => {
    const validator = createAnswerValidator({ type: 'object', properties: { a: { type: 'string' } } }, { engine });
    const throwing = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(validator.validate(throwing)).toMatchObject({ ok: false, issues: [{ code: 'unreadable' }] });
    const proxy = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
        get: () => {
          throw new Error('no');
        },
        getOwnPropertyDescriptor: () => {
          throw new Error('no');
        },
      },
    );
    expect(() => validator.validate(proxy)).not.toThrow();
  });

  test('values JSON does not have never throw', () => {
    const validator = createAnswerValidator(
      { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
      { engine },
    );
    for (const value of [undefined, NaN, Infinity, 10n, Symbol('s'), () => 1, new Date(), new Map(), /x/]) {
      expect(validator.validate(value).ok, typeof value).toBe(false);
    }
    expect(validator.validate({ a: NaN }).ok).toBe(false);
    expect(validator.validate({ a: 1n }).ok).toBe(false);
  });
});

// Both engines ask the same functions.
test.for([
  'email',
  'uri',
  'uri-reference',
  'uri-template',
  'url',
  'hostname',
  'ipv6',
  'date-time',
  'duration',
  'json-pointer',
  'byte',
  'regex',
  'time',
  'uuid',
])('the format %s cannot hang', (format) => {
  const validator = createAnswerValidator({ type: 'string', format });
  for (const unit of ['a', 'a.', 'a-', '-', '%aa', '/', 'http://a', ':', '1', '{a}', 'a@a', ' ', 'é', '(a+)+']) {
    for (const tail of ['', '!', '\n'])
      timed(() => validator.validate(unit.repeat(Math.ceil(50_000 / unit.length)) + tail));
  }
});

describe('hostile schemas', () => {
  const wide = (levels: number): JsonSchema => ({
    $defs: Object.fromEntries(
      Array.from({ length: levels }, (_, level) => [
        `d${level}`,
        level === 0
          ? { type: 'object' }
          : { allOf: [{ $ref: `#/$defs/d${level - 1}` }, { $ref: `#/$defs/d${level - 1}` }] },
      ]),
    ),
    $ref: `#/$defs/d${levels - 1}`,
  });
  const chain = (length: number): JsonSchema => ({
    $defs: Object.fromEntries(
      Array.from({ length }, (_, at) => [
        `d${at}`,
        at === length - 1 ? { type: 'object' } : { $ref: `#/$defs/d${at + 1}` },
      ]),
    ),
    $ref: '#/$defs/d0',
  });
  const shared = (): unknown => {
    let value: unknown = { type: 'object' };
    for (let level = 0; level < 40; level += 1) value = { allOf: [value, value] };
    return value;
  };
  const circular = (): unknown => {
    const value: Record<string, unknown> = { type: 'object' };
    value['properties'] = { self: value };
    return value;
  };
  const union = (): unknown => ({
    $defs: { union: { anyOf: Array.from({ length: 4_000 }, () => true) } },
    properties: Object.fromEntries(
      Array.from({ length: 3_000 }, (_, at) => [`p${at}`, { allOf: [{ $ref: '#/$defs/union' }] }]),
    ),
  });
  const deep = (): unknown => JSON.parse(nested(5_000, '{"not":', '}', 'true'));

  test.for<[string, unknown, string, string]>([
    ['$ref to itself', { $ref: '#' }, 'ref_loop', ''],
    [
      'a loop through allOf',
      { $defs: { a: { allOf: [{ $ref: '#/$defs/b' }] }, b: { anyOf: [{ $ref: '#/$defs/a' }] } } },
      'ref_loop',
      '/$defs',
    ],
    ['rules that double with each level', wide(40), 'too_large', ''],
    ['a long chain of $ref', chain(500), 'too_large', ''],
    ['shared objects that unfold without end', shared(), 'too_large', ''],
    ['an object that contains itself', circular(), 'too_deep', ''],
    ['deep nesting', deep(), 'too_deep', ''],
    ['an enum of a hundred thousand values', { enum: Array.from({ length: 100_000 }, (_, at) => at) }, 'too_large', ''],
    ['a pattern of ten thousand characters', { pattern: 'a'.repeat(10_000) }, 'too_large', '/pattern'],
    [
      'a pattern that unrolls to a million states',
      { pattern: '((a{100}){100}){100}' },
      'unsupported_pattern',
      '/pattern',
    ],
    [
      'many patterns that unroll together',
      {
        properties: Object.fromEntries(
          Array.from({ length: 1_000 }, (_, at) => [`p${at}`, { pattern: `(a{100}){100}${at}` }]),
        ),
      },
      'too_large',
      '/properties/p19/pattern',
    ],
    ['a giant union looked at from everywhere', union(), 'too_large', ''],
    ['a backreference', { pattern: '^(a+)\\1$' }, 'unsupported_pattern', '/pattern'],
    ['a broken pattern', { properties: { a: { pattern: '(' } } }, 'invalid_pattern', '/properties/a/pattern'],
    [
      'a remote reference',
      { properties: { a: { $ref: 'https://example.com/x.json' } } },
      'remote_ref',
      '/properties/a/$ref',
    ],
    ['a reference to nothing', { $ref: '#/$defs/none' }, 'unresolved_ref', '/$ref'],
    ['a key named __proto__', JSON.parse('{"properties":{"__proto__":{}}}'), 'unsafe_name', '/properties'],
    ['$async, which would make every verdict a promise', { $async: true }, 'unsupported_keyword', '/$async'],
    ['a function', { const: () => 1 }, 'not_json', '/const'],
    [
      'a getter that throws',
      {
        get type() {
          throw new Error('no');
        },
      },
      'not_json',
      '',
    ],
    ['a string of a million characters', { description: 'x'.repeat(1_000_000) }, 'too_large', '/description'],
    ['an unknown draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, 'unsupported_draft', '/$schema'],
    ['null', null, 'not_a_schema', ''],
    [
      'a keyword of the wrong type',
      { properties: { a: { minLength: -1 } } },
      'invalid_keyword',
      '/properties/a/minLength',
    ],
  ])('%s is refused at its place', ([, schema, code, pointer]) => {
    const result = timed(() => checkAnswerFormat(schema));
    expect(result).toMatchObject({ ok: false, issues: [{ code }] });
    expect(result.ok ? undefined : result.issues[0]?.pointer.startsWith(pointer)).toBe(true);
    expect(() => createAnswerValidator(schema as JsonSchema)).toThrow(AnswerFormatError);
  });

  test('an unknown keyword may have the name of a member of every object', () => {
    expect(checkAnswerFormat({ type: 'object', constructor: 1, toString: 'x', hasOwnProperty: {} })).toEqual({
      ok: true,
    });
  });

  test('ids that clash with those of others or with the drafts do no harm', () => {
    const first = createAnswerValidator({ $id: 'https://x/s', type: 'string' }, { engine: 'compiled' });
    const second = createAnswerValidator({ $id: 'https://x/s', type: 'number' }, { engine: 'compiled' });
    const draft = createAnswerValidator(
      { $id: 'https://json-schema.org/draft/2020-12/schema', type: 'null' },
      { engine: 'compiled' },
    );
    expect([first.validate('a').ok, second.validate(1).ok, second.validate('a').ok, draft.validate(null).ok]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  test('random objects as schemas are refused or enforced, never thrown on, and quickly', () => {
    const names = fc.constantFrom(
      'type',
      'properties',
      'items',
      '$ref',
      'allOf',
      'anyOf',
      'enum',
      'const',
      'pattern',
      'required',
      '$id',
      '$defs',
      'if',
      'not',
      '$anchor',
      'minLength',
      'dependencies',
      'format',
      'nullable',
      'id',
      '$schema',
      'contains',
      'unevaluatedProperties',
    );
    const anything = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        json,
        fc.constantFrom<unknown>('string', 'object', '#', '#/$defs', '(a+)+$', '#a', 'a', true),
        fc.dictionary(names, tie('value'), { maxKeys: 4 }),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(names, anything, { maxKeys: 5 }), json, (schema, value) => {
        const result = timed(() => checkAnswerFormat(schema));
        if (!result.ok) return;
        for (const engine of ENGINES) timed(() => createAnswerValidator(schema, { engine }).validate(value));
      }),
      { numRuns: 300, seed: 20261123 },
    );
  });
});
