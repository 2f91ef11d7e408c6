import { COMMAND_NAMES, ENDPOINTS, ENDPOINT_NAMES, type ShareLink } from '@agent-session/protocol';
import type { CaseContext, ConformanceCase } from '../case.js';

type Single = Omit<ConformanceCase, 'section'>;

/** Reads that a shared session answers to everybody; a resource needs one to be there, and is not looked at. */
const READS = ENDPOINT_NAMES.filter((name) => ENDPOINTS[name].auth === 'optional' && name !== 'resource');
const WRITES = [...COMMAND_NAMES, 'eventFeedback'] as const;

async function sharedSession(context: CaseContext) {
  const { id } = await context.own('completed');
  const { share_url: url } = context.expectCode(await context.to('share', id), 200).json<ShareLink>();
  return { id, url };
}

async function writeAs(context: CaseContext, id: string, key: string | null): Promise<void> {
  const bodies: Partial<Record<(typeof WRITES)[number], unknown>> = {
    message: { type: 'user_message', message: 'Hello.' },
    toolResults: { kind: 'tool_result', tool_req: { tool_name: 'ask', args: {}, id: 'call-1' }, result: 1 },
    feedback: { success: true },
    eventFeedback: { success: true },
  };
  for (const name of WRITES) {
    const body = bodies[name];
    const reply = await context.to(name, id, {
      key,
      path: { event_index: 0 },
      ...(body === undefined ? {} : { body }),
    });
    context.check(
      reply.status === (key === null ? 401 : 404),
      `${name} by somebody else should be ${key === null ? 401 : 404}, not ${reply.status}`,
    );
  }
}

const cases: readonly Single[] = [
  ...READS.map((name): Single => ({
    id: `sharing/read-${name}`,
    title: `A shared session answers ${name} without a key, and stops when it is unshared`,
    sessions: 'own',
    async run(context) {
      const { id } = await sharedSession(context);
      context.expectCode(await context.to(name, id, { key: null }), 200);
      context.expectCode(await context.to('unshare', id), 204);
      context.expectCode(await context.to(name, id, { key: null }), 401, 404);
    },
  })),
  {
    id: 'sharing/link',
    title: 'The link of a shared session is a path that names it, the same each time',
    sessions: 'own',
    async run(context) {
      const { id, url } = await sharedSession(context);
      context.check(url.startsWith('/') || URL.canParse(url), `"${url}" is neither a path nor a URL`);
      context.check(url.includes(id), `"${url}" should name the session ${id}`);
      const again = context.expectCode(await context.to('share', id), 200).json<ShareLink>();
      context.check(again.share_url === url, `sharing twice gave "${url}" and "${again.share_url}"`);
    },
  },
  {
    id: 'sharing/unshare-twice',
    title: 'Unsharing a session that is not shared is a 204',
    sessions: 'own',
    async run(context) {
      const { id } = await context.own('completed');
      context.expectCode(await context.to('unshare', id), 204);
      context.expectCode(await context.to('unshare', id), 204);
    },
  },
  {
    id: 'sharing/no-writes-without-key',
    title: 'Without a key a shared session can be read, not steered',
    sessions: 'own',
    async run(context) {
      await writeAs(context, (await sharedSession(context)).id, null);
    },
  },
  {
    id: 'sharing/other-key',
    title: 'Another owner can read a shared session, and not steer it',
    sessions: 'own',
    needs: ['second-key'],
    async run(context) {
      const { id } = await sharedSession(context);
      context.expectCode(await context.to('get', id, { key: context.otherApiKey }), 200);
      await writeAs(context, id, context.otherApiKey);
    },
  },
];

/** Sharing. */
export const sharingCases: readonly ConformanceCase[] = cases.map((each) => ({ ...each, section: 'sharing' }));
