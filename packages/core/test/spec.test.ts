import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..');

interface SpecTest {
  readonly file: string;
  readonly title: string;
  readonly promises: readonly string[];
}

/** Every test of the package, by its title as it is written; its promises stand in brackets at its end. */
function findTests(): SpecTest[] {
  const files = ['src', 'test'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true })
      .map(String)
      .filter((file) => /\.test(-d)?\.ts$/.test(file))
      .map((file) => `${part}/${file}`),
  );
  return files.toSorted().flatMap((file) => {
    const source = readFileSync(join(folder, file), 'utf8');
    // `it('title'`, `it(`title``, and the call that follows `it.each(…)`.
    const titles = source.matchAll(/(?:\bit\(|\)\(|\]\)\(|\}\)\()\s*(['`])((?:\\.|(?!\1).)*?)\1,/gs);
    const found = [...titles];
    // A title that is written in a way this does not find would hold no promise unseen.
    expect(found.length, file).toBe([...source.matchAll(/^\s*it(?:\.each|\()/gm)].length);
    return found.flatMap(([, , title = '']) => {
      const promises = /\[((?:C\d+ ?)+)\]$/.exec(title)?.[1]?.trim().split(' ') ?? [];
      return [{ file, title: title.replace(/ \[[C\d ]+\]$/, ''), promises }];
    });
  });
}

/** How a test holds its promise, by the kind of its file. */
function kindOf(file: string): 'type' | 'exhaustive' | 'property' | 'example' {
  if (file.endsWith('.test-d.ts')) return 'type';
  if (EXHAUSTIVE.includes(file)) return 'exhaustive';
  return file.endsWith('.property.test.ts') ? 'property' : 'example';
}

/** Files whose tests visit every cell of the tables, or every state. */
const EXHAUSTIVE = [
  'test/lifecycle-model.test.ts',
  'test/transition-table.test.ts',
  'test/session-machine.test.ts',
  'test/decide.test.ts',
];
const KINDS = ['type', 'exhaustive', 'property', 'example'] as const;

const spec = readFileSync(join(folder, 'SPEC.md'), 'utf8');
const promises = [...spec.matchAll(/^- \*\*(C\d+)\*\* \(([a-z, ]+)\) /gm)].map(([, id = '', kinds = '']) => ({
  id,
  kinds: kinds.split(', '),
}));
const tests = findTests().filter(({ file }) => file !== 'test/spec.test.ts');

it('every test holds a promise that SPEC.md makes', () => {
  expect(tests.length).toBeGreaterThan(100);
  const ids = promises.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { file, title, promises: held } of tests) {
    expect(held, `${file}: ${title}`).not.toEqual([]);
    for (const id of held) expect(ids, `${file}: ${title}`).toContain(id);
  }
});

it('every promise of SPEC.md is held in the ways it says', () => {
  for (const { id, kinds } of promises) {
    const held = new Set(tests.filter((each) => each.promises.includes(id)).map(({ file }) => kindOf(file)));
    expect(kinds, id).toEqual(KINDS.filter((kind) => held.has(kind)));
  }
});

it('test/PROMISES.md is what the titles of the tests say (update it with `npm run spec` in packages/core)', async () => {
  const lines = promises.flatMap(({ id }) => [
    `## ${id}`,
    '',
    ...tests.filter((each) => each.promises.includes(id)).map(({ file, title }) => `- \`${file}\` ${title}`),
    '',
  ]);
  const page = [
    '# Which tests hold which promise',
    '',
    'Made from the titles of the tests, which end with the promises of [SPEC.md](../SPEC.md) that they hold. `npm run spec` in this package renews it.',
    '',
    ...lines,
  ].join('\n');
  await expect(page).toMatchFileSnapshot('PROMISES.md');
});
