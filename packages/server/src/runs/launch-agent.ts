import type { LaunchContext } from '../agents/agent.js';
import { AgentFailure, isAgentFailure } from '../agents/agent-failure.js';
import { saidBy } from '../agents/fetch-causes.js';
import type { HeldSession } from '../sessions/held-session.js';
import { beforeSilence } from './before-silence.js';
import { boundFetch } from './bound-fetch.js';
import { RunStopped, type RunControl } from './run-control.js';

/**
 * Has the agent prepare what it needs, while the session is pending.
 *
 * @throws AgentFailure `environment_error`, or what the agent says, when it cannot.
 */
export async function launchAgent(run: RunControl, { id, request }: HeldSession): Promise<void> {
  const { agent, clock, signal, stateNow } = run;
  if (!agent.launch) return;
  const context: LaunchContext = {
    sessionId: id,
    request,
    signal,
    fetch: boundFetch(run),
    now: () => clock.now(),
  };
  try {
    await beforeSilence(agent.launch(context), run, {
      isAgentsTurn: () => stateNow().lifecycle.state === 'launching',
      failure: (seconds) => new AgentFailure('environment_error', `The agent was not ready after ${seconds} s.`),
    });
  } catch (error) {
    if (isAgentFailure(error) || error instanceof RunStopped) throw error;
    const message = `The agent ${agent.name} could not be made ready: ${saidBy(error) || 'it gave no reason'}`;
    throw new AgentFailure('environment_error', message, { cause: error });
  }
}
