import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { report } from '../compare.js';
import { summarise } from '../statistics.js';
import { schema, valid } from './stories.js';

/** From nothing to the first verdict: import, compile, check; each run in a process of its own. */
const programs = {
  answers: `const { createAnswerValidator } = await import('@agent-session/answers'); createAnswerValidator(schema).validate(valid);`,
  interpreted: `const { createAnswerValidator } = await import('@agent-session/answers/interpreted'); createAnswerValidator(schema).validate(valid);`,
  ajv: `const { Ajv2020 } = await import('ajv/dist/2020.js'); const formats = (await import('ajv-formats')).default; const ajv = new Ajv2020({ strict: false }); formats(ajv); ajv.compile(schema)(valid);`,
  zod: `const { z } = await import('zod'); z.fromJSONSchema(schema).safeParse(valid);`,
} as const;

const ROUNDS = 9;
const names = Object.keys(programs) as (keyof typeof programs)[];
const times = new Map(names.map((name) => [name, [] as number[]]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of names) {
    const code = `const schema = ${JSON.stringify(schema)}; const valid = ${JSON.stringify(valid)}; const start = performance.now(); ${programs[name]} console.log(performance.now() - start);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      cwd: import.meta.dirname,
    });
    if (stdout === '') throw new Error(stderr);
    times.get(name)?.push(Number(stdout));
  }
}
const median = (name: keyof typeof programs): number => summarise(times.get(name) ?? []).median;
for (const name of names) {
  const { median: middle, low, high } = summarise(times.get(name) ?? []);
  console.log(`  ${name}: ${middle.toFixed(1)} ms to the first verdict [${low.toFixed(1)}, ${high.toFixed(1)}]`);
}
report({ name: 'answers/cold-start-against-ajv', ratio: median('answers') / median('ajv'), bound: { atMost: 1 } });
report({
  name: 'answers/interpreted-cold-start-against-ajv',
  ratio: median('interpreted') / median('ajv'),
  bound: { atMost: 1 },
});
