import {
  CommandRefusedError,
  decide,
  evolve,
  observe,
  type Command,
  type Intent,
  type SessionState,
} from '@agent-session/core';
import { isTerminal, type ToolError, type ToolResult, type UserMessage } from '@agent-session/protocol';
import type { LiveClient } from './live-client.js';
import type { LiveSession, WaitOptions } from './live-session.js';
import { isKnown } from './hub.js';
import { messageOf } from './message-of.js';
import type { SessionHub } from './session-hub.js';

/** The verbs of a live session, and what its waits must know of them. */
export interface Commands extends Pick<
  LiveSession,
  'message' | 'pause' | 'resume' | 'forceAnswer' | 'cancel' | 'toolResults'
> {
  /** The latest message that was accepted: its place in the log, and the events seen when it was. */
  lastMessage(): { readonly index: number; readonly eventIndex: number } | null;
  /** Resolves when every command on its way has its outcome; rejects when the latest message has none. */
  recorded(signal: AbortSignal | undefined): Promise<void>;
}

/**
 * Commands that ask the state machine first. What an old poll says is never a reason to refuse: before a refusal the
 * status is read for that very call. Only the end of a session is final.
 */
export function createCommands(hub: SessionHub, client: LiveClient): Commands {
  let last: { readonly index: number; readonly eventIndex: number } | null = null;
  const inFlight = new Set<Promise<unknown>>();
  let messageInFlight: Promise<unknown> | null = null;

  async function run(
    command: Command,
    options: WaitOptions,
    request: (call: { readonly signal?: AbortSignal }) => Promise<void>,
  ): Promise<number | null> {
    const { signal } = options;
    signal?.throwIfAborted();
    await hub.ready();
    const call = signal ? { signal } : {};
    let { state } = hub;
    let decision = decide(state, command);
    if (!isTerminal(state.status) && (decision.outcome === 'refused' || !isKnown(hub.state))) {
      state = await freshState(call);
      decision = decide(state, command);
    }
    if (decision.outcome === 'refused') {
      hub.recordCommand(command, 'refused', hub.state.nextIndex, decision.reason);
      throw new CommandRefusedError({
        command: command.name,
        state: state.state,
        eventIndex: state.enteredAtEventIndex,
        reason: decision.reason,
        allowed: decision.allowed,
      });
    }
    if (decision.outcome === 'no-op' && isTerminal(state.status)) return null;
    const sentAt = hub.state.nextIndex;
    try {
      await request(call);
    } catch (error) {
      const code = (error as { readonly code?: unknown } | null)?.code;
      const reason = messageOf(error);
      if (code === 'delivery-unknown') hub.recordCommand(command, 'unknown', sentAt, reason);
      else if (code === 'refused-by-state') hub.recordCommand(command, 'refused', sentAt, reason);
      throw error;
    }
    return hub.recordCommand(command, decision.outcome, sentAt);
  }

  /** The state as it would be if the status read now were the end of the log. For judging only. */
  async function freshState(call: { readonly signal?: AbortSignal }): Promise<SessionState> {
    const body = await client.status(hub.id, call);
    const { state } = hub;
    const entries = observe(state, { source: 'status', body, at: hub.now(), endOfLog: state.nextIndex });
    return entries.reduce(evolve, state);
  }

  function track<Result>(sending: Promise<Result>): Promise<Result> {
    inFlight.add(sending);
    const landed = (): void => {
      inFlight.delete(sending);
    };
    sending.then(landed, landed);
    return sending;
  }

  async function plain(
    command: Command,
    options: WaitOptions,
    send: (call: { readonly signal?: AbortSignal }) => Promise<void>,
  ): Promise<void> {
    await track(run(command, options, send));
  }

  return {
    message(message, options = {}) {
      const sending = track(
        (async () => {
          const eventIndex = hub.state.nextIndex;
          const index = await run(messageCommand(message), options, (call) => client.message(hub.id, message, call));
          if (index !== null) last = { index, eventIndex };
        })(),
      );
      messageInFlight = sending;
      sending.catch(() => undefined);
      return sending;
    },
    pause: (options = {}) => plain({ name: 'pause' }, options, (call) => client.pause(hub.id, call)),
    resume: (options = {}) => plain({ name: 'resume' }, options, (call) => client.resume(hub.id, call)),
    forceAnswer: (options = {}) => plain({ name: 'forceAnswer' }, options, (call) => client.forceAnswer(hub.id, call)),
    cancel: (options = {}) => plain({ name: 'cancel' }, options, (call) => client.cancel(hub.id, call)),
    toolResults: (results, options = {}) =>
      plain(toolResultsCommand(results), options, (call) => client.toolResults(hub.id, results, call)),
    lastMessage: () => last ?? recordedMessage(hub.state),
    async recorded(signal) {
      if (inFlight.size === 0) return;
      const sending = messageInFlight;
      const all = Promise.allSettled(inFlight);
      await (signal ? abortable(all, signal) : all);
      // A message that failed has no answer to wait for; its own promise says why.
      if (sending) await sending;
    },
  };
}

/** The latest message of the log: one sent by another watch, or before this one went on from a record. */
function recordedMessage({ intents, endedIntents }: SessionState): { index: number; eventIndex: number } | null {
  const messages = [...endedIntents.last, ...intents].filter(({ command }) => command.name === 'message');
  return messages.reduce<Intent | null>((latest, each) => (latest && latest.index > each.index ? latest : each), null);
}

function messageCommand(message: string | UserMessage): Command {
  if (typeof message === 'string') return { name: 'message', text: message };
  // What is no message is refused by the client, in its words.
  const { message: text, caller_id: callerId } = message ?? {};
  return { name: 'message', text, ...(callerId === undefined ? {} : { callerId }) };
}

function toolResultsCommand(results: readonly (ToolResult | ToolError)[]): Command {
  const ids = Array.isArray(results) ? results.map((result: ToolResult | ToolError) => result.tool_req?.id) : [null];
  return ids.every((id) => typeof id === 'string') ? { name: 'toolResults', callIds: ids } : { name: 'toolResults' };
}

function abortable<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason as Error);
    if (signal.aborted) {
      aborted();
      return;
    }
    signal.addEventListener('abort', aborted, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
