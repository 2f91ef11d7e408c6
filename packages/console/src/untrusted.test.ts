import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asList, asRecord, asText, shown } from './untrusted.js';

describe('values nobody vouches for', () => {
  test('whatever a value is, it can be looked at', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(typeof asRecord(value)).toBe('object');
        expect(asList(value).length).toBeLessThanOrEqual(100);
      }),
    );
    expect(asText(() => 1)).toBe('');
    expect(asText({ a: 1 })).toBe('{"a":1}');
  });

  test('what would act unseen is shown: no mark of direction and no control is left', () => {
    expect(shown('invoice\u202Egpj.exe', 100)).toBe('invoice[U+202E]gpj.exe');
    expect(shown('a\u0000b\u2066c\u200Bd', 100)).toBe('a[U+0000]b[U+2066]c[U+200B]d');
    expect(shown('lines\n\tstay', 100)).toBe('lines\n\tstay');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(shown(text, 1000)).not.toMatch(/[\u0000-\u0008\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });

  test('a huge text is cut, and never in the middle of a character', () => {
    expect(shown('x'.repeat(1_000_000), 5)).toBe('xxxxx…');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-composite', minLength: 1 }),
        fc.integer({ min: 1, max: 20 }),
        (text, most) => {
          expect(() => encodeURIComponent(shown(text, most))).not.toThrow();
        },
      ),
    );
  });
});
