import type { AgentSessionClient } from '@agent-session/client';
import { answerOfTurn, isSettledState, isTerminalState } from '@agent-session/core';
import type { WatchOptions } from '@agent-session/rxjs';
import { assign, fromPromise, sendTo, setup } from 'xstate';
import { sessionLogic, type SessionNews } from './session-logic.js';

export interface ResearchInput {
  readonly agent: string;
  readonly question: string;
  /** Made once by whoever starts the research: a launch that is repeated after a restart gives the same session. */
  readonly launchKey: string;
}

type ResearchEvent = SessionNews | { readonly type: 'revise'; readonly wish: string } | { readonly type: 'accept' };

/**
 * Research with an editor: an agent works, somebody reads the answer, asks for another one or accepts. The session is a
 * child for as long as any of that takes. Everything outside comes in here, so that the snapshots stay plain data.
 */
export function researchMachine(client: AgentSessionClient, options?: WatchOptions) {
  return setup({
    types: {
      input: {} as ResearchInput,
      context: {} as ResearchInput & { sessionId: string; answer: unknown; refusal: string | null },
      events: {} as ResearchEvent,
      output: {} as { readonly answer: unknown },
    },
    actors: {
      session: sessionLogic(client, options),
      launch: fromPromise<string, ResearchInput>(async ({ input: { agent, question, launchKey }, signal }) => {
        const request = { agent, messages: question, idle_timeout_s: 3600 };
        return (await client.create(request, { idempotencyKey: launchKey, signal })).id;
      }),
    },
    guards: {
      /** The answer to what was asked last: an idle session that has a message on its way is not done. */
      hasAnswered: ({ event }) =>
        event.type === 'session.changed' &&
        event.state.status === 'idle' &&
        isSettledState(event.state) &&
        answerOfTurn(event.state) !== null,
      hasEnded: ({ event }) => event.type === 'session.changed' && isTerminalState(event.state),
    },
    actions: {
      keepAnswer: assign({
        answer: ({ context, event }) =>
          event.type === 'session.changed' ? (answerOfTurn(event.state)?.value ?? context.answer) : context.answer,
      }),
      keepRefusal: assign({ refusal: ({ event }) => ('reason' in event ? event.reason : null) }),
    },
  }).createMachine({
    id: 'research',
    initial: 'launching',
    context: ({ input }) => ({ ...input, sessionId: '', answer: null, refusal: null }),
    states: {
      launching: {
        invoke: {
          src: 'launch',
          input: ({ context }) => context,
          onDone: { target: 'open', actions: assign({ sessionId: ({ event }) => event.output }) },
          onError: { target: 'failed' },
        },
      },
      open: {
        invoke: {
          id: 'session',
          src: 'session',
          input: ({ context }) => ({ id: context.sessionId }),
        },
        initial: 'working',
        on: {
          'session.changed': { guard: 'hasEnded', target: 'failed', actions: 'keepAnswer' },
          'session.lost': { target: 'failed', actions: 'keepRefusal' },
          'session.refused': { actions: 'keepRefusal' },
        },
        states: {
          working: {
            on: {
              'session.changed': [
                { guard: 'hasEnded', target: '#research.failed', actions: 'keepAnswer' },
                { guard: 'hasAnswered', target: 'reviewing', actions: 'keepAnswer' },
              ],
            },
          },
          reviewing: {
            on: {
              revise: {
                target: 'revising',
                actions: sendTo('session', ({ event }) => ({ type: 'message', text: event.wish })),
              },
              accept: { target: 'accepting', actions: sendTo('session', { type: 'cancel' }) },
            },
          },
          // Until the wish has reached the agent, the session is still idle with its earlier answer.
          revising: {
            on: {
              'session.changed': [
                { guard: 'hasEnded', target: '#research.failed', actions: 'keepAnswer' },
                { guard: ({ event }) => event.state.status !== 'idle', target: 'working' },
              ],
            },
          },
          accepting: {
            on: { 'session.changed': { guard: 'hasEnded', target: '#research.accepted' } },
          },
        },
      },
      accepted: { type: 'final' },
      failed: { type: 'final' },
    },
    output: ({ context }) => ({ answer: context.answer }),
  });
}
