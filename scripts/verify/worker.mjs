// oxlint-disable typescript/no-unsafe-member-access, typescript/no-unsafe-argument, typescript/no-unsafe-call -- what a bundle exports is asked for as it is
/**
 * Explores configurations of a bundled model in a process of its own: `node worker.mjs <bundle> <wish>`, the wish in JSON:
 * `configurations` to explore in this order, the `options` of each, and a `plant` in the tables of core. Of a mutant it ends
 * with the first finding that is no known limit.
 */
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { planted } from './plants.mjs';

// What core refuses, it throws, some millions of times here. Nobody reads where.
Error.stackTraceLimit = 0;
const [bundle = '', wish = '{}'] = process.argv.slice(2);
const { configurations, options, isMutant = false, plant } = JSON.parse(wish);
if (plant !== undefined) /** @type {any} */ (globalThis).plant = (/** @type {any} */ tables) => planted(tables, plant);
const { exploreConfiguration, KNOWN_LIMITS } = await import(pathToFileURL(bundle).href);
for (const name of configurations) {
  const startedAt = process.cpuUsage();
  const exploration = exploreConfiguration(name, {
    ...options,
    ...(isMutant && { maxFindings: Object.keys(KNOWN_LIMITS).length + 1 }),
    onProgress: (/** @type {unknown} */ progress) => process.send?.({ progress }),
  });
  const { user, system } = process.cpuUsage(startedAt);
  process.send?.({ name, exploration, cpuSeconds: (user + system) / 1_000_000 });
  const isNews = (/** @type {{ kind: string }} */ { kind }) => !Object.hasOwn(KNOWN_LIMITS, kind);
  if (isMutant && exploration.findings.some(isNews)) break;
}
