import { compileAnswerModule } from '../../src/index.js';
import type { AnswerValidator, JsonSchema } from '../../src/index.js';
import * as runtime from '../../src/runtime.js';

/** Runs a compiled module in this process; that it also runs as a real ES module is tested in `eval-free.test.ts`. */
export function runStandalone(schema: JsonSchema): AnswerValidator & { check(data: unknown): boolean } {
  const code = compileAnswerModule(schema);
  const body = code
    .replace(/^import .*$/m, '')
    .replace('export const validator', 'const validator')
    .replace(/^export const \{ schema, validate \}.*$/m, 'return validator;');
  let check: (data: unknown) => boolean = () => false;
  const spying = {
    ...runtime,
    standaloneValidator: (source: JsonSchema, generated: (data: unknown) => boolean, isDeep: boolean) => {
      check = generated ?? check;
      return runtime.standaloneValidator(source, generated, isDeep);
    },
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- our own generated text
  const load = new Function('runtime', body) as (runtime: unknown) => AnswerValidator;
  const validator = load(spying);
  return { ...validator, check: (data) => check(data) };
}
