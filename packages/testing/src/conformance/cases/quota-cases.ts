import type { QuotaStatus, Session } from '@agent-session/protocol';
import type { CaseContext, ConformanceCase } from '../case.js';

type Single = Omit<ConformanceCase, 'section'>;

async function quota(context: CaseContext): Promise<QuotaStatus> {
  return context.expectCode(await context.call('quota'), 200).json<QuotaStatus>();
}

const cases: readonly Single[] = [
  {
    id: 'quotas/adds-up',
    title: 'available is limit minus active',
    sessions: 'shared',
    async run(context) {
      await context.shared('idle');
      const { limit, active, available } = await quota(context);
      context.check(active > 0, 'a session is idle, so active should be more than 0');
      context.check(
        available === Math.max(0, limit - active),
        `${limit} - ${active} should be available: ${available}`,
      );
    },
  },
  {
    id: 'quotas/counts',
    title: 'A session counts from its creation to its end, and no longer',
    sessions: 'own',
    async run(context) {
      const before = await quota(context);
      const { id } = await context.own('working');
      const during = await quota(context);
      context.check(during.active === before.active + 1, `active went from ${before.active} to ${during.active}`);
      context.expectCode(await context.command(id, 'cancel'), 204);
      await context.until(
        'active should fall when the session ends',
        async () => (await quota(context)).active === before.active,
      );
    },
  },
  {
    id: 'quotas/queue',
    title: 'Above the limit a session is queued, does not count, and starts when a slot is free',
    sessions: 'own',
    needs: ['quota'],
    async run(context) {
      const { id } = await context.own('queued');
      const { limit, active, available } = await quota(context);
      context.check(active === limit && available === 0, `${active} of ${limit} are active, ${available} available`);
      const running = context
        .expectCode(await context.call('list', { query: { status: ['running', 'idle'], size: 100 } }), 200)
        .json<{ items: readonly { id: string }[] }>().items;
      for (const session of running.slice(0, 1)) {
        context.expectCode(await context.command(session.id, 'cancel'), 204);
      }
      await context.until(
        'the queued session should start',
        async () => (await context.status(id)).status !== 'queued',
      );
    },
  },
  {
    id: 'quotas/queue-declined',
    title: 'Above the limit a session that will not queue is a 429',
    sessions: 'own',
    needs: ['quota'],
    async run(context) {
      await context.own('queued');
      const agent = context.agents.answers ?? context.skip('the platform has no agent that answers');
      const reply = await context.call('create', { body: { agent, messages: 'Hello.', queue: false } });
      if (reply.status === 201) context.adopt(reply.json<Session>().id);
      context.expectCode(reply, 429);
    },
  },
  {
    id: 'quotas/child',
    title: 'Above the limit a child session is a 429, queue or no queue',
    sessions: 'own',
    needs: ['quota'],
    async run(context) {
      await context.own('queued');
      const parents = context.expectCode(await context.call('list', { query: { status: 'running', size: 1 } }), 200);
      const [parent] = parents.json<{ items: readonly { id: string }[] }>().items;
      if (!parent) return context.skip('no session is running that could have a child');
      const agent = context.agents.answers ?? context.skip('the platform has no agent that answers');
      const body = { agent, messages: 'Hello.', parent_session_id: parent.id };
      const reply = await context.call('create', { body });
      if (reply.status === 201) context.adopt(reply.json<Session>().id);
      context.expectCode(reply, 429);
    },
  },
];

/** The concurrency limit. */
export const quotaCases: readonly ConformanceCase[] = cases.map((each) => ({ ...each, section: 'quotas' }));
