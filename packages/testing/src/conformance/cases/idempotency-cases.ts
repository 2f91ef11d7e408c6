import { LIMITS, type Page, type Session, type SessionSummary } from '@agent-session/protocol';
import type { CaseContext, ConformanceCase } from '../case.js';
import type { Reply } from '../probe.js';

type Single = Omit<ConformanceCase, 'section'>;

let counter = 0;
/** A key nobody used before. */
function freshKey(context: CaseContext): string {
  counter += 1;
  return `conformance-${context.clock.now()}-${counter}`;
}

async function create(context: CaseContext, key: string, more: Readonly<Record<string, unknown>> = {}): Promise<Reply> {
  const reply = await context.create('answers', more, { headers: { 'idempotency-key': key } });
  if (reply.status === 429) context.skip('no session can be launched now (429)');
  return reply;
}

const idOf = (reply: Reply): string => reply.json<Session>().id;

const cases: readonly Single[] = [
  {
    id: 'idempotency/same-key',
    title: 'The same key and body give the same reply, and create nothing more',
    sessions: 'own',
    async run(context) {
      const key = freshKey(context);
      const group = { group_id: `group of ${key}` };
      const first = context.expectCode(await create(context, key, group), 201);
      await context.pass(500);
      const second = context.expectCode(await create(context, key, group), 201);
      context.check(idOf(first) === idOf(second), `both should be ${idOf(first)}; the second is ${idOf(second)}`);
      context.check(first.text === second.text, 'the second reply should be the first, word for word');
      const { total } = context
        .expectCode(await context.call('list', { query: group }), 200)
        .json<Page<SessionSummary>>();
      context.check(total === 1, `one session should have been created, not ${total}`);
    },
  },
  {
    id: 'idempotency/other-body',
    title: 'The same key with another body is a 422',
    sessions: 'own',
    async run(context) {
      const key = freshKey(context);
      context.expectCode(await create(context, key), 201);
      context.expectCode(await create(context, key, { messages: 'Say something else.' }), 422);
    },
  },
  {
    id: 'idempotency/other-key',
    title: 'Another key creates another session',
    sessions: 'own',
    async run(context) {
      const one = context.expectCode(await create(context, freshKey(context)), 201);
      const other = context.expectCode(await create(context, freshKey(context)), 201);
      context.check(idOf(one) !== idOf(other), 'both keys gave the same session');
    },
  },
  {
    id: 'idempotency/at-once',
    title: 'The same request twice at once creates one session: the second gets its reply, or a 409 with Retry-After',
    sessions: 'own',
    async run(context) {
      const key = freshKey(context);
      const replies = await Promise.all([create(context, key), create(context, key)]);
      const created = replies.filter(({ status }) => status === 201);
      context.check(created.length > 0, 'one of them should be 201');
      context.check(new Set(created.map(idOf)).size === 1, 'two sessions were created');
      for (const reply of replies) {
        context.expectCode(reply, 201, 409);
        if (reply.status === 409) context.check(reply.headers.has('retry-after'), 'the 409 should carry Retry-After');
      }
    },
  },
  {
    id: 'idempotency/failed-create',
    title: 'A key whose creation failed can be used again',
    sessions: 'own',
    async run(context) {
      const key = freshKey(context);
      context.expectCode(await create(context, key, { max_steps: 0 }), 422);
      context.expectCode(await create(context, key), 201);
    },
  },
  {
    id: 'idempotency/blank',
    title: 'A blank key is a 422',
    sessions: 'none',
    async run(context) {
      context.expectCode(await create(context, ' '), 422);
    },
  },
  {
    id: 'idempotency/longest',
    title: `A key of ${LIMITS.maxIdempotencyKeyLength} characters is taken, a longer one is a 422`,
    sessions: 'own',
    async run(context) {
      const key = freshKey(context).padEnd(LIMITS.maxIdempotencyKeyLength, 'k');
      context.expectCode(await create(context, `${key}k`), 422);
      context.expectCode(await create(context, key), 201);
    },
  },
];

/** Creating once. */
export const idempotencyCases: readonly ConformanceCase[] = cases.map((each) => ({ ...each, section: 'idempotency' }));
