import type { AgentEventData, SessionErrorCode, ToolRequest } from '@agent-session/protocol';
import type { Agent, AgentContext, AgentOutput } from './agent.js';
import { AgentFailure } from './agent-failure.js';
import { checkScript } from './check-script.js';

/** One thing a scripted agent does. */
export type ScriptStep =
  /** Yields this event. */
  | AgentEventData
  /** Yields totals. */
  | Extract<AgentOutput, { kind: 'metrics' }>
  /** Waits, on the server's clock. */
  | { readonly kind: 'wait'; readonly seconds: number }
  /** Calls tools of the caller and goes on with their results. */
  | { readonly kind: 'call_tools'; readonly calls: readonly ToolRequest[] }
  /** Takes the messages that came while the turn ran; waits for one if there is none, unless `waits` is false. */
  | { readonly kind: 'take_message'; readonly waits?: boolean }
  /** Answers with what was said last. */
  | { readonly kind: 'echo' }
  /** Fails with this error; `code` is the `error_code` of the wire, default `internal`. */
  | { readonly kind: 'fail'; readonly error: string; readonly code?: SessionErrorCode }
  /** Keeps text as a resource of the session. Default media type `text/plain`. */
  | {
      readonly kind: 'save_resource';
      readonly bucket: 'screenshots' | 'files';
      readonly key: string;
      readonly content: string;
      readonly mediaType?: string;
    }
  /** Says nothing more until the run has timed out. The request has to set `max_time_s`. */
  | { readonly kind: 'time_out' }
  /** Somebody steers the session: what the caller of a session does, written into the run. */
  | ScriptedCommand;

/** A command that reaches the session while it runs. */
export interface ScriptedCommand {
  readonly kind: 'command';
  /** A pause takes hold after the next step. */
  readonly command: 'pause' | 'forceAnswer' | 'cancel';
  /** Only for `pause`: resumes so long after it was asked for. Left out: somebody else has to. */
  readonly resumeAfterSeconds?: number;
}

/** A written run: plain JSON. */
export interface Script {
  /** The id callers name in `agent`. */
  readonly name: string;
  readonly description?: string;
  /** What happens in each turn; turns after the last one repeat it. */
  readonly turns: readonly (readonly ScriptStep[])[];
}

/** Waits on the server's clock; rejects when the signal aborts. Passed in, because agents have no clock of their own. */
export type ScriptWait = (delayMs: number, signal: AbortSignal) => Promise<void>;

/** What a scripted agent works with. */
export interface ScriptedAgentOptions {
  readonly wait: ScriptWait;
  /** Steers the session as its caller would. Only scripts with `command` steps need it. */
  readonly command?: (sessionId: string, command: ScriptedCommand) => Promise<void>;
}

/** How much longer than `max_time_s` a `time_out` keeps silent: any grace is over by then. */
const PAST_TIMEOUT_MS = 24 * 3_600_000;

/**
 * Makes an agent that plays a written run, the same every time: for demos, tests and front ends that need no real agent.
 *
 * @throws TypeError when the script is not one (the message names the place), or has commands and nobody steers.
 * @example
 * const agent = scriptedAgent(
 *   { name: 'demo/greeter', turns: [[{ kind: 'policy_event', content: 'Thinking.' }, { kind: 'answer_event', answer: 'Hello.' }]] },
 *   { wait: waitOn(systemClock) },
 * );
 */
export function scriptedAgent(script: Script, { wait, command }: ScriptedAgentOptions): Agent {
  checkScript(script);
  const isSteered = script.turns.flat().some(({ kind }) => kind === 'command');
  if (isSteered && !command) {
    throw new TypeError(`The script "${script.name}" steers its session, which nobody does here: pass "command".`);
  }
  return {
    name: script.name,
    description: script.description ?? 'Plays a written run.',
    async *run(context) {
      const turn = script.turns[Math.min(context.turn, script.turns.length) - 1] ?? [];
      let heard = context.messages.at(-1)?.message ?? '';
      for (const step of turn) {
        switch (step.kind) {
          case 'wait':
            await wait(step.seconds * 1000, context.signal);
            break;
          case 'call_tools':
            await context.callTools(step.calls);
            break;
          case 'take_message':
            heard =
              step.waits === false ? (context.takeMessages().at(-1)?.message ?? heard) : await nextMessage(context);
            break;
          case 'echo':
            yield { kind: 'answer_event', answer: heard };
            break;
          case 'fail':
            throw new AgentFailure(step.code ?? 'internal', step.error);
          case 'save_resource': {
            const bytes = new TextEncoder().encode(step.content);
            await context.saveResource(step.bucket, step.key, bytes, step.mediaType ?? 'text/plain');
            break;
          }
          case 'time_out':
            await timeOut(context, wait);
            break;
          case 'command':
            await command?.(context.sessionId, step);
            break;
          default:
            yield step;
        }
        if (context.answerRequested !== null && step.kind !== 'echo' && step.kind !== 'answer_event') {
          const answer = turn.find((each) => each.kind === 'answer_event');
          yield answer ?? { kind: 'answer_event', answer: heard };
          return;
        }
      }
    },
  };
}

async function timeOut({ request, signal }: AgentContext, wait: ScriptWait): Promise<void> {
  const { max_time_s: maxTimeSeconds } = request;
  if (typeof maxTimeSeconds !== 'number') {
    throw new AgentFailure('internal', 'The script times out here, but the request sets no max_time_s; set it.');
  }
  await wait(maxTimeSeconds * 1000 + PAST_TIMEOUT_MS, signal);
}

async function nextMessage(context: AgentContext): Promise<string> {
  await context.untilMessage();
  return context.takeMessages().at(-1)?.message ?? '';
}
