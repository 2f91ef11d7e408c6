import { LIMITS, type SessionChanges, type SessionEvent } from '@agent-session/protocol';
import type { CallOptions } from '../probe.js';
import type { CaseContext, ConformanceCase } from '../case.js';

type Single = Omit<ConformanceCase, 'section'>;

/** How much earlier than asked a wait may end, and how much later, on a network. */
const EARLY_MS = 300;
const LATE_MS = 10_000;

const read = (context: CaseContext, id: string, query: NonNullable<CallOptions['query']>) =>
  context.to('changes', id, { query });

async function page(context: CaseContext, id: string, query: NonNullable<CallOptions['query']>) {
  return context.expectCode(await read(context, id, query), 200).json<SessionChanges>();
}

const same = (one: readonly SessionEvent[] | undefined, other: readonly SessionEvent[]): boolean =>
  JSON.stringify(one ?? []) === JSON.stringify(other);

const cases: readonly Single[] = [
  {
    id: 'changes/from-start',
    title: 'Changes from index 0 are the first events, in order, at once',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const events = await context.events(id);
      const reply = context.expectCode(await read(context, id, { from_index: 0, wait_for_seconds: 10 }), 200);
      context.check(reply.elapsedMs < 5_000, `there are events, so the reply should not wait (${reply.elapsedMs} ms)`);
      const { new_events: given = [] } = reply.json<SessionChanges>();
      context.check(given.length > 0 && same(given, events.slice(0, given.length)), 'they should be the first events');
    },
  },
  {
    id: 'changes/from-index',
    title: 'Changes from an index begin with the event of that index',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const events = await context.events(id);
      for (let from = 1; from < events.length; from += 1) {
        const { new_events: given = [] } = await page(context, id, { from_index: from });
        context.check(
          same(given, events.slice(from, from + given.length)) && given.length > 0,
          `from_index=${from} should begin with event ${from}`,
        );
      }
    },
  },
  {
    id: 'changes/limit',
    title: '`limit` bounds a page, and pages of it add up to the whole log',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const events = await context.events(id);
      const read: SessionEvent[] = [];
      while (read.length < events.length) {
        const { new_events: given = [] } = await page(context, id, { from_index: read.length, limit: 2 });
        context.check(given.length > 0 && given.length <= 2, `a page with limit=2 has ${given.length} events`);
        read.push(...given);
      }
      context.check(same(read, events), 'the pages should be the events of the log');
    },
  },
  {
    id: 'changes/status-is-current',
    title: 'Status and answer of an early page are those of now',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const first = await page(context, id, { from_index: 0, limit: 1 });
      context.check(first.status === 'completed', `the status should be completed, not ${first.status}`);
      context.check((first.answer ?? null) !== null, 'the answer should be there');
    },
  },
  {
    id: 'changes/without-events',
    title: '`include_events=false` gives the status and the answer alone',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const { new_events: given = [], answer } = await page(context, id, { include_events: false });
      context.check(given.length === 0, `new_events should be empty; it has ${given.length}`);
      context.check((answer ?? null) !== null, 'the answer should be there');
    },
  },
  {
    id: 'changes/nothing-new',
    title: 'Without a wait, nothing new is a 204 at once, empty, with the cursor as ETag',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('idle');
      const { length } = await context.events(id);
      const reply = context.expectCode(await read(context, id, { from_index: length }), 204);
      context.check(reply.text === '', 'the body should be empty');
      context.check(reply.elapsedMs < 5_000, `it was not asked to wait, and took ${reply.elapsedMs} ms`);
      const etag = reply.headers.get('etag');
      context.check(etag?.replaceAll('"', '') === String(length), `the ETag should be ${length}, not ${etag}`);
    },
  },
  {
    id: 'changes/waits',
    title: 'With a wait, nothing new is a 204 when the wait is over',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('idle');
      const { length } = await context.events(id);
      const reply = context.expectCode(await read(context, id, { from_index: length, wait_for_seconds: 3 }), 204);
      context.check(reply.elapsedMs >= 3_000 - EARLY_MS, `it should wait 3 s, and took ${reply.elapsedMs} ms`);
      context.check(reply.elapsedMs < 3_000 + LATE_MS, `it should wait 3 s, and took ${reply.elapsedMs} ms`);
    },
  },
  {
    id: 'changes/wakes',
    title: 'A long-poll answers as soon as something happens',
    sessions: 'own',
    async run(context) {
      const { id } = await context.own('idle');
      const { length } = await context.events(id);
      const waitSeconds = LIMITS.defaultWaitSeconds;
      const polling = read(context, id, { from_index: length, wait_for_seconds: waitSeconds });
      await context.pass(1_000);
      const [reply] = await Promise.all([polling, context.command(id, 'message')]);
      context.expectCode(reply, 200);
      context.check(
        reply.elapsedMs < (waitSeconds * 1000) / 2,
        `a message came after 1 s; the poll took ${reply.elapsedMs} ms`,
      );
      context.check((reply.json<SessionChanges>().new_events ?? []).length > 0, 'it should bring the new events');
    },
  },
  {
    id: 'changes/wakes-everybody',
    title: 'Every long-poll of a session is woken, not the first alone',
    sessions: 'own',
    async run(context) {
      const { id } = await context.own('idle');
      const { length } = await context.events(id);
      const polls = [1, 2, 3].map(() => read(context, id, { from_index: length, wait_for_seconds: 20 }));
      await context.pass(1_000);
      const [replies] = await Promise.all([Promise.all(polls), context.command(id, 'message')]);
      for (const reply of replies) {
        context.expectCode(reply, 200);
        context.check(reply.elapsedMs < 10_000, `a message came after 1 s; a poll took ${reply.elapsedMs} ms`);
      }
    },
  },
  {
    id: 'changes/after-the-end',
    title: 'After the last event of an ended session there is only 204',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const { length } = await context.events(id);
      context.expectCode(await read(context, id, { from_index: length }), 204);
      context.expectCode(await read(context, id, { from_index: length + 50 }), 204);
    },
  },
  {
    id: 'changes/negative-index',
    title: 'A negative index counts as 0',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const [negative, zero] = [
        await page(context, id, { from_index: -5 }),
        await page(context, id, { from_index: 0 }),
      ];
      context.check(same(negative.new_events, zero.new_events ?? []), 'it should be the page of index 0');
    },
  },
  {
    id: 'changes/longest-wait',
    title: `A wait of ${LIMITS.maxWaitSeconds} s is taken, one of more is a 422`,
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      context.expectCode(await read(context, id, { wait_for_seconds: LIMITS.maxWaitSeconds }), 200);
      context.expectCode(await read(context, id, { wait_for_seconds: LIMITS.maxWaitSeconds + 1 }), 422);
    },
  },
  {
    id: 'changes/unknown-at-once',
    title: 'A long-poll of a session that does not exist is a 404 at once',
    sessions: 'none',
    async run(context) {
      const path = { id: '00000000-0000-4000-8000-00000000dead' };
      const reply = await context.call('changes', { path, query: { wait_for_seconds: 20 } });
      context.expectCode(reply, 404);
      context.check(reply.elapsedMs < 5_000, `it should not wait, and took ${reply.elapsedMs} ms`);
    },
  },
];

/** The long-poll. */
export const changesCases: readonly ConformanceCase[] = cases.map((each) => ({ ...each, section: 'changes' }));
