import type { LogEntry } from '@agent-session/core';
import { script } from '@agent-session/testing';
import { act, render } from '@testing-library/react';
import { expect, test } from 'vitest';
import {
  useAnswer,
  useReplay,
  useSession,
  useSessionCommands,
  useSessionEvents,
  useSessionList,
  useSessionSelector,
} from '../src/index.js';
import { setUp } from './harness.js';

test('a thousand mounts leave no request, no timer and no listener behind', async () => {
  const { launch, wrap, pass, traffic, platform } = setUp({
    script: script().starts().waits({ seconds: 100_000 }).answers('late'),
  });
  const id = await launch();
  await platform.advance({ seconds: 1 });
  const timers = platform.clock.pendingTimers;
  let listening = 0;
  for (const name of ['addEventListener', 'removeEventListener'] as const) {
    const original = window[name].bind(window) as (...args: Parameters<EventTarget['addEventListener']>) => void;
    const counted = ['online', 'offline', 'pageshow'];
    window[name] = ((...args: Parameters<EventTarget['addEventListener']>) => {
      if (counted.includes(args[0])) listening += name === 'addEventListener' ? 1 : -1;
      original(...args);
    }) as typeof window.addEventListener & typeof window.removeEventListener;
  }
  const ids = [id];
  const recording: readonly LogEntry[] = [0, 90_000].map((ms, index) => ({
    kind: 'event',
    index,
    at: new Date(ms).toISOString(),
    event: { type: 'X', data: {}, timestamp: new Date(ms).toISOString() },
  }));
  function Everything() {
    const { session, state } = useSession(id);
    useSessionSelector(id, (known) => known?.steps);
    useAnswer(session);
    useSessionEvents(session);
    useSessionCommands(session);
    useSessionList(ids);
    useReplay(recording, { autoplay: true, clock: platform.clock });
    return state?.status ?? 'unknown';
  }
  for (let mount = 0; mount < 1000; mount += 1) {
    const { unmount } = render(wrap(<Everything />));
    if (mount % 100 === 0) await act(() => platform.advance({ milliseconds: 10 }));
    unmount();
  }
  await pass(3);
  expect(traffic.open).toBe(0);
  expect(platform.clock.pendingTimers).toBe(timers);
  expect(listening).toBe(0);
  const asked = traffic.requests.length;
  expect(asked).toBeLessThan(50);
  await pass(60);
  expect(traffic.requests).toHaveLength(asked);
});
