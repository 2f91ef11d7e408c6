import { isSessionStatus, isTerminal, type Session, type SessionChanges } from '@agent-session/protocol';
import type { CaseContext, ConformanceCase, ReachableState } from '../case.js';
import { readHistory } from '../read-history.js';
import { wordOf } from '../states.js';

const STATES = [
  'working',
  'awaitingTools',
  'paused',
  'idle',
  'completed',
  'timed_out',
  'interrupted',
  'failed',
] as const;

async function read(context: CaseContext, id: string) {
  const session = context.expectCode(await context.to('get', id), 200).json<Session>();
  const status = await context.status(id);
  const changes = context.expectCode(await context.to('changes', id), 200).json<SessionChanges>();
  return { session, status, changes };
}

const agreeing = STATES.map((state): ConformanceCase => ({
  id: `lifecycle/views-agree-${state}`,
  section: 'lifecycle',
  title: `Session, status and changes agree about a session that is ${state}`,
  sessions: 'shared',
  async run(context) {
    const { id } = await context.shared(state);
    const { session, status, changes } = await read(context, id);
    const words = [session.status.status, status.status, changes.status];
    const agree = words.every((each) => each === wordOf(state));
    if (!agree) await context.expectStill(id, state);
    context.check(agree, `all should say ${wordOf(state)}; they say ${words.join(', ')}`);
    for (const [name, view] of Object.entries({ session, changes })) {
      const { status: now } = session.status;
      const isOver = isSessionStatus(now) && isTerminal(now);
      context.check(typeof view.started_at === 'string', `started_at of the ${name} should be set`);
      context.check(
        isOver === (typeof view.finished_at === 'string'),
        `finished_at of the ${name} should be ${isOver ? 'set' : 'null'}`,
      );
    }
  },
}));

const histories = STATES.map((state): ConformanceCase => ({
  id: `lifecycle/history-${state}`,
  section: 'lifecycle',
  title: `The events of a session that is ${state} are a legal history that leads there`,
  sessions: 'shared',
  async run(context) {
    const { id } = await context.shared(state);
    const events = await context.events(id);
    const history = readHistory(events);
    context.check(history.violations.length === 0, history.violations.join('; '));
    const leadsThere = history.state.wireStatus === wordOf(state);
    if (!leadsThere) await context.expectStill(id, state);
    context.check(leadsThere, `the events lead to ${history.state.wireStatus}, the status is ${wordOf(state)}`);
    const times = events.map(({ timestamp }) => Date.parse(timestamp));
    const back = times.findIndex((time, index) => index > 0 && !(time >= (times[index - 1] ?? 0)));
    context.check(back === -1, `event ${back} is older than the one before it`);
  },
}));

const ending = (state: ReachableState, error: string | null): ConformanceCase => ({
  id: `lifecycle/end-${state}`,
  section: 'lifecycle',
  title: `A session that is ${state} ${error === null ? 'carries no error' : `says why: ${error}`}`,
  sessions: 'shared',
  async run(context) {
    const { session, status, changes } = await read(context, (await context.shared(state)).id);
    for (const [name, view] of Object.entries({ session: session.status, status, changes })) {
      if (error === null) {
        context.check((view.error ?? null) === null, `the ${name} should carry no error`);
        continue;
      }
      context.check(typeof view.error === 'string' && view.error !== '', `the ${name} should carry an error`);
      context.check(view.error_code === error, `error_code of the ${name} should be ${error}`);
    }
  },
});

const singles: readonly ConformanceCase[] = [
  {
    id: 'lifecycle/not-started-when-created',
    section: 'lifecycle',
    title: 'A session that was just created has neither started nor finished',
    sessions: 'own',
    async run(context) {
      const reply = context.expectCode(await context.create('answers'), 201);
      const session = reply.json<Session>();
      const { status } = session.status;
      context.check(status === 'pending' || status === 'queued', `it should be pending or queued, not ${status}`);
      context.check((session.started_at ?? null) === null, 'started_at should be null');
      context.check((session.finished_at ?? null) === null, 'finished_at should be null');
    },
  },
  {
    id: 'lifecycle/answer',
    section: 'lifecycle',
    title: 'The answer of a completed session is on the session, in its changes and among its events',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const { session, changes } = await read(context, id);
      context.check((session.latest_answer ?? null) !== null, 'latest_answer should be set');
      context.check(
        JSON.stringify(session.latest_answer) === JSON.stringify(changes.answer),
        'the answer of the changes should be the latest answer',
      );
      const told = (await context.events(id)).some(({ data }) => /"answer_event"/.test(JSON.stringify(data)));
      context.check(told, 'an answer_event should be among the events');
    },
  },
  {
    id: 'lifecycle/request-echoed',
    section: 'lifecycle',
    title: 'A session carries the request it was created with',
    sessions: 'own',
    async run(context) {
      const { id } = await context.launch('answers', { messages: 'Echo this.', max_steps: 7 });
      const { request } = context.expectCode(await context.to('get', id), 200).json<Session>();
      context.check(request.max_steps === 7, 'max_steps of the request should come back');
      context.check(JSON.stringify(request.messages).includes('Echo this.'), 'the messages should come back');
    },
  },
  {
    id: 'lifecycle/first-message-echoed',
    section: 'lifecycle',
    title: 'The message a session begins with is among its events',
    sessions: 'own',
    async run(context) {
      const { id } = await context.launch('answers', { messages: 'Find this sentence.' });
      await context.until('the message should be among the events', async () =>
        (await context.events(id)).some(({ data }) => JSON.stringify(data).includes('Find this sentence.')),
      );
    },
  },
  {
    id: 'lifecycle/max-steps',
    section: 'lifecycle',
    title: 'At max_steps the agent is asked for its answer',
    sessions: 'own',
    async run(context) {
      const { id } = await context.launch('works', { max_steps: 2 });
      await context.until('the session should end', async () => {
        const { status } = await context.status(id);
        return ['completed', 'idle', 'failed'].includes(status);
      });
    },
  },
];

/** One legal story, told everywhere alike. */
export const lifecycleCases: readonly ConformanceCase[] = [
  ...agreeing,
  ...histories,
  ending('completed', null),
  ending('interrupted', null),
  ending('failed', 'environment_error'),
  ending('timed_out', 'timeout'),
  ...singles,
];
