import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Runs the benchmarks of the named packages (all without a name), each file in a process of its own. */
const benches = join(import.meta.dirname);
const known = readdirSync(benches, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !existsSync(join(benches, name)) || !known.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmarks for ${unknown.join(', ')}. There are benchmarks for: ${known.join(', ')}.`);
  process.exit(2);
}

for (const name of asked.length > 0 ? asked : known) {
  for (const file of readdirSync(join(benches, name)).filter((entry) => entry.endsWith('.js'))) {
    console.log(`${name}/${file.slice(0, -3)}`);
    const { status } = spawnSync(process.execPath, ['--expose-gc', join(benches, name, file)], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}
