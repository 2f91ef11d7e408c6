import type { KeywordObject } from '../schema/schema-node.js';
import type { Rule } from './run.js';
import { reportPlain } from './run.js';

/** The rule of `type` (and of OpenAPI's `nullable`), or `undefined` when the schema has none. */
export function typeRule(schema: KeywordObject): Rule | undefined {
  const named = schema['type'] as string | readonly string[] | undefined;
  if (named === undefined) return undefined;
  const types = new Set([named].flat());
  if (schema['nullable'] === true) types.add('null');
  const names = [...types];
  const expected = names.length === 1 ? names[0] : names;
  const allowed = {
    string: types.has('string'),
    number: types.has('number'),
    integer: types.has('integer'),
    boolean: types.has('boolean'),
    object: types.has('object'),
    array: types.has('array'),
    null: types.has('null'),
  };
  const test = (data: unknown): boolean => {
    switch (typeof data) {
      case 'string':
        return allowed.string;
      case 'number':
        return (allowed.number && Number.isFinite(data)) || (allowed.integer && Number.isInteger(data));
      case 'boolean':
        return allowed.boolean;
      case 'object':
        return data === null ? allowed.null : Array.isArray(data) ? allowed.array : allowed.object;
      default:
        return false;
    }
  };
  return {
    kind: 'any',
    check: test,
    explain(data, run) {
      if (!test(data)) reportPlain(run, 'type', expected, data);
    },
  };
}
