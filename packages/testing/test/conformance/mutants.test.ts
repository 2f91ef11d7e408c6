import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONFORMANCE_CASES, CONFORMANCE_SECTIONS } from '../../src/conformance.js';
import { MUTANTS, type Mutant } from './mutants.js';
import { mutantsMarkdown, readCatches } from './mutants-markdown.js';
import { tryOurServer } from './our-server.js';

const FILE = '../../MUTANTS.md';
const sections = Object.keys(CONFORMANCE_SECTIONS);

async function failing(mutant: Mutant, only?: readonly string[]): Promise<string[]> {
  const report = await tryOurServer({ break: mutant.break, ...(only ? { only } : {}) });
  return report.results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
}

/** `MUTANTS=all npm run mutants`: every case of its section on every mutant; writes the list anew. */
const isRenewal = process.env['MUTANTS'] === 'all';

describe.runIf(isRenewal)('the list of what catches which mutant', () => {
  test('is written anew', async () => {
    const catches = new Map<string, readonly string[]>();
    for (const mutant of MUTANTS) {
      const { id, section, aimedAt } = mutant;
      // Alone as well: a platform that is broken elsewhere may never come to it.
      const aimed = aimedAt === undefined ? [] : await failing(mutant, [aimedAt]);
      catches.set(id, [...new Set([...aimed, ...(await failing(mutant, [section]))])]);
    }
    await expect(mutantsMarkdown(catches)).toMatchFileSnapshot(FILE);
    expect([...catches].filter(([, ids]) => ids.length === 0).map(([id]) => id)).toEqual([]);
  }, 1_800_000);
});

describe.runIf(!isRenewal)('broken servers', () => {
  const text = isRenewal ? '' : readFileSync(new URL(FILE, import.meta.url), 'utf8');
  const catches = readCatches(text);

  test('are listed with what catches them, as they are now', () => {
    expect(mutantsMarkdown(catches)).toBe(text);
    expect([...catches.keys()]).toEqual(MUTANTS.map(({ id }) => id));
  });

  test('are at least thirty, and at least one per section', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(30);
    expect(sections.filter((section) => !MUTANTS.some((mutant) => mutant.section === section))).toEqual([]);
  });

  test('are caught by the case of the very rule they break', () => {
    const missed = MUTANTS.filter(({ id, aimedAt }) => aimedAt !== undefined && catches.get(id)?.[0] !== aimedAt);
    expect(missed.map(({ id }) => id)).toEqual([]);
  });

  test.each(MUTANTS)('$id: $does', async (mutant) => {
    const listed = catches.get(mutant.id) ?? [];
    const [first = ''] = listed;
    expect(CONFORMANCE_CASES.some(({ id }) => id === first)).toBe(true);
    expect(await failing(mutant, [first])).toEqual([first]);
  });
});
