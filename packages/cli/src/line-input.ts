import type { Key } from './keyboard.js';

/** A line being typed. */
export interface LineInput {
  readonly text: string;
  /** `typing`, or how it ended: `sent` with Enter, `dropped` with Escape or Ctrl-C. */
  readonly state: 'typing' | 'sent' | 'dropped';
}

/** The line after one more key. Pure. */
export function typeKey({ text }: LineInput, key: Key): LineInput {
  if (key.name === 'return' || key.name === 'enter') return { text, state: text.trim() === '' ? 'dropped' : 'sent' };
  if (key.name === 'escape' || (key.ctrl && key.name === 'c')) return { text, state: 'dropped' };
  if (key.name === 'backspace') return { text: withoutLast(text), state: 'typing' };
  if (key.ctrl && key.name === 'u') return { text: '', state: 'typing' };
  const typed = key.ctrl || /^[\u0000-\u001f\u007f]/.test(key.text) ? '' : key.text;
  return { text: text + typed, state: 'typing' };
}

const graphemes = new Intl.Segmenter();

/** Without its last character as people count them: an emoji goes as a whole. */
function withoutLast(text: string): string {
  return text.slice(0, Array.from(graphemes.segment(text)).at(-1)?.index ?? 0);
}
