import type { OutputDecision } from '@agent-session/core/authority';
import type { SessionErrorCode } from '@agent-session/protocol';
import { isAgentFailure } from '../agents/agent-failure.js';
import { saidBy } from '../agents/fetch-causes.js';
import { answerFormatOf } from '../requests/resolve-request.js';
import type { Draft } from '../sessions/draft.js';
import { isOver } from '../sessions/is-over.js';
import type { ServerState } from '../sessions/server-state.js';
import { StoreError } from '../store/errors.js';
import { waitOn } from '../time/wait-on.js';
import { createAnswerCheck } from './accept-answer.js';
import { createAgentContext } from './agent-context.js';
import { beginOutputs } from './begin-outputs.js';
import { beforeSilence, type Silence } from './before-silence.js';
import { AgentOutputError, checkOutput } from './check-output.js';
import { deliverMessages } from './deliver.js';
import { endOfRun } from './end-of-run.js';
import { launchAgent } from './launch-agent.js';
import { loopTurn } from './loop-turn.js';
import { recordOutput, type AnswerRules } from './record-output.js';
import { RunStopped, type RunControl, type RunOptions } from './run-control.js';
import { takeOutput } from './take-output.js';

/** An agent at work on one turn of a session. */
export interface Run {
  /** The session changed. */
  notify(): void;
  /** Stops the agent and writes nothing more. */
  stop(reason: string): void;
  /** Resolves when the run is over; never rejects. */
  readonly done: Promise<void>;
}

/** After so many events in a row the event loop gets a turn, so that an agent that floods starves nobody. */
const EVENTS_PER_LOOP_TURN = 32;
const STORE_RETRY_MS = [1000, 2000, 5000, 10_000, 30_000];

