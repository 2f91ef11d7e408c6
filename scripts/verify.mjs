/**
 * `npm run verify [-- configuration …]`: visits every state of the lifecycle model of core, on all cores, and compares each
 * cell of the tables with a second opinion. `npm test` visits the smallest configurations; this visits all.
 * `npm run verify -- --mutants` shows that it can fail: see verify/mutants.mjs.
 */
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { exitWith, setup } from './setup.mjs';
import { bundleModel } from './verify/bundle.mjs';
import { exploreApart, inParallel } from './verify/explore-all.mjs';
import { verifyMutants } from './verify/mutants.mjs';

await setup().catch(exitWith);
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
process.exitCode = process.argv.includes('--mutants') ? await verifyMutants(wanted) : await verify();

async function verify() {
  const startedAt = performance.now();
  const bundle = await bundleModel('model', 'verify.ts');
  /** @type {{ CONFIGURATION_NAMES: string[], KNOWN_LIMITS: Record<string, string>, DECIDED_OTHERWISE: Record<string, string>, differingCells: () => Record<string, string> }} */
  const { CONFIGURATION_NAMES, KNOWN_LIMITS, DECIDED_OTHERWISE, differingCells } = await import(
    pathToFileURL(bundle).href
  );
  /** @type {string[]} */
  const names = wanted.length === 0 ? CONFIGURATION_NAMES : wanted;
  /** @type {import('./verify/explore-all.mjs').Explored[]} */
  const all = [];
  await inParallel(names, async (name) => {
    const explored = await exploreApart(
      bundle,
      { configurations: [name] },
      { onProgress: ({ states, depth }) => process.stderr.write(`${name}: ${states} states, ${depth} steps deep\n`) },
    );
    all.push(...explored);
    for (const { exploration, cpuSeconds } of explored) {
      const { states, transitions, depth } = exploration;
      console.log(
        `${name}: ${number(states)} states, ${number(transitions)} transitions, up to ${depth} steps, ${cpuSeconds.toFixed(1)} s`,
      );
    }
  });

  const problems = [
    ...unknown(all, KNOWN_LIMITS),
    ...(wanted.length === 0 ? gone(all, KNOWN_LIMITS) : []),
    ...cellProblems(differingCells(), DECIDED_OTHERWISE),
  ];
  for (const problem of problems) console.log(`\nFAILED ${problem}`);
  const sum = (/** @type {'states' | 'transitions'} */ what) =>
    number(all.reduce((total, { exploration }) => total + exploration[what], 0));
  console.log(
    `\n${sum('states')} states, ${sum('transitions')} transitions, ${problems.length} problems; ` +
      `${((performance.now() - startedAt) / 1000).toFixed(0)} seconds.`,
  );
  return problems.length > 0 ? 1 : 0;
}

/**
 * Findings that no known limit explains: one of each kind, with the shortest trace.
 * @param {readonly import('./verify/explore-all.mjs').Explored[]} all
 * @param {Readonly<Record<string, string>>} known
 */
function unknown(all, known) {
  /** @type {Map<string, { name: string, finding: import('./verify/explore-all.mjs').Finding }>} */
  const shortest = new Map();
  for (const { name, exploration } of all) {
    for (const finding of exploration.findings) {
      const other = shortest.get(finding.kind);
      if (other !== undefined && other.finding.trace.length <= finding.trace.length) continue;
      shortest.set(finding.kind, { name, finding });
    }
  }
  return [...shortest.values()]
    .filter(({ finding }) => !Object.hasOwn(known, finding.kind))
    .map(
      ({ name, finding: { kind, detail, trace } }) =>
        `${kind}\n  in "${name}" after [\n${trace.map((label) => `    ${JSON.stringify(label)},\n`).join('')}  ]\n  ${detail}`,
    );
}

/**
 * Known limits that did not occur.
 * @param {readonly import('./verify/explore-all.mjs').Explored[]} all
 * @param {Readonly<Record<string, string>>} known
 */
function gone(all, known) {
  const kinds = new Set(all.flatMap(({ exploration }) => exploration.findings.map(({ kind }) => kind)));
  return Object.keys(known)
    .filter((kind) => !kinds.has(kind))
    .map((kind) => `The known limit "${kind}" does not occur any more: take it from known-limits.ts.`);
}

/**
 * Cells in which the second opinion differs and nobody decided so, and decisions that no cell shows.
 * @param {Readonly<Record<string, string>>} cells
 * @param {Readonly<Record<string, string>>} decided
 */
function cellProblems(cells, decided) {
  const isDecided = (/** @type {string} */ cell) => Object.keys(decided).some((begin) => cell.startsWith(begin));
  return [
    ...Object.entries(cells)
      .filter(([cell]) => !isDecided(cell))
      .map(([cell, detail]) => `${cell}: ${detail}`),
    ...Object.keys(decided)
      .filter((begin) => !Object.keys(cells).some((cell) => cell.startsWith(begin)))
      .map((begin) => `The second opinion does not differ in "${begin}" any more: take it from known-limits.ts.`),
  ];
}

/** @param {number} value */
function number(value) {
  return value.toLocaleString('en');
}
