import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeldSession } from './held-session.js';
import { emptyServerState } from './server-state.js';
import { createSessionCache } from './session-cache.js';

function session(id: string, textLength = 0): HeldSession {
  return {
    id,
    owner: 'ann',
    request: { agent: { name: 'a/b', description: 'x', environments: [] }, messages: 'x'.repeat(textLength) },
    firstMessage: null,
    createdAt: 0,
    parentId: null,
    state: emptyServerState(),
    tail: { fromIndex: 0, texts: [] },
  };
}

const bounds = { maxSessions: 3, maxLength: 1_000_000, isPinned: () => false };

describe('the cache of sessions', () => {
  it('lets those go that nobody asked for longest', () => {
    const cache = createSessionCache(bounds);
    for (const id of ['a', 'b', 'c']) cache.put(session(id));
    cache.get('a');
    cache.put(session('d'));
    expect(['a', 'b', 'c', 'd'].map((id) => cache.get(id) !== undefined)).toEqual([true, false, true, true]);
  });

  it('is bounded by what its sessions hold, not by their number alone', () => {
    const cache = createSessionCache(bounds);
    cache.put(session('a', 400_000));
    cache.put(session('b', 400_000));
    expect(cache.size).toBe(2);
    cache.put(session('c', 400_000));
    expect(cache.get('a')).toBeUndefined();
    expect(cache.length).toBeLessThan(1_000_000);
  });

  it('counts messages that wait, results of tools, answers and the tail', () => {
    const cache = createSessionCache(bounds);
    const text = 'x'.repeat(10_000);
    const { state } = session('a');
    const answer = { value: text, turn: 1, eventIndex: 0 } as unknown as typeof state.lifecycle.answer;
    cache.put(session('a'));
    const empty = cache.length;
    cache.put({
      ...session('a'),
      state: {
        ...state,
        unread: [{ type: 'user_message', message: text }],
        toolResults: { c: { kind: 'tool_result', tool_req: { tool_name: 't', args: {} }, result: text } },
        lifecycle: { ...state.lifecycle, answer },
      },
      tail: { fromIndex: 0, texts: [text] },
    });
    expect(cache.length - empty).toBeGreaterThanOrEqual(50_000);
    expect(cache.length - empty).toBeLessThan(52_000);
  });

  it('keeps a session that alone is larger than all may be while it is the newest', () => {
    const cache = createSessionCache(bounds);
    cache.put(session('a', 2_000_000));
    expect(cache.get('a')).toBeDefined();
    cache.put(session('b'));
    expect(cache.get('a')).toBeUndefined();
  });

  it('never lets go what is at work, and does not look through thousands of it with every put', () => {
    let looks = 0;
    const cache = createSessionCache({
      ...bounds,
      isPinned: (id) => {
        looks += 1;
        return id.startsWith('run');
      },
    });
    for (let i = 0; i < 5000; i += 1) cache.put(session(`run-${i}`));
    looks = 0;
    for (let i = 0; i < 5000; i += 1) cache.put(session(`run-${i}`));
    expect(looks / 5000).toBeLessThan(40);
    expect(cache.size).toBe(5000);
    for (let i = 0; i < 5000; i += 1) cache.put(session(`rest-${i}`));
    expect(cache.size).toBeLessThan(5000 + 5000 / 16 + 5);
  });

  it('always knows how much it holds', () => {
    const operation = fc.record({
      name: fc.constantFrom('put', 'delete', 'get'),
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      textLength: fc.nat(400_000),
    });
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        const cache = createSessionCache(bounds);
        for (const { name, id, textLength } of operations) {
          if (name === 'put') cache.put(session(id, textLength));
          else if (name === 'delete') cache.delete(id);
          else cache.get(id);
          expect(cache.size).toBeLessThanOrEqual(3);
          if (cache.size > 1) expect(cache.length).toBeLessThanOrEqual(1_000_000);
          if (cache.size === 0) expect(cache.length).toBe(0);
        }
      }),
    );
  });
});
