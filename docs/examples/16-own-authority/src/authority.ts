import { deadlines, evolve, initialState } from '@agent-session/core';
import {
  decideCommand,
  decideDeadline,
  decideDelivery,
  decideLaunch,
  decideOutput,
} from '@agent-session/core/authority';
import type { Command, Decision, LogEntry, SessionLimits, SessionState } from '@agent-session/core';
import type { AnswerReason, Output, OutputDecision } from '@agent-session/core/authority';
import type { ToolResult, UserMessage } from '@agent-session/protocol';

/** A session and the only one who may append to its log. */
export interface Authority {
  readonly state: SessionState;
  readonly log: readonly LogEntry[];
  /** Takes a command of a caller. */
  command(command: Command, results?: readonly ToolResult[]): Decision['outcome'];
  /** Says something to the agent. */
  say(message: string): Decision['outcome'];
  /** Takes what the agent brings, and says what to do with the agent. */
  output(output: Output): OutputDecision['next'];
  /** Hands the agent what was said to it since it asked last. */
  deliver(): readonly UserMessage[];
  /** Looks at the clock: decides every deadline that is due. */
  tick(): void;
}

/** Launches a session. The one effect is the time, which is passed in; a real one would write the log to its database. */
export function createAuthority(now: () => string, limits: Partial<SessionLimits>): Authority {
  const log: LogEntry[] = [];
  let state = initialState();
  let undelivered: UserMessage[] = [];
  /** Whether the agent was asked for its answer: what core cannot know, because this is said to the agent. */
  let asked: { readonly reason: AnswerReason; readonly steps: number } | null = null;

  const append = ({ entries }: { readonly entries: readonly LogEntry[] }) => {
    for (const entry of entries) {
      const { turn } = state;
      state = evolve(state, entry);
      log.push(entry);
      if (state.turn !== turn) asked = null;
    }
  };
  const ask = (reason: AnswerReason | null) => {
    if (reason !== null) asked = { reason, steps: state.steps };
  };
  const command: Authority['command'] = (asks, results) => {
    const decision = decideCommand(state, asks, { at: now(), ...(results && { results }) });
    if (decision.outcome !== 'accepted') return decision.outcome;
    append(decision);
    if (asks.name === 'forceAnswer') ask('force_answer');
    return decision.outcome;
  };

  append(decideLaunch({ at: now(), limits }));
  return {
    get state() {
      return state;
    },
    log,
    command,
    say(message) {
      const outcome = command({ name: 'message', text: message });
      if (outcome === 'accepted') undelivered.push({ type: 'user_message', message });
      return outcome;
    },
    output(output) {
      const decision = decideOutput(state, output, { at: now(), asked });
      append(decision);
      ask(decision.asks);
      return decision.next;
    },
    deliver() {
      const messages = undelivered;
      undelivered = [];
      append(decideDelivery(state, messages, { at: now() }));
      return messages;
    },
    tick() {
      for (const { kind, dueAt } of deadlines(state)) {
        const wasAsked = kind === 'maxTime' && asked?.reason === 'max_time_s';
        if (wasAsked || dueAt > now()) continue;
        const decision = decideDeadline(state, kind, { at: now() });
        append(decision);
        if (decision.action === 'ask') ask('max_time_s');
      }
    },
  };
}
