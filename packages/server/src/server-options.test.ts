import { expect, test } from 'vitest';
import { limitsOf } from './server-options.js';

test('a limit that is not given, or undefined, has its default', () => {
  const all = limitsOf();
  expect(limitsOf({ maxActiveSessions: undefined } as never)).toEqual(all);
  expect(limitsOf({ maxActiveSessions: 3, agentSilenceMs: null })).toEqual({
    ...all,
    maxActiveSessions: 3,
    agentSilenceMs: null,
  });
});

test.each<[string, unknown, RegExp]>([
  ['maxActiveSessions', Number.NaN, /limits\.maxActiveSessions must be a number from 0, not NaN/],
  ['maxActiveSessions', '10', /not "10"/],
  ['maxActiveSessions', null, /not null/],
  ['maxQueuedSessions', -1, /not -1/],
  ['retentionIntervalMs', 2_592_000_000, /from 0 to 2147000000, not 2592000000/],
  ['maxSessions', 3, /no limit "maxSessions"; the limits are maxActiveSessions,/],
])('the limit %s: %s is refused', (name, value, message) => {
  expect(() => limitsOf({ [name]: value })).toThrow(message);
});
