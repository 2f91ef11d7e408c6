import fc from 'fast-check';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { SESSION_STATUSES } from '@agent-session/protocol';
import { fitParts } from './fit-parts.js';
import { hanging } from './hanging.js';
import { lifecycleStrip } from './lifecycle-strip.js';
import { replayPosition } from './replay-position.js';

const plain = pc.createColors(false);

describe('parts', () => {
  it('stand on one line where there is room, on more where there is not', () => {
    const parts = ['12 s', '3 steps', '12.3k tokens in', '$0.01'];
    expect(fitParts(parts, ' · ', 80)).toEqual(['12 s · 3 steps · 12.3k tokens in · $0.01']);
    expect(fitParts(parts, ' · ', 20)).toEqual(['12 s · 3 steps', '12.3k tokens in', '$0.01']);
    expect(fitParts(parts, ' · ', 3)).toEqual(parts);
  });

  it('are all there, in order, on lines that fit if the parts do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', '漢'), minLength: 1, maxLength: 5 })),
        fc.integer({ min: 10, max: 80 }),
        (parts, columns) => {
          const lines = fitParts(parts, '  ', columns);
          expect(lines.flatMap((line) => line.split('  '))).toEqual(parts);
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});

describe('a text behind a label', () => {
  it('stays in its column', () => {
    expect(hanging('  step 1   ', 'one two three four five six', 30)).toEqual([
      '  step 1   one two three four',
      '           five six',
    ]);
  });

  it('is broken within words only where they are not an address', () => {
    expect(hanging('x ', '日本語のとても長いテキストがここにあります', 22)).toEqual([
      'x 日本語のとても長い',
      '  テキストがここにあ',
      '  ります',
    ]);
    const address = `https://example.com/${'a'.repeat(40)}`;
    expect(hanging('x ', `at ${address}`, 30)).toEqual(['x at', `  ${address}`]);
  });

  it('is one line where nobody wraps, or there is no room for a column', () => {
    expect(hanging('label ', 'a b c', null)).toEqual(['label a b c']);
    expect(hanging('label ', 'a b c', 12)).toEqual(['label a b c']);
  });
});

describe('the lifecycle strip', () => {
  it('names all states where they fit, else the one that matters', () => {
    const seen = new Set(['pending', 'running'] as const);
    expect(lifecycleStrip('running', seen, plain, 80)).toBe('✓ pending ─ ● running ─ ○ paused ─ ○ idle ─ ○ end');
    expect(lifecycleStrip('running', seen, plain, 40)).toBe('✓ ─ ● running ─ ○ ─ ○ ─ ○');
  });

  it('fits 30 columns in every status', () => {
    for (const status of SESSION_STATUSES) {
      const strip = lifecycleStrip(status, new Set(SESSION_STATUSES), plain, 29);
      expect(strip).toContain(`● ${status}`);
      expect(stringWidth(strip)).toBeLessThanOrEqual(29);
    }
  });
});

describe('the position of a replay', () => {
  it.each([
    [
      { position: 5, length: 10, playing: true, speed: 1 },
      '▶ playing    ━━━━━━━━━━━━──────────── entry 5 of 10, speed 1',
    ],
    [
      { position: 0, length: 10, playing: false, speed: 2.5 },
      '‖ paused     ──────────────────────── entry 0 of 10, speed 2.5',
    ],
    [
      { position: 10, length: 10, playing: true, speed: 64 },
      '■ at the end ━━━━━━━━━━━━━━━━━━━━━━━━ entry 10 of 10, speed 64',
    ],
  ])('of %j is told with a bar where there is room', (player, line) => {
    expect(replayPosition(player, 80, plain)).toBe(line);
    expect(replayPosition(player, 40, plain)).toBe(line.replace(/ +[━─]+/, ','));
  });
});
