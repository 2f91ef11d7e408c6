import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..');
const specFile = join(folder, 'SPEC.md');

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

function filled(spec: string, name: string, lines: readonly string[]): string {
  const [before, rest] = spec.split(`<!-- ${name} -->\n`);
  const after = rest?.split(`<!-- /${name} -->`)[1];
  if (before === undefined || after === undefined) throw new Error(`SPEC.md has no place for "${name}".`);
  return `${before}<!-- ${name} -->\n\n${lines.join('\n')}\n\n<!-- /${name} -->${after}`;
}

const spec = readFileSync(specFile, 'utf8');
const promises = [...spec.matchAll(/^- \*\*(C\d+)\*\* /gm)].map(([, id]) => id as string);
const tests = findTests().filter(({ file }) => file !== 'test/spec.test.ts');

it('every test holds a promise that SPEC.md makes', () => {
  expect(tests.length).toBeGreaterThan(100);
  for (const { file, title, promises: held } of tests) {
    expect(held, `${file}: ${title}`).not.toEqual([]);
    for (const id of held) expect(promises, `${file}: ${title}`).toContain(id);
  }
});

it('every promise of SPEC.md is held by a test', () => {
  for (const id of promises)
    expect(
      tests.filter((each) => each.promises.includes(id)),
      id,
    ).not.toEqual([]);
});

it('the lists of SPEC.md are what the titles of the tests say (update them with `npm run spec` in packages/core)', () => {
  const byPromise = promises.flatMap((id) => [
    `### ${id}`,
    '',
    ...tests.filter((each) => each.promises.includes(id)).map(({ file, title }) => `- \`${file}\` ${title}`),
    '',
  ]);
  const byTest = [...new Set(tests.map(({ file }) => file))].flatMap((file) => [
    `### \`${file}\``,
    '',
    ...tests.filter((each) => each.file === file).map(({ title, promises: held }) => `- ${title}: ${held.join(', ')}`),
    '',
  ]);
  const fresh = filled(
    filled(spec, 'tests of promises', byPromise.slice(0, -1)),
    'promises of tests',
    byTest.slice(0, -1),
  );
  if (process.env['UPDATE_SPEC'] === '1') writeFileSync(specFile, fresh);
  else expect(spec).toBe(fresh);
});
