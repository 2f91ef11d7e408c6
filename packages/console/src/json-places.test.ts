import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlacedJson } from './json-places.js';

const schema = `{
  "type": "object",
  "properties": {
    "a/b": {
      "type": "arr"
    },
    "list": [
      1,
      { "deep": true }
    ]
  }
}`;

describe('JSON that knows where it stands', () => {
  test('a pointer leads to its line, and one that leads nowhere to the nearest line', () => {
    const { lineOf } = readPlacedJson(schema);
    expect(lineOf('')).toBe(1);
    expect(lineOf('/type')).toBe(2);
    expect(lineOf('/properties/a~1b/type')).toBe(5);
    expect(lineOf('/properties/list/1/deep')).toBe(9);
    expect(lineOf('/properties/list/7')).toBe(7);
    expect(lineOf('/nowhere')).toBe(1);
  });

  test('what is no JSON says where', () => {
    expect(readPlacedJson('{\n  "a" 1\n}').problems).toContainEqual({ line: 2, message: 'A colon is needed here.' });
    expect(readPlacedJson('{\n "a": 1,\n}').problems[0]?.line).toBe(3);
    expect(readPlacedJson('{} // no').problems).not.toEqual([]);
    expect(readPlacedJson('').lineOf('/a')).toBe(1);
  });

  test('a text of brackets alone breaks nothing', () => {
    const { problems, lineOf } = readPlacedJson('['.repeat(200_000));
    expect(problems).not.toEqual([]);
    expect(lineOf('/0/0')).toBe(1);
  });

  test('it takes exactly what JSON.parse takes', () => {
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([json, at, extra]) => {
            const place = at % (json.length + 1);
            return json.slice(0, place) + extra + json.slice(place);
          }),
        ),
        (text) => {
          const { problems, value } = readPlacedJson(text);
          expect(problems.length === 0).toBe(isJson(text));
          if (problems.length === 0) expect(value).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
