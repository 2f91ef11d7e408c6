import { describe, expect, it } from 'vitest';
import { printable, printableJson, printableLines } from './printable.js';

const hostile = 'a\u001b[31mred\u001b]0;title\u0007\u009b2Jb\u202Ec\r\nd';

describe('text of the platform', () => {
  it('keeps its words and loses what a terminal acts on', () => {
    expect(printable(hostile)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(printable(hostile)).toMatch(/^ared.*c d$/);
  });

  it('is cut to its length, however long it is', () => {
    expect(printable('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxx…');
  });

  it('keeps its lines where they are wanted', () => {
    expect(printableLines('one\n\u001b[2Jtwo\n')).toEqual(['one', 'two', '']);
  });

  it('stays the same value as JSON, with everything active escaped', () => {
    const text = printableJson({ hostile }, 2);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(JSON.parse(text)).toEqual({ hostile });
  });
});
