import type { Agent, AgentContext } from './agent.js';
import { AgentFailure } from './agent-failure.js';
import { checkScript } from './check-script.js';
import type { Script, ScriptedCommand } from './script.js';

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
  const { launchSeconds = 0 } = script;
  return {
    name: script.name,
    description: script.description ?? 'Plays a written run.',
    ...(launchSeconds > 0 && { launch: ({ signal }) => wait(launchSeconds * 1000, signal) }),
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
