import type { QuotaStatus, Session, SessionRequest } from '@agent-session/protocol';
import type { ConformanceBehaviour } from './agents.js';
import type { CaseContext, ReachableState, StagedSession } from './case.js';
import { CaseSkipped } from './outcome.js';

/** What bringing a session somewhere works with. */
export interface Hands {
  readonly context: CaseContext;
  /** Creates a session, whether it has a slot or not. */
  readonly create: (behaviour: ConformanceBehaviour, request: Partial<SessionRequest>) => Promise<Session>;
  /** Ends a session that holds a slot and that nobody needs just now. `false`: there is none. */
  readonly makeRoom: () => Promise<boolean>;
  /** Waits until the session is where it is brought to. */
  readonly reach: (id: string, behaviour: ConformanceBehaviour) => Promise<void>;
}

const IDLE_SECONDS = 900;
const MAX_TIME_SECONDS = 1;
/** A queue is looked for behind at most so many running sessions. */
const MAX_SLOTS = 24;

/** Launches a session and brings it to a state. */
export async function bringTo(state: ReachableState, hands: Hands): Promise<StagedSession> {
  const { context, reach } = hands;
  const launched = async (behaviour: ConformanceBehaviour, request?: Partial<SessionRequest>) => {
    const session = await context.launch(behaviour, request);
    await reach(session.id, behaviour);
    return session;
  };
  /** By way of another state, and a command. */
  const steered = async (from: ReachableState, command: 'pause' | 'cancel', behaviour: ConformanceBehaviour) => {
    const session = await context.own(from);
    const reply = await context.command(session.id, command);
    if (reply.status >= 300) await context.expectStill(session.id, from);
    context.expectCode(reply, command === 'pause' ? 202 : 204);
    await reach(session.id, behaviour);
    return session;
  };
  switch (state) {
    case 'queued':
      return queued(hands);
    case 'launching':
      return launched('launches');
    case 'working':
      return launched('works');
    case 'awaitingTools':
      return launched('asksTools');
    case 'paused':
      return steered('working', 'pause', 'works');
    case 'pausedWithCalls':
      return steered('awaitingTools', 'pause', 'asksTools');
    case 'idle':
      return launched('answers', { idle_timeout_s: IDLE_SECONDS });
    case 'completed':
      return launched('answers');
    case 'interrupted':
      return steered('working', 'cancel', 'works');
    case 'failed':
      return launched('fails');
    case 'timed_out':
      return launched('timesOut', { max_time_s: MAX_TIME_SECONDS });
  }
}

async function queued({ context, create, makeRoom }: Hands): Promise<StagedSession> {
  const { limit } = context.expectCode(await context.call('quota'), 200).json<QuotaStatus>();
  if (limit > MAX_SLOTS) throw new CaseSkipped(`a queue begins only behind ${limit} sessions`);
  while (await makeRoom());
  const ahead: string[] = [];
  while (ahead.length <= limit) {
    const { id } = await create('works', {});
    if ((await context.status(id)).status === 'queued') return { id, ahead };
    ahead.push(id);
  }
  throw new CaseSkipped('nothing is queued above the limit');
}
