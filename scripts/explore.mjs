/**
 * `npm run explore [-- package …] [--minutes 10 | --runs 1000]`: every property with fresh seeds, on all cores, for so many
 * minutes in all or so many runs of each. `npm test` draws the same every day; what it cannot meet is looked for here.
 * A property that fails is printed with its seed and the command that repeats it, and makes this command fail unless
 * properties/known-false.mjs names it. The seed then becomes a test of its own.
 */
import { randomInt } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, relative } from 'node:path';
import process from 'node:process';
import { addRound, isSame, readWish, repeatCommand, secondsEach } from './properties/explored.mjs';
import { knownFalse } from './properties/known-false.mjs';
import { runTests } from './properties/run-tests.mjs';
import { exitWith, setup } from './setup.mjs';
import { root, workspacePackages } from './workspace.mjs';

/** @typedef {import('./properties/explored.mjs').Explored} Explored */

await setup().catch(exitWith);
const startedAt = performance.now();
const cores = availableParallelism();
const files = workspacePackages().flatMap(({ folder }) => propertyFiles(folder).map((file) => ({ folder, file })));
const wish = wished();

/** @type {Map<string, Explored & { folder: string }>} */
const explored = new Map();
await inParallel(
  files.filter(({ folder }) => wish.packages.length === 0 || wish.packages.includes(basename(folder))),
  (wanted) => explore(wanted, {}),
);

const holding = [...explored.values()].filter(({ failure }) => failure === null);
const secondsLeft = wish.minutes * 60 - (performance.now() - startedAt) / 1000;
const seconds = wish.runs === undefined ? secondsEach(holding, secondsLeft, cores) : 0;
if (seconds > 0) console.log(`${explored.size} tests of properties; each property has ${seconds} seconds more.`);
await inParallel(holding, async ({ folder, file, test, runs }) => {
  const runsLeft = (wish.runs ?? 0) - runs;
  if (runsLeft <= 0 && seconds === 0) return;
  await explore({ folder, file, test }, { EXPLORE_RUNS: String(runsLeft), EXPLORE_SECONDS: String(seconds) });
});

const all = [...explored.values()].toSorted((one, other) => one.file.localeCompare(other.file));
console.log('\nRuns that held, by property:');
for (const { file, test, runs } of all) console.log(`${runs.toLocaleString('en').padStart(12)}  ${file}: ${test}`);
const news = all.filter((each) => each.failure !== null && !knownFalse.some((known) => isSame(known, each)));
console.log(
  `${all.length} tests of properties, ${news.length} failed, ` +
    `${all.filter(({ failure }) => failure !== null).length - news.length} are known to be false; ` +
    `${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes on ${cores} cores.`,
);
for (const each of news) console.log(`FAILED ${repeatCommand(each, each.failure?.seed ?? 0)}`);
process.exitCode = news.length > 0 ? 1 : 0;

/**
 * @param {{ folder: string, file: string, test?: string }} wanted
 * @param {Record<string, string>} env
 */
async function explore(wanted, env) {
  const seed = randomInt(2 ** 30);
  const tests = await runTests(wanted, { ...env, PROPERTY_SEED: String(seed) }).catch(
    (/** @type {unknown} */ error) => [
      // A process that died is a finding too.
      { test: '', ...wanted, failed: true, message: String(error), properties: [{ runs: 0, seed }] },
    ],
  );
  for (const ran of tests) {
    // An example beside properties: `npm test` runs it.
    if (ran.properties.length === 0 && !ran.failed) continue;
    const key = `${ran.file}\n${ran.test}`;
    const each = { ...addRound(explored.get(key), ran), folder: wanted.folder };
    explored.set(key, each);
    if (each.failure !== null) {
      console.log(`${each.file}: ${each.test}\n${each.failure.message}\n${repeatCommand(each, each.failure.seed)}\n`);
    }
  }
}

/** The test files of a package that draw from the seeds of the suite. @param {string} folder */
function propertyFiles(folder) {
  return ['src', 'test']
    .map((name) => join(folder, name))
    .flatMap((parent) => filesIn(parent))
    .filter((file) => /\.test\.tsx?$/.test(file))
    .filter((file) => /from '(?:fast-check|.*\/properties\/seeds\.ts)'/.test(readFileSync(file, 'utf8')))
    .map((file) => relative(root, file).replaceAll('\\', '/'));
}

/** @param {string} parent @returns {string[]} */
function filesIn(parent) {
  try {
    return readdirSync(parent, { recursive: true, encoding: 'utf8' }).map((name) => join(parent, name));
  } catch {
    return [];
  }
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<void>} use
 */
async function inParallel(items, use) {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await use(item);
  };
  await Promise.all(Array.from({ length: cores }, worker));
}

function wished() {
  try {
    return readWish(process.argv.slice(2), [...new Set(files.map(({ folder }) => basename(folder)))]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
