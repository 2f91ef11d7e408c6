/** Explores one configuration of a bundled model in a process of its own: `node worker.mjs <bundle> <configuration>`. */
import process from 'node:process';
import { pathToFileURL } from 'node:url';

// What core refuses, it throws, some millions of times here. Nobody reads where.
Error.stackTraceLimit = 0;
const [bundle = '', name = ''] = process.argv.slice(2);
const { exploreConfiguration } = await import(pathToFileURL(bundle).href);
const startedAt = process.cpuUsage();
const exploration = exploreConfiguration(name, {
  onProgress: (/** @type {unknown} */ progress) => process.send?.({ progress }),
});
const { user, system } = process.cpuUsage(startedAt);
process.send?.({ exploration, cpuSeconds: (user + system) / 1_000_000 });
