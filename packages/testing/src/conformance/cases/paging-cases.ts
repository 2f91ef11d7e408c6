import { LIMITS, type Page, type Session, type SessionEvent, type SessionSummary } from '@agent-session/protocol';
import type { CallOptions } from '../probe.js';
import type { CaseContext, ConformanceCase } from '../case.js';

type Query = NonNullable<CallOptions['query']>;
type Single = Omit<ConformanceCase, 'section'>;

async function list(context: CaseContext, query: Query): Promise<Page<SessionSummary>> {
  return context.expectCode(await context.call('list', { query }), 200).json<Page<SessionSummary>>();
}

async function eventPage(context: CaseContext, id: string, query: Query): Promise<Page<SessionEvent>> {
  return context.expectCode(await context.to('events', id, { query }), 200).json<Page<SessionEvent>>();
}

/** Three sessions that only this case has: two that answered, one that was cancelled. */
async function group(context: CaseContext): Promise<{ readonly name: string; readonly ids: readonly string[] }> {
  const first = await context.launch('answers');
  const name = `conformance ${first.id}`;
  const ids: string[] = [];
  for (let position = 0; position < 3; position += 1) {
    // Neighbours in time would have no order.
    await context.pass(1_100);
    const isLast = position === 2;
    const messages = `Needle ${position} of ${first.id}.`;
    ids.push((await context.launch(isLast ? 'works' : 'answers', { group_id: name, messages })).id);
  }
  const [one = '', two = '', three = ''] = ids;
  for (const id of [one, two]) {
    await context.until('the session should answer', async () => (await context.status(id)).status === 'completed');
  }
  await context.pass(1_100);
  context.expectCode(await context.command(three, 'cancel'), 204);
  await context.until('the session should end', async () => (await context.status(three)).status === 'interrupted');
  return { name, ids };
}

const idsOf = ({ items }: Page<SessionSummary>): string[] => items.map(({ id }) => id);

function expectIds(context: CaseContext, what: string, page: Page<SessionSummary>, ids: readonly string[]): void {
  const given = idsOf(page);
  context.check(
    JSON.stringify(given) === JSON.stringify(ids),
    `${what} should give ${ids.length} sessions (${ids.join(', ')}), not ${given.length} (${given.join(', ')})`,
  );
}

interface Group {
  readonly name: string;
  readonly created: readonly string[];
  readonly finished: readonly string[];
}

/** A filter, what it goes by, and the query with the sessions of a group it should give. */
type FilterRow = readonly [
  filter: string,
  by: string,
  make: (context: CaseContext, group: Group) => readonly [Query, readonly number[]],
];

const FILTERS: readonly FilterRow[] = [
  ['group_id', 'the group', (_, { name }) => [{ group_id: name }, [2, 1, 0]]],
  ['status', 'the status', (_, { name }) => [{ group_id: name, status: 'interrupted' }, [2]]],
  [
    'status-repeated',
    'several statuses',
    (_, { name }) => [{ group_id: name, status: ['interrupted', 'completed'] }, [2, 1, 0]],
  ],
  ['agent', 'the agent', ({ agents }, { name }) => [{ group_id: name, agent: agents.works ?? '' }, [2]]],
  [
    'schedule_id',
    'the schedule that launched them',
    (_, { name }) => [{ group_id: name, schedule_id: '00000000-0000-4000-8000-00000000dead' }, []],
  ],
  ['search', 'words of the first message', (_, { name }) => [{ group_id: name, search: 'needle 1' }, [1]]],
  [
    'created_after',
    'when they were created',
    (_, { name, created }) => [{ group_id: name, created_after: created[0] ?? '' }, [2, 1]],
  ],
  [
    'created_before',
    'when they were created',
    (_, { name, created }) => [{ group_id: name, created_before: created[2] ?? '' }, [1, 0]],
  ],
  [
    'finished_after',
    'when they ended',
    (_, { name, finished }) => [{ group_id: name, finished_after: finished[1] ?? '' }, [2]],
  ],
  [
    'finished_before',
    'when they ended',
    (_, { name, finished }) => [{ group_id: name, finished_before: finished[2] ?? '' }, [1, 0]],
  ],
];