/** Starts the agent on the current turn of the session. */
export function startRun(options: RunOptions): Run {
  const { sessionId, keeper, clock, limits, agent } = options;
  const abort = new AbortController();
  const waiters = new Set<() => void>();
  const waitOrStop = (delayMs: number) => waitOn(clock)(delayMs, abort.signal).catch(() => undefined);
  let events = 0;

  const stateNow = (): ServerState => {
    const session = keeper.peek(sessionId);
    if (!session || abort.signal.aborted) throw new RunStopped();
    return session.state;
  };

  /** Waits for the session to come to a state; rejects with RunStopped when the run is stopped first. */
  const until = async (reached: (state: ServerState) => boolean): Promise<void> => {
    while (!reached(stateNow())) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiters.delete(wake);
          resolve();
        };
        waiters.add(wake);
      });
    }
  };

  const change = <Result>(decide: (draft: Draft) => Result): Promise<Result> => {
    stateNow();
    return keeper.change(sessionId, decide);
  };

  const runs: RunControl = { ...options, signal: abort.signal, stateNow, until, change };

  const begin = async (): Promise<void> => {
    const session = await keeper.get(sessionId);
    if (session && launches(session.state)) await launchAgent(runs, session);
    for (;;) {
      await until(({ lifecycle: { state } }) => state === 'launching' || state === 'working');
      const begun = await change((draft) => {
        const { state } = draft.state.lifecycle;
        if (state !== 'launching' && state !== 'working') return false;
        takeOutput(draft, { kind: 'began' });
        deliverMessages(draft, draft.state.unread.length, true);
        return true;
      });
      if (begun) return;
    }
  };

  /** Decides again for as long as the session is paused. */
  const onceNotPaused = async (decideNow: (draft: Draft) => OutputDecision['next']) => {
    for (;;) {
      await until(({ lifecycle }) => lifecycle.state !== 'paused');
      const next = await change(decideNow);
      if (next !== 'later') return next;
    }
  };

  const runAgentOnce = async (resumed: boolean): Promise<'return' | 'stop'> => {
    const session = await keeper.get(sessionId);
    if (!session) throw new RunStopped();
    const check = createAnswerCheck(answerFormatOf(session.request));
    const rules: AnswerRules = { check, maxAttempts: limits.maxAnswerAttempts };
    const { context, waitsForServer } = await createAgentContext(runs, session, resumed);
    const silence: Silence = {
      isAgentsTurn: () => !waitsForServer() && stateNow().lifecycle.state === 'working',
      failure: (seconds) => new AgentOutputError(`The agent yielded nothing for ${seconds} s.`),
    };
    const iterator = beginOutputs(agent, context);
    try {
      for (;;) {
        const next = await beforeSilence(iterator.next(), runs, silence);
        if (next.done) return 'return';
        events += 1;
        if (events > limits.maxEventsPerRun) {
          throw new AgentOutputError(`The agent yielded more than ${limits.maxEventsPerRun} events in one run.`);
        }
        const output = checkOutput(next.value, limits);
        const after = await onceNotPaused((draft) => recordOutput(draft, output, rules));
        if (after === 'over') return 'stop';
        if (after === 'return') return after;
        await until(({ lifecycle }) => lifecycle.state !== 'paused');
        if (events % EVENTS_PER_LOOP_TURN === 0) await loopTurn();
      }
    } finally {
      // Not awaited: an agent that hangs in its clean-up holds nobody up, and what it throws there is nobody's.
      void Promise.resolve(iterator.return?.()).catch(() => undefined);
    }
  };

  const execute = async (): Promise<void> => {
    let { resumed } = options;
    if (resumed) {
      await until(({ lifecycle }) => lifecycle.state === 'working' && lifecycle.pendingToolCalls.length === 0);
    } else await begin();
    for (;;) {
      const returned = await runAgentOnce(resumed);
      resumed = false;
      if (returned === 'stop') return;
      if ((await onceNotPaused(endOfRun)) === 'over') return;
    }
  };

  /** Writes the failure; when even that cannot be stored, tries again for as long as the server runs. */
  const recordFailure = async (error: unknown): Promise<void> => {
    const { errorCode, message } = explain(error, agent.name);
    for (let attempt = 0; ; attempt += 1) {
      try {
        await change((draft) => {
          const { state } = draft.state.lifecycle;
          if (isOver(state) || state === 'idle') return;
          draft.note({ kind: 'trace', trace: options.redact(traceOf(error)) });
          takeOutput(draft, { kind: 'failed', error: options.redact(message), errorCode });
        });
        return;
      } catch (storeError) {
        if (storeError instanceof RunStopped) return;
        options.log({ level: 'error', event: 'run.failure-not-stored', sessionId, error: storeError });
        const delayMs = STORE_RETRY_MS[Math.min(attempt, STORE_RETRY_MS.length - 1)] ?? 0;
        await waitOrStop(delayMs);
      }
    }
  };

  const notify = () => {
    for (const wake of [...waiters]) wake();
  };

  return {
    notify,
    stop(reason) {
      if (abort.signal.aborted) return;
      abort.abort(new RunStopped(reason));
      notify();
    },
    done: execute().catch(async (error: unknown) => {
      if (error instanceof RunStopped || abort.signal.aborted) return;
      options.log({ level: 'warn', event: 'run.failed', sessionId, agent: agent.name, error });
      await recordFailure(error);
    }),
  };
}

function launches({ lifecycle: { state, resumesTo } }: ServerState): boolean {
  return (state === 'paused' ? resumesTo : state) === 'launching';
}

function explain(
  error: unknown,
  agentName: string,
): { readonly errorCode: SessionErrorCode; readonly message: string } {
  if (isAgentFailure(error)) return { errorCode: error.errorCode, message: error.message };
  if (error instanceof AgentOutputError) return { errorCode: 'internal', message: error.message };
  if (error instanceof StoreError) {
    // What the store says names files of the server; its log has it.
    const what = 'The server could not keep what the agent did: its store was out of order. Create the session again.';
    return { errorCode: 'internal', message: what };
  }
  return { errorCode: 'internal', message: `The agent ${agentName} failed: ${saidBy(error) || 'it gave no reason'}` };
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
