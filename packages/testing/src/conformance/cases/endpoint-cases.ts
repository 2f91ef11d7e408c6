import { ENDPOINTS, ENDPOINT_NAMES, type EndpointName } from '@agent-session/protocol';
import type { CaseContext, ConformanceCase } from '../case.js';
import type { Reply } from '../probe.js';

type Try = (context: CaseContext) => Promise<Reply>;

const toShared =
  (name: EndpointName): Try =>
  async (context) =>
    context.to(name, (await context.shared('completed')).id);

const file = { path: 'notes.txt' };

/** How each endpoint is made to succeed. Total: a new endpoint has to say. */
const TRIES: Readonly<Record<EndpointName, { readonly sessions: ConformanceCase['sessions']; readonly send: Try }>> = {
  create: {
    sessions: 'own',
    async send(context) {
      const reply = await context.create('answers', { messages: 'Say hello.' });
      return reply.status === 429 ? context.skip('no session can be launched now (429)') : reply;
    },
  },
  list: { sessions: 'none', send: (context) => context.call('list') },
  quota: { sessions: 'none', send: (context) => context.call('quota') },
  get: { sessions: 'shared', send: toShared('get') },
  status: { sessions: 'shared', send: toShared('status') },
  changes: { sessions: 'shared', send: toShared('changes') },
  events: { sessions: 'shared', send: toShared('events') },
  share: { sessions: 'shared', send: toShared('share') },
  unshare: { sessions: 'shared', send: toShared('unshare') },
  cancel: { sessions: 'own', send: async (context) => context.to('cancel', (await context.own('working')).id) },
  pause: { sessions: 'own', send: async (context) => context.to('pause', (await context.own('working')).id) },
  resume: { sessions: 'own', send: async (context) => context.to('resume', (await context.own('paused')).id) },
  forceAnswer: {
    sessions: 'own',
    send: async (context) => context.to('forceAnswer', (await context.own('working')).id),
  },
  message: { sessions: 'own', send: async (context) => context.command((await context.own('idle')).id, 'message') },
  toolResults: {
    sessions: 'own',
    send: async (context) => context.command((await context.own('awaitingTools')).id, 'toolResults'),
  },
  feedback: {
    sessions: 'shared',
    send: async (context) => context.command((await context.shared('completed')).id, 'feedback'),
  },
  eventFeedback: {
    sessions: 'shared',
    async send(context) {
      const { id } = await context.shared('completed');
      return context.to('eventFeedback', id, { path: { event_index: 0 }, body: { success: true } });
    },
  },
  resource: {
    sessions: 'shared',
    async send(context) {
      const { id } = await context.shared('completed');
      const reply = await context.to('resource', id, { path: { bucket: 'files', key: 'answer.txt' } });
      return reply.status === 404 ? context.skip('the agent keeps no resource files/answer.txt') : reply;
    },
  },
  listFiles: { sessions: 'shared', send: files('listFiles', {}) },
  readFile: { sessions: 'shared', send: files('readFile', file) },
  writeFile: { sessions: 'shared', send: files('writeFile', { ...file, content_base64: '' }) },
};

function files(name: EndpointName, body: unknown): Try {
  return async (context) => {
    const reply = await context.to(name, (await context.shared('completed')).id, { body });
    return reply.status === 404 ? context.skip('the platform has no session files (404)') : reply;
  };
}

/** Each endpoint once, with success. */
export const endpointCases: readonly ConformanceCase[] = ENDPOINT_NAMES.map((name) => {
  const { method, path, success } = ENDPOINTS[name];
  const { sessions, send } = TRIES[name];
  return {
    id: `endpoints/${name}`,
    section: 'endpoints',
    title: `${method} ${path} answers ${success.join(' or ')}`,
    sessions,
    async run(context) {
      context.expectCode(await send(context), ...success);
    },
  };
});
