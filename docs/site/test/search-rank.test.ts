import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { searchRank } from '../search-rank.mjs';

/** What comes first, first; pages on one line are equals. */
const order = [
  [
    '/tutorial/first-session.html#2-an-agent',
    '/how-to/write-an-agent.html#restarts',
    '/reference/lifecycle.html#paused',
    '/explanation/why-a-log.html',
    '/glossary.html#glossary',
    '/architecture.html#the-rows',
  ],
  ['/reference/cli.html#pause', '/how-to/come-from-a-polling-loop.html'],
  ['/packages/rxjs/#going-on-later', '/examples/07-msw/', '/about.html#use-it', '/#begin'],
  ['/api/@agent-session/server.html#resumable', '/api/@agent-session/server/sqlite.html', '/api/'],
  [
    '/decisions/0004-esm-only.html#decision',
    '/decisions/',
    '/CONTRIBUTING.html#which-check-to-run',
    '/SECURITY.html',
    '/packages/testing/MUTANTS.html#commands',
    '/packages/rxjs/SPEC.html',
    '/reference/api/agent-session-core.api.html',
  ],
];

describe.each(['', '/docs', '/pages/agent-session'])('the rank of a hit, on a site below %j', (base) => {
  it('falls from guides over packages and the API to what is for those who change the project', () => {
    const ranks = order.map((pages) => [...new Set(pages.map((page) => searchRank(base + page, 'pause')))]);
    expect(ranks.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1]);
    expect(ranks.flat()).toEqual([...new Set(ranks.flat())].toSorted((one, other) => other - one));
  });

  it('is higher for a function of the API whose whole name was typed', () => {
    const page = `${base}/api/@agent-session/rxjs.html#launchsession`;
    const heading = { title: 'launchSession()', titles: ['@agent-session/rxjs', 'Functions'] };
    const rank = searchRank(page, 'pause', heading);
    expect(searchRank(page, 'launchsession', heading)).toBeGreaterThan(rank);
    expect(searchRank(page, 'launch', heading)).toBe(rank);
    // A word of everyday language is no name, and neither is a member of many types.
    expect(searchRank(page, 'pause', { ...heading, title: 'pause()' })).toBe(rank);
    const member = { title: 'forceAnswer()', titles: ['@agent-session/rxjs', 'Interfaces', 'LiveSession', 'Methods'] };
    expect(searchRank(page, 'forceanswer', member)).toBe(rank);
  });
});

it.each(['"/how-to/x.html", "x"', '"/api/@a/b.html", "runit", { title: "runIt()", titles: [] }'])(
  'of (%s) is the same where there is nothing but the text of the function, as on the site',
  (parameters) => {
    const rank: unknown = runInNewContext(`(${searchRank.toString()})(${parameters})`);
    expect(rank).toBe(parameters.startsWith('"/how-to') ? 10 : 3);
  },
);
