import { parseArgs } from 'node:util';
import { escapePattern } from './run-tests.mjs';

/**
 * A test of properties, over all rounds.
 * @typedef {object} Explored
 * @property {string} file from the root of the repository
 * @property {string} test its full name
 * @property {number} properties how many it asserts
 * @property {number} runs of each of them that held, at the least
 * @property {{ seed: number, message: string } | null} failure
 */

/**
 * What was asked for.
 * @typedef {object} Wish
 * @property {readonly string[]} packages none: all
 * @property {number} minutes to take in all, unless `runs` says how much there is to do
 * @property {number | undefined} runs of each property
 */

/**
 * @param {readonly string[]} args of the command
 * @param {readonly string[]} packages that there are
 * @returns {Wish}
 * @throws {Error} what to write instead
 */
export function readWish(args, packages) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { minutes: { type: 'string' }, runs: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !packages.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no package ${unknown.join(', ')} with properties. There are: ${packages.join(', ')}.`);
  }
  if (values.minutes !== undefined && values.runs !== undefined) {
    throw new Error('--minutes and --runs both say when to end: give one of them.');
  }
  for (const [name, value] of Object.entries(values)) {
    if (!(Number(value) > 0)) throw new Error(`--${name} takes a number above 0, not "${value}".`);
  }
  return {
    packages: positionals,
    minutes: Number(values.minutes ?? 10),
    runs: values.runs === undefined ? undefined : Number(values.runs),
  };
}

/**
 * One test's result, added to what was known of it.
 * @param {Explored | undefined} before
 * @param {import('./run-tests.mjs').TestRan} ran
 * @returns {Explored}
 */
export function addRound(before, { file, test, failed, message, properties }) {
  return {
    file,
    test,
    properties: properties.length,
    runs: (before?.runs ?? 0) + Math.min(...properties.map(({ runs }) => runs)),
    // The property that failed was the last to begin.
    failure: failed ? { seed: properties.at(-1)?.seed ?? 0, message } : null,
  };
}

/**
 * The seconds each property gets, so that all are done in time.
 * @param {readonly Explored[]} tests
 * @param {number} secondsLeft
 * @param {number} cores
 */
export function secondsEach(tests, secondsLeft, cores) {
  const properties = tests.reduce((sum, each) => sum + each.properties, 0);
  return Math.max(0, Math.floor((secondsLeft * cores) / properties));
}

/**
 * The command that repeats a failure: of one test, or of the whole file whose process died.
 * @param {{ readonly file: string, readonly test: string }} where
 * @param {number} seed
 */
export function repeatCommand({ file, test }, seed) {
  const only = test === '' ? '' : ` -t '^${escapePattern(test).replaceAll("'", "'\\''")}$'`;
  return `PROPERTY_SEED=${seed} npm test -- ${file}${only}`;
}

/** @param {{ readonly file: string, readonly test: string }} one @param {{ readonly file: string, readonly test: string }} other */
export const isSame = (one, other) => one.file === other.file && one.test === other.test;
