import { createAnswerValidator as automatic } from '../../src/index.js';
import { createAnswerValidator as interpreted } from '../../src/interpreted.js';
import type { AnswerValidator, JsonSchema } from '../../src/index.js';

/** One schema with data; `validator` is its standalone module, where there is one. */
export interface Case {
  readonly schema: JsonSchema;
  readonly data: readonly unknown[];
  readonly validator?: AnswerValidator;
}

/** What a runtime says about the cases. */
export interface Report {
  /** Whether `new Function` throws here; if not, the run proves nothing. */
  readonly evalIsBanned: boolean;
  readonly engines: readonly string[];
  /** One verdict per datum: `1` or `0`, as text. */
  readonly automatic: string;
  readonly interpreted: string;
  readonly standalone: string;
  readonly issues: string;
}

/** Judges every case with each engine this runtime allows. Each schema is used often enough to be compiled, if it could. */
export function judge(cases: readonly Case[]): Report {
  const engines = new Set<string>();
  const verdicts = (make: (each: Case) => AnswerValidator | undefined): string =>
    cases
      .flatMap((each) => {
        const validator = make(each);
        if (validator === undefined) return [];
        const result = each.data.map((value) => (validator.validate(value).ok ? '1' : '0'));
        engines.add(validator.engine);
        return result;
      })
      .join('');
  const sample = automatic({ type: 'object', required: ['a'], properties: { b: { type: 'integer' } } });
  for (let call = 0; call < 300; call += 1) sample.validate({ b: 1.5 });
  engines.add(sample.engine);
  return {
    evalIsBanned: isEvalBanned(),
    automatic: verdicts(({ schema }) => automatic(schema)),
    interpreted: verdicts(({ schema }) => interpreted(schema)),
    standalone: verdicts(({ validator }) => validator),
    engines: [...engines].toSorted(),
    issues: JSON.stringify(sample.validate({ b: 1.5 })),
  };
}

function isEvalBanned(): boolean {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- whether this throws is the question
    return typeof new Function('') !== 'function';
  } catch {
    return true;
  }
}
