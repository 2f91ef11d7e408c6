import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestPlatform, script } from '../src/index.js';
import { usePlatform } from '../src/vitest.js';

/** What the application under test reads: the faked `Date`. */
const wallTime = (): number => new Date().getTime();

/** An application that was not written for the kit: the global fetch, the global timers, `Date`. */
async function pollUntilDone(
  id: string,
  everyMs: number,
): Promise<{ readonly status: string; readonly tookMs: number }> {
  const startedAt = wallTime();
  for (;;) {
    const headers = { authorization: 'Bearer hk-test' };
    const response = await fetch(`https://platform.test/api/v2/sessions/${id}/status`, { headers });
    const { status } = (await response.json()) as { readonly status: string };
    if (status === 'completed') return { status, tookMs: wallTime() - startedAt };
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

async function launch(agent: string): Promise<string> {
  const response = await fetch('https://platform.test/api/v2/sessions', {
    method: 'POST',
    headers: { authorization: 'Bearer hk-test', 'content-type': 'application/json' },
    body: JSON.stringify({ agent, messages: 'go', max_time_s: 10_000_000 }),
  });
  return ((await response.json()) as { readonly id: string }).id;
}

describe('with the timers of the runner', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a polling loop on global timers and global fetch is driven, and Date agrees', async () => {
    const platform = usePlatform({ timers: vi, script: script().waits({ minutes: 10 }).answers('done') });
    platform.intercept();
    expect(new Date().toISOString()).toBe('2026-01-01T00:00:00.000Z');
    const id = await launch(platform.agent);
    const done = await platform.until(pollUntilDone(id, 60_000));
    expect(done).toEqual({ status: 'completed', tookMs: 600_000 });
    expect(platform.clock.now()).toBe(wallTime());
    const [last] = (await platform.events(id)).slice(-1);
    expect(Date.parse(last?.timestamp ?? '')).toBeLessThanOrEqual(wallTime());
  });

  test('advance moves the timers of the application too, in one order', async () => {
    const platform = usePlatform({ timers: vi, script: script().waits({ seconds: 90 }).answers('done') });
    platform.intercept();
    const seen: string[] = [];
    const id = await launch(platform.agent);
    const timer = setInterval(() => seen.push(new Date().toISOString().slice(14, 19)), 30_000);
    await platform.advance({ seconds: 89 });
    expect(seen).toEqual(['00:30', '01:00']);
    expect(await platform.events(id)).not.toHaveReached('completed');
    await platform.advance({ seconds: 1 });
    expect(await platform.events(id)).toHaveReached('completed');
    clearInterval(timer);
  });

  test('what is further away than a timer can be comes when it is due', async () => {
    const platform = usePlatform({ timers: vi, script: script().waits({ days: 60 }).answers('done') });
    platform.intercept();
    const id = await launch(platform.agent);
    await platform.advance({ days: 59 });
    expect(await platform.events(id)).not.toHaveReached('completed');
    await platform.advance({ days: 1 });
    expect(await platform.events(id)).toHaveReached('completed');
  });

  test('a promise that nothing settles is said to be so within its time, although a timer is always due', async () => {
    const platform = usePlatform({ timers: vi });
    const timer = setInterval(() => undefined, 1000);
    const never = new Promise(() => undefined);
    await expect(platform.until(never, { minutes: 1 })).rejects.toThrow('not settled after 1 minutes');
    expect(wallTime()).toBe(Date.UTC(2026, 0, 1, 0, 1));
    clearInterval(timer);
  });
});

test('timers that are none, or are not switched on, are refused', () => {
  expect(() => createTestPlatform({ timers: {} as never })).toThrow('must be `vi` of Vitest or `jest` of Jest');
  expect(() => createTestPlatform({ timers: vi })).toThrow('useFakeTimers()');
  expect(() => createTestPlatform({ timers: vi, clock: {} as never })).toThrow('a test has one time');
});

test('interception ends with the platform, and lets other requests pass', async () => {
  const real = globalThis.fetch;
  const passed: string[] = [];
  globalThis.fetch = (input) => {
    passed.push(new Request(input).url);
    return Promise.resolve(new Response('elsewhere'));
  };
  const stub = globalThis.fetch;
  try {
    const platform = createTestPlatform();
    platform.intercept();
    expect(await (await fetch('https://elsewhere.test/')).text()).toBe('elsewhere');
    expect(await launch(platform.agent)).toMatch(/^[0-9a-f-]{36}$/);
    expect(passed).toEqual(['https://elsewhere.test/']);
    await platform.close();
    expect(globalThis.fetch).toBe(stub);
  } finally {
    globalThis.fetch = real;
  }
});
