import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SessionHub } from './session-hub.js';

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const aHub = (): SessionHub => ({}) as SessionHub;

it('gives the hub of a client and a session, and makes it once', async () => {
  const { sharedHub } = await import('./hub-registry.js');
  const client = {};
  const hub = sharedHub(client, 'a', aHub);
  expect(sharedHub(client, 'a', aHub)).toBe(hub);
  expect(sharedHub(client, 'b', aHub)).not.toBe(hub);
  expect(sharedHub({}, 'a', aHub)).not.toBe(hub);
});

// Workers with a compatibility date before May 2025 have neither, older engines of React Native lack one of them.
it.each([['FinalizationRegistry'], ['WeakRef']])('does so in a runtime without %s', async (missing) => {
  vi.stubGlobal(missing, undefined);
  const { sharedHub } = await import('./hub-registry.js');
  const client = {};
  const hub = sharedHub(client, 'a', aHub);
  expect(sharedHub(client, 'a', aHub)).toBe(hub);
});
