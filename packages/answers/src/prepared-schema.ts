import type { AnswerIssue } from './answer-issue.js';
import { AnswerFormatError } from './answer-format-error.js';
import { AnswerLimit } from './answer-limit.js';
import { assertDepth, dependsOnDepth } from './answer-depth.js';
import type { CompiledJudge, Compiler } from './compiler.js';
import { canGenerateCode } from './compiler.js';
import type { Interpreter } from './interpreter/interpreter.js';
import { createInterpreter } from './interpreter/interpreter.js';
import { objectsInheritProperties } from './inherited-properties.js';
import type { JsonSchema, SchemaDraft } from './json-schema.js';
import { LruCache } from './lru-cache.js';
import type { ReadableSchema } from './schema/read-schema.js';
import { readSchema } from './schema/read-schema.js';

/** How a verdict is reached: by walking the schema, or by a function generated from it. */
export type AnswerEngine = 'interpreted' | 'compiled' | 'standalone';

/** Which engine to use; `auto` starts interpreted and compiles what is used often, where that is allowed. */
export type EngineChoice = 'auto' | 'interpreted' | 'compiled';

const ENGINE_CHOICES: ReadonlySet<EngineChoice> = new Set(['auto', 'interpreted', 'compiled']);

/** A schema ready to judge answers, shared by all validators of equal schemas. */
export interface PreparedSchema {
  readonly schema: JsonSchema;
  readonly draft: SchemaDraft;
  readonly engine: () => AnswerEngine;
  /** Whether a value fits. Throws `AnswerLimit`. */
  readonly check: (data: unknown) => boolean;
  /** What is wrong with a value that does not fit. */
  readonly explain: (data: unknown) => AnswerIssue[];
}

/**
 * After how many calls compiling pays. Generating and optimising code costs about as much as some hundred interpreted
 * checks, and most schemas judge a handful of answers in their life.
 */
const CALLS_BEFORE_COMPILING = 100;

/** Prepares schemas and keeps the last used ones, by structure. */
export function createPreparer(
  compiler: Compiler | undefined,
): (schema: unknown, choice: EngineChoice) => PreparedSchema {
  const cache = new LruCache<PreparedSchema>({ maxEntries: 100, maxKeyCharacters: 4_000_000 });
  return (source, choice) => {
    const read = readSchema(source);
    if ('issues' in read) throw new AnswerFormatError(read.issues);
    if (!ENGINE_CHOICES.has(choice)) {
      throw new TypeError(`engine must be "auto", "interpreted" or "compiled", not ${JSON.stringify(choice)}.`);
    }
    if (choice === 'compiled') assertCompilable(compiler);
    return cache.getOrMake(`${choice} ${read.text}`, () => prepare(read, choice, compiler));
  };
}

function prepare(
  { graph, cost }: ReadableSchema,
  choice: EngineChoice,
  compiler: Compiler | undefined,
): PreparedSchema {
  const isDeep = dependsOnDepth(graph, cost);
  // Generated code cannot count its steps, so a schema with many rules for one value stays interpreted.
  const mayCompile = choice !== 'interpreted' && cost.bounded;
  let interpreter: Interpreter | undefined;
  let compiled: CompiledJudge | undefined;
  let callsLeft = CALLS_BEFORE_COMPILING;
  const interpret = (): Interpreter => (interpreter ??= createInterpreter(graph));
  const compile = (): void => {
    if (!mayCompile || compiler === undefined || !canGenerateCode() || objectsInheritProperties()) return;
    try {
      compiled = compiler(graph);
    } catch {
      // Ajv recurses once per $ref, so a long chain of them overflows the stack: such a schema stays interpreted.
    }
  };
  if (choice === 'compiled') compile();

  return {
    schema: graph.document,
    draft: graph.draft,
    engine: () => (compiled === undefined ? 'interpreted' : 'compiled'),
    check(data) {
      if (isDeep) assertDepth(data);
      if (compiled === undefined) {
        callsLeft -= 1;
        if (callsLeft === 0) compile();
        return interpret().check(data);
      }
      if (objectsInheritProperties()) return interpret().check(data);
      try {
        return compiled.check(data);
      } catch (error) {
        if (error instanceof AnswerLimit) throw error;
        // An object that is not plain, or generated code with a defect, which must not decide that an answer is unreadable.
        return interpret().check(data);
      }
    },
    explain(data) {
      if (compiled === undefined || objectsInheritProperties()) return interpret().explain(data);
      try {
        return compiled.explain(data) ?? interpret().explain(data);
      } catch (error) {
        if (error instanceof AnswerLimit) throw error;
        return interpret().explain(data); // as above
      }
    },
  };
}

function assertCompilable(compiler: Compiler | undefined): void {
  if (compiler !== undefined && canGenerateCode()) return;
  throw new EvalError(
    compiler === undefined
      ? 'This entry of @agent-session/answers never generates code, so the engine "compiled" is not available; leave `engine` out or use compileAnswerModule at build time.'
      : 'This runtime does not allow code to be generated (a Content-Security-Policy, or a worker), so the engine "compiled" is not available; leave `engine` out.',
  );
}
