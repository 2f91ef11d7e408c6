import type { QuotaStatus } from '@agent-session/protocol';
import type { CaseContext, ConformanceCase } from '../case.js';

type Single = Omit<ConformanceCase, 'section'>;

async function quota(context: CaseContext): Promise<QuotaStatus> {
  return context.expectCode(await context.call('quota'), 200).json<QuotaStatus>();
}

/** A queued session, and one of this run that holds a slot: those of others are left alone. */
async function queuedBehindUs(context: CaseContext): Promise<{ readonly id: string; readonly first: string }> {
  const { id, ahead = [] } = await context.own('queued');
  const [first] = ahead;
  return first === undefined ? context.skip('every slot is held by sessions of others') : { id, first };
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
      const { id } = await context.own('working');
      const { active } = await quota(context);
      context.expectCode(await context.command(id, 'cancel'), 204);
      await context.until(
        'active should fall when the session ends',
        async () => (await quota(context)).active === active - 1,
      );
      await context.own('working');
      const again = await quota(context);
      context.check(again.active === active, `active went from ${active - 1} to ${again.active}`);
    },
  },
  {
    id: 'quotas/queue',
    title: 'Above the limit a session is queued, does not count, and starts when a slot is free',
    sessions: 'own',
    needs: ['quota'],
    async run(context) {
      const { id, first } = await queuedBehindUs(context);
      const { limit, active, available } = await quota(context);
      context.check(active === limit && available === 0, `${active} of ${limit} are active, ${available} available`);
      context.expectCode(await context.command(first, 'cancel'), 204);
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
      const reply = await context.create('answers', { queue: false });
      context.expectCode(reply, 429);
    },
  },
  {
    id: 'quotas/child',
    title: 'Above the limit a child session is a 429, queue or no queue',
    sessions: 'own',
    needs: ['quota'],
    async run(context) {
      const { first: parent } = await queuedBehindUs(context);
      const reply = await context.create('answers', { parent_session_id: parent });
      context.expectCode(reply, 429);
    },
  },
];

/** The concurrency limit. */
export const quotaCases: readonly ConformanceCase[] = cases.map((each) => ({ ...each, section: 'quotas' }));
