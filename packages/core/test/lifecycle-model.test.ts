import { describe, expect, it } from 'vitest';
import { DECIDED_OTHERWISE, KNOWN_LIMITS, differingCells, exploreConfiguration } from './model/verify.js';

// What the fold refuses it throws, very often here, and nobody reads where from.
Error.stackTraceLimit = 0;

/** The smallest configurations of the model; `npm run verify` visits all. */
const SLICE = ['lifecycle', 'run here', 'run here, reopening'];

describe('in every state of the lifecycle model', () => {
  it.each(SLICE)(
    'the lifecycle keeps its promises: %s [C2 C3 C4 C5 C7 C10 C11 C12 C13 C14 C15 C16 C17 C18 C19 C20]',
    { timeout: 600_000 },
    (name) => {
      const { findings, states } = exploreConfiguration(name);
      expect(findings.filter(({ kind }) => !Object.hasOwn(KNOWN_LIMITS, kind))).toEqual([]);
      expect(states).toBeGreaterThan(500);
    },
  );
});

describe('a second opinion, written from the contract by somebody who had not read the tables,', () => {
  const cells = differingCells();
  const isDecided = (cell: string): boolean => Object.keys(DECIDED_OTHERWISE).some((begin) => cell.startsWith(begin));

  it('agrees with the tables in every cell but those that were decided otherwise [C1 C2 C6]', () => {
    expect(Object.entries(cells).filter(([cell]) => !isDecided(cell))).toEqual([]);
  });

  it.each(Object.keys(DECIDED_OTHERWISE))('still differs in "%s" [C1]', (begin) => {
    expect(Object.keys(cells).filter((cell) => cell.startsWith(begin))).not.toEqual([]);
  });
});