const cases: readonly Single[] = [
  {
    id: 'paging/sessions',
    title: 'Pages of sessions have the size asked for, count the total, and add up to the list',
    sessions: 'own',
    async run(context) {
      const { name, ids } = await group(context);
      const newest = ids.toReversed();
      const of = (page: number, size: number) => list(context, { group_id: name, page, size });
      expectIds(context, 'page 1 of size 2', await of(1, 2), newest.slice(0, 2));
      expectIds(context, 'page 2 of size 2', await of(2, 2), newest.slice(2));
      expectIds(context, 'page 3 of size 2', await of(3, 2), []);
      for (const page of [1, 2, 3]) {
        const given = await of(page, 2);
        context.check(given.total === 3, `total of page ${page} should be 3, not ${given.total}`);
        context.check(given.page === page, `page should be ${page}, not ${given.page}`);
      }
    },
  },
  {
    id: 'paging/sessions-sorted',
    title: 'Sessions come newest first, or oldest first when asked',
    sessions: 'own',
    async run(context) {
      const { name, ids } = await group(context);
      expectIds(context, 'the list', await list(context, { group_id: name }), ids.toReversed());
      expectIds(
        context,
        'sort=-created_at',
        await list(context, { group_id: name, sort: '-created_at' }),
        ids.toReversed(),
      );
      expectIds(context, 'sort=created_at', await list(context, { group_id: name, sort: 'created_at' }), ids);
    },
  },
  {
    id: 'paging/sessions-size',
    title: `A page of ${LIMITS.maxSessionsPageSize} sessions is given, a larger one is a 422`,
    sessions: 'none',
    async run(context) {
      await list(context, { size: LIMITS.maxSessionsPageSize });
      const larger = await context.call('list', { query: { size: LIMITS.maxSessionsPageSize + 1 } });
      if (context.profile === 'documented') context.expectCode(larger, 422, 200);
      else context.expectCode(larger, 422);
    },
  },
  ...FILTERS.map(([filter, by, make]): Single => ({
    id: `paging/filter-${filter}`,
    title: `Sessions can be filtered by ${by} (${filter})`,
    sessions: 'own',
    async run(context) {
      const { name, ids } = await group(context);
      const read = await Promise.all(
        ids.map(async (id) => context.expectCode(await context.to('get', id), 200).json<Session>()),
      );
      const created = read.map(({ created_at: at }) => at);
      const finished = read.map(({ finished_at: at }) => at ?? '');
      const [query, expected] = make(context, { name, created, finished });
      if (query['agent'] !== undefined && context.agents.works === context.agents.answers) {
        context.skip('all sessions are of one agent');
      }
      const page = await list(context, query);
      expectIds(
        context,
        `${filter}=${String(query[filter] ?? '')}`,
        page,
        expected.map((index) => ids[index] ?? ''),
      );
      context.check(page.total === expected.length, `total should be ${expected.length}, not ${page.total}`);
    },
  })),
  {
    id: 'paging/filter-parent_session_id',
    title: 'Sessions can be filtered by their parent (parent_session_id)',
    sessions: 'own',
    async run(context) {
      const parent = await context.own('idle');
      await context.launch('answers');
      const child = await context.launch('answers', { parent_session_id: parent.id });
      expectIds(context, 'the filter', await list(context, { parent_session_id: parent.id }), [child.id]);
    },
  },
  {
    id: 'paging/events',
    title: 'Pages of events have the size asked for, count the total, and add up to the log',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const all = await context.events(id);
      const read: SessionEvent[] = [];
      for (let page = 1; read.length < all.length; page += 1) {
        const given = await eventPage(context, id, { page, size: 2 });
        context.check(given.total === all.length, `total should be ${all.length}, not ${given.total}`);
        context.check(
          given.items.length > 0 && given.items.length <= 2,
          `a page of 2 has ${given.items.length} events`,
        );
        read.push(...given.items);
      }
      context.check(JSON.stringify(read) === JSON.stringify(all), 'the pages should add up to the log');
    },
  },
  {
    id: 'paging/events-are-changes',
    title: 'The log and the changes are the same events in the same order',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const read: unknown[] = [];
      for (;;) {
        const reply = await context.to('changes', id, { query: { from_index: read.length } });
        if (context.expectCode(reply, 200, 204).status === 204) break;
        const { new_events: given = [] } = reply.json<{ readonly new_events?: readonly unknown[] }>();
        context.check(given.length > 0, `a page from index ${read.length} on has no events; it should be a 204`);
        read.push(...given);
      }
      const all = await context.events(id);
      context.check(JSON.stringify(read) === JSON.stringify(all), 'both should give the same events');
    },
  },
  {
    id: 'paging/events-sorted',
    title: 'Events come oldest first, or newest first when asked',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const all = await context.events(id);
      const { items } = await eventPage(context, id, { sort: '-timestamp', size: 200 });
      context.check(
        JSON.stringify(items) === JSON.stringify(all.toReversed()),
        'sort=-timestamp should turn them round',
      );
    },
  },
  {
    id: 'paging/events-of-a-type',
    title: 'Events can be filtered by type',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const wanted = (await context.events(id)).filter(({ type }) => type === 'AgentEvent');
      const { items, total } = await eventPage(context, id, { type: 'AgentEvent', size: 200 });
      context.check(JSON.stringify(items) === JSON.stringify(wanted), 'it should give the events of that type');
      context.check(total === wanted.length, `total should be ${wanted.length}, not ${total}`);
    },
  },
];

/** Lists. */
export const pagingCases: readonly ConformanceCase[] = cases.map((each) => ({ ...each, section: 'paging' }));
