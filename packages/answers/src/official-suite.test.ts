import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rawAjv } from '../test/support/raw-ajv.js';
import { suiteGroups } from '../test/support/official-suite.js';
import { compileGraph } from './compiled/ajv-compiler.js';
import { createAnswerValidator } from './index.js';
import { createInterpreter } from './interpreter/interpreter.js';
import { readSchema } from './schema/read-schema.js';

interface Deviations {
  /** Groups we refuse: `file | description` → code. */
  readonly refused: Readonly<Record<string, string>>;
  /** Tests on which raw Ajv is wrong by the suite, and we are not. */
  readonly ajvIsWrong: readonly string[];
  /** Groups whose schema raw Ajv cannot compile; the suite's own verdict counts. */
  readonly ajvRefuses: readonly string[];
}

const deviations = JSON.parse(
  readFileSync(new URL('../test/fixtures/official-suite-deviations.json', import.meta.url), 'utf8'),
) as Deviations;

describe.each(['draft7', 'draft2020-12'] as const)('the official JSON Schema Test Suite, %s', (draft) => {
  const groups = suiteGroups(draft).map((group) => ({ ...group, name: `${group.file} | ${group.description}` }));
  const accepted = groups.flatMap((group) => {
    const read = readSchema(group.schema);
    return 'issues' in read ? [] : [{ ...group, graph: read.graph }];
  });

  test('refuses exactly the listed schemas', () => {
    const refused = groups.flatMap(({ name, schema }) => {
      const read = readSchema(schema);
      return 'issues' in read ? [[name, read.issues[0]?.code]] : [];
    });
    const listed = Object.entries(deviations.refused).filter(([name]) => name.startsWith(`${draft}/`));
    expect(Object.fromEntries(refused)).toEqual(Object.fromEntries(listed));
  });

  test('gives the verdicts of raw ajv, interpreted and compiled (standalone: eval-free.test.ts)', () => {
    let tests = 0;
    const differing: string[] = [];
    for (const { name, schema, graph, tests: cases } of accepted) {
      const raw = deviations.ajvRefuses.includes(name) ? undefined : rawAjv(draft).compile(schema);
      const interpreter = createInterpreter(graph);
      const compiled = compileGraph(graph);
      for (const { description, data, valid } of cases) {
        tests += 1;
        const full = `${name} | ${description}`;
        const expected = raw === undefined || deviations.ajvIsWrong.includes(full) ? valid : raw(data);
        // Through the public door a text may also be right once it is parsed.
        const parsed = typeof data === 'string' ? parse(data) : undefined;
        const asText = expected || (parsed !== undefined && interpreter.check(parsed));
        const verdicts = [interpreter.check(data), compiled(data)];
        if (verdicts.some((verdict) => verdict !== expected))
          differing.push(`${full}: ${String(expected)} but ${verdicts.join()}`);
        const result = createAnswerValidator(schema).validate(data);
        if (result.ok !== asText) differing.push(`${full}: validate`);
        const issues = expected ? [] : interpreter.explain(data);
        if (!expected && (issues.length === 0 || issues[0]?.code === 'too_complex'))
          differing.push(`${full}: no reason given`);
      }
    }
    expect(differing).toEqual([]);
    expect(tests).toBeGreaterThan(draft === 'draft7' ? 1300 : 1600);
  });

  test('raw ajv is wrong, or refuses to compile, exactly where listed', () => {
    for (const { name, schema, tests: cases } of accepted) {
      if (deviations.ajvRefuses.includes(name)) {
        expect(() => rawAjv(draft).compile(schema), name).toThrow();
        continue;
      }
      for (const { description, data, valid } of cases) {
        if (!deviations.ajvIsWrong.includes(`${name} | ${description}`)) continue;
        expect(rawAjv(draft).compile(schema)(data), description).not.toBe(valid);
      }
    }
  });
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
