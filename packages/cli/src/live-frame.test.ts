import fc from 'fast-check';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { initialState } from '@agent-session/core';
import { SESSION_STATUSES } from '@agent-session/protocol';
import { liveFrame } from './live-frame.js';

const wide = fc.string({ unit: fc.constantFrom('a', '漢', '👩‍👩‍👧', ' ', 'é') });

describe('a frame', () => {
  it('fits any width in any status, with colours and wide characters', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SESSION_STATUSES),
        wide,
        wide,
        fc.integer({ min: 8, max: 200 }),
        fc.boolean(),
        (status, latest, prompt, columns, typing) => {
          const frame = liveFrame(
            {
              state: { ...initialState(), status, wireStatus: 'a_word_of_its_own' },
              seen: new Set(['pending', status]),
              health: { text: 'connected', good: true },
              elapsedMs: 61_000,
              latest,
              notice: latest,
              prompt: typing ? prompt : null,
              keys: [{ keys: 'q', does: 'quit' }],
              turn: 3,
            },
            columns,
            pc.createColors(true),
          );
          for (const line of frame.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
