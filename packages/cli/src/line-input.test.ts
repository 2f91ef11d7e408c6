import { describe, expect, it } from 'vitest';
import type { Key } from './keyboard.js';
import { type LineInput, typeKey } from './line-input.js';

const key = (text: string, name = '', ctrl = false): Key => ({ text, name, ctrl });

function typed(...keys: readonly Key[]): LineInput {
  return keys.reduce(typeKey, { text: '', state: 'typing' });
}

describe('a line being typed', () => {
  it('takes characters, and Backspace takes them back as people count them', () => {
    expect(typed(key('h'), key('i'), key('👩‍👩‍👧'), key('\u007f', 'backspace'))).toEqual({ text: 'hi', state: 'typing' });
  });

  it('is sent with Enter, and dropped when there is nothing in it', () => {
    expect(typed(key('a'), key('\r', 'return'))).toEqual({ text: 'a', state: 'sent' });
    expect(typed(key(' '), key('\r', 'return')).state).toBe('dropped');
  });

  it('is dropped with Escape and Ctrl-C, emptied with Ctrl-U', () => {
    expect(typed(key('a'), key('\u001b', 'escape')).state).toBe('dropped');
    expect(typed(key('a'), key('\u0003', 'c', true)).state).toBe('dropped');
    expect(typed(key('a'), key('\u0015', 'u', true))).toEqual({ text: '', state: 'typing' });
  });

  it('ignores keys that are no characters', () => {
    expect(typed(key('\u001b[A', 'up'), key('\u0001', 'a', true)).text).toBe('');
  });
});
