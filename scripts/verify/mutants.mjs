// oxlint-disable typescript/no-unsafe-member-access, typescript/no-unsafe-argument, typescript/no-unsafe-call -- what a bundle exports is asked for as it is
/**
 * `npm run verify -- --mutants [file …]`: shows that the checks can fail. Plants every change of a single cell of core's
 * tables, and every small edit of the conditions and effects of its step functions, and reports those that neither the
 * second opinion nor the model finds. Each of them has to stand in equivalents.mjs with the reason why nothing can tell it
 * from what ships. Names of files (`fold/lifecycle.ts`, `tables`) plant in those alone.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../workspace.mjs';
import { bundleModel } from './bundle.mjs';
import { equivalents } from './equivalents.mjs';
import { exploreApart, inParallel } from './explore-all.mjs';
import { planted, tablePlants } from './plants.mjs';
import { sourceEdits } from './source-edits.mjs';
import { stepFunctions } from './step-functions.mjs';

/** Explored for every mutant, the quickest first: what is found in them is found soon. */
const quick = [
  'run here',
  'calls alone',
  'messages alone',
  'lifecycle',
  'switches',
  'run here, reopening',
  'lifecycle, reopening',
  'messages alone, reopening',
  'calls alone, reopening',
  'switches, reopening',
];

/** Explored besides for one that would be left over. */
const thorough = ['answers', 'messages', 'calls', 'answers, reopening', 'messages, reopening', 'calls, reopening'];

/** One state for each key: the others are there to check the key. */
const options = { representatives: 1 };

/** The kinds that are found without a mutant. @type {Set<string>} */
const known = new Set();

/**
 * @param {readonly string[]} files
 * @returns {Promise<number>} the exit code
 */
export async function verifyMutants(files) {
  /** @type {string[]} */
  const survivors = [];
  let count = 0;
  const bundle = await bundleModel('model', 'verify.ts');
  const { KNOWN_LIMITS } = await import(pathToFileURL(bundle).href);
  for (const kind of Object.keys(KNOWN_LIMITS)) known.add(kind);
  const isWanted = (/** @type {string} */ file) => files.length === 0 || files.includes(file);
  /** @param {string} name @param {string | null} found */
  const note = (name, found) => {
    count += 1;
    if (found === null) survivors.push(name);
    console.log(`${found === null ? 'SURVIVED' : 'found'} ${name}${found === null ? '' : ` (${found})`}`);
  };

  if (isWanted('tables')) {
    const { left, found, same } = await plantCells(await bundleModel('cells', 'compare-cells.ts'));
    count += found;
    console.log(`found ${found} changes of cells by the second opinion; ${same} say the same in other words`);
    await inParallel(left, async (plant) => note(plant.name, await whatIsFound(bundle, plant.name, { plant })));
  }
  const edits = Object.entries(stepFunctions).flatMap(([file, { leftOut = {} }]) =>
    isWanted(file)
      ? sourceEdits(readFileSync(join(root, 'packages/core/src', file), 'utf8'), Object.keys(leftOut)).map((edit) => ({
          ...edit,
          name: `${file} ${edit.name}`,
          file,
        }))
      : [],
  );
  await inParallel([...edits.entries()], async ([number, { name, file, text }]) => {
    const edited = await bundleModel(`mutant-${number}`, 'verify.ts', { file, text });
    note(name, await whatIsFound(edited, name, {}));
    rmSync(edited);
  });

  const unexplained = survivors.filter((name) => !Object.hasOwn(equivalents, name));
  const stale = files.length > 0 ? [] : Object.keys(equivalents).filter((name) => !survivors.includes(name));
  for (const name of unexplained) console.log(`FAILED Nothing finds ${name}`);
  for (const name of stale)
    console.log(`FAILED It is found, or not planted any more: ${name}; take it from equivalents.mjs`);
  console.log(
    `${count} planted, ${count - survivors.length} found, ` +
      `${survivors.length - unexplained.length} that nothing can tell from what ships, ${unexplained.length} unexplained.`,
  );
  return unexplained.length + stale.length > 0 ? 1 : 0;
}

/**
 * Compares the cells with the second opinion for every plant. What it does not see goes on to the model, but for cells that
 * say the same as they do: in every place, for every fact and command.
 * @param {string} bundle of the comparison
 */
export async function plantCells(bundle) {
  // What core refuses, it throws, a million times here. Nobody reads where.
  Error.stackTraceLimit = 0;
  const { href } = pathToFileURL(bundle);
  const shipped = await import(href);
  const cells = JSON.stringify(shipped.differingCells());
  const behaviour = shipped.tableBehaviour();
  /** @type {import('./plants.mjs').Plant[]} */
  const left = [];
  let found = 0;
  let same = 0;
  try {
    for (const [number, plant] of tablePlants(shipped).entries()) {
      /** @type {any} */ (globalThis).plant = (/** @type {any} */ tables) => planted(tables, plant);
      const changed = await import(`${href}?plant-${number}`);
      if (JSON.stringify(changed.differingCells()) !== cells) found += 1;
      else if (plant.table !== 'INTENT_RULES' && changed.tableBehaviour() === behaviour) same += 1;
      else left.push(plant);
    }
  } finally {
    /** @type {any} */ (globalThis).plant = undefined;
  }
  return { left, found, same };
}

/**
 * The first kind of finding; `null`: none. One that is known to be left over is looked for quickly.
 * @param {string} bundle
 * @param {string} name
 * @param {{ plant?: object }} more
 */
async function whatIsFound(bundle, name, more) {
  const configurations = Object.hasOwn(equivalents, name) ? quick : [...quick, ...thorough];
  try {
    const explored = await exploreApart(
      bundle,
      { configurations, options, isMutant: true, ...more },
      { timeoutMs: 20 * 60_000 },
    );
    const kinds = explored.flatMap(({ exploration }) => exploration.findings.map(({ kind }) => kind));
    return kinds.find((kind) => !known.has(kind)) ?? null;
  } catch (error) {
    return String(error).split('\n')[0] ?? 'it ends with an error';
  }
}
