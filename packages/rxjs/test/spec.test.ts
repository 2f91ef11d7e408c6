import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GUARD_NAMES } from '../src/poll-plan.js';

const spec = readFileSync(join(import.meta.dirname, '../SPEC.md'), 'utf8');
const plan = readFileSync(join(import.meta.dirname, '../src/poll-plan.ts'), 'utf8');
const files = readdirSync(import.meta.dirname, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.test.ts'));

/** invariant → its tests, as SPEC.md lists them. */
const invariants = new Map(
  spec
    .split(/^\*\*(?=S\d)/m)
    .slice(1)
    .map((part) => {
      const id = /^S\d+/.exec(part)?.[0] ?? '';
      const tests = [...part.matchAll(/^- `(?<file>[^`]+)` › (?<title>.+)$/gm)].map(({ groups }) => ({
        file: groups?.['file'] ?? '',
        title: groups?.['title'] ?? '',
      }));
      return [id, tests] as const;
    }),
);

test('every invariant names tests, and each of them exists', () => {
  expect(invariants.size).toBe(14);
  for (const [id, tests] of invariants) {
    expect([id, tests.length > 0]).toEqual([id, true]);
    for (const { file, title } of tests) {
      const source = readFileSync(join(import.meta.dirname, file), 'utf8');
      expect([id, file, title, source.includes(`'${title}'`)]).toEqual([id, file, title, true]);
    }
  }
});

test('every test of a promise is listed with it', () => {
  const listed = new Set([...invariants.values()].flat().map(({ file, title }) => `${file} › ${title}`));
  const exempt = new Set(['spec.test.ts']);
  for (const file of files.filter((name) => !exempt.has(name))) {
    const source = readFileSync(join(import.meta.dirname, file), 'utf8');
    const titles = [...source.matchAll(/\btest(?:\.(?:each|skipIf)\((?:[^()]|\([^()]*\))*\))?\(\s*'([^']+)'/g)].map(
      ([, title]) => title,
    );
    expect([file, titles.filter((title) => !listed.has(`${file} › ${title}`))]).toEqual([file, []]);
    expect([file, titles.length > 0]).toEqual([file, true]);
  }
});

test('what goes wrong elsewhere has a test here, and it is one of an invariant', () => {
  const listed = new Set([...invariants.values()].flat().map(({ file, title }) => `${file} › ${title}`));
  const part = spec.slice(spec.indexOf('## What goes wrong elsewhere'), spec.indexOf('## Reverse list'));
  const rows = part.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| elsewhere'));
  const cited = rows.map((row) => /`([^`]+)` › (.+) \|$/.exec(row)).map((match) => `${match?.[1]} › ${match?.[2]}`);
  expect(cited.length).toBeGreaterThan(20);
  expect(cited.filter((each) => !listed.has(each))).toEqual([]);
});

test('the reverse list names every test file with the invariants that name it', () => {
  const rows = [...spec.matchAll(/^\| `(?<file>[^`]+\.test\.ts)` \| (?<what>.+) \|$/gm)];
  expect(new Set(rows.map(({ groups }) => groups?.['file']))).toEqual(new Set(files));
  for (const { groups } of rows) {
    const file = groups?.['file'] ?? '';
    const expected = [...invariants].filter(([, tests]) => tests.some((each) => each.file === file)).map(([id]) => id);
    if (expected.length > 0) expect([file, groups?.['what']]).toEqual([file, expected.join(', ')]);
  }
});

test('every place that leads to another request is marked, listed, and guarded', () => {
  const listed = [...spec.matchAll(/^\| (L\d+) \|/gm)].map(([, id]) => id);
  const marked = new Set([...plan.matchAll(/\/\/ (L\d+)$/gm)].map(([, id]) => id));
  expect(marked).toEqual(new Set(listed));
  const unmarked = plan
    .split('\n')
    .filter((line) => /return (\{ \.\.\.)?(go|follow)\(/.test(line) && !/\/\/ L\d+$/.test(line));
  expect(unmarked).toEqual([]);
  const table = spec.slice(spec.indexOf('## Places'), spec.indexOf('## Reverse'));
  expect(GUARD_NAMES.filter((guard) => !table.includes(`\`${guard}\``))).toEqual([]);
});
