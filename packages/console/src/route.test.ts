import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hrefTo, readRoute, type Route } from './route.js';

const id = fc.stringMatching(/^[\w-]{1,64}$/);
const index = fc.option(fc.nat(999_999_999));

const routes: fc.Arbitrary<Route> = fc.oneof(
  fc.record({
    view: fc.constant('sessions' as const),
    status: fc.string({ maxLength: 50 }),
    search: fc.string({ maxLength: 50, unit: 'grapheme' }),
    page: fc.integer({ min: 1, max: 1000 }),
  }),
  fc.constant({ view: 'launch' as const }),
  fc.constant({ view: 'connection' as const }),
  fc.constant({ view: 'replay' as const, id: null, at: null, beside: null }),
  fc.record({ view: fc.constant('replay' as const), id, at: index, beside: fc.option(id) }),
  fc.record({ view: fc.constant('session' as const), id, event: index }),
  fc.record({
    view: fc.constant('shared' as const),
    id,
    event: index,
    server: fc.option(fc.constantFrom('https://example.com/', 'http://127.0.0.1:4100/sub/')),
  }),
);

describe('places within the page', () => {
  test('every place has an address, and every address leads back to it', () => {
    fc.assert(
      fc.property(routes, (route) => {
        expect(readRoute(hrefTo(route))).toEqual(route);
      }),
    );
  });

  test('an address that makes no sense is the list', () => {
    for (const hash of ['', '#', '#/nowhere', '#/sessions/', '#/sessions/a/b', '#/sessions/<img>', '#/../x']) {
      expect(readRoute(hash)).toEqual({ view: 'sessions', status: '', search: '', page: 1 });
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readRoute(`#${text}`).view).toBeTypeOf('string');
      }),
    );
  });

  test('a link names no server but one of the web, and carries no password', () => {
    const serverOf = (server: string): unknown => readRoute(`#/shared/a?server=${encodeURIComponent(server)}`);
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc', 'https://a:b@example.com', 'x']) {
      expect(serverOf(bad)).toMatchObject({ server: null });
    }
    expect(serverOf('https://example.com/api?key=1#x')).toMatchObject({ server: 'https://example.com/api' });
  });
});
