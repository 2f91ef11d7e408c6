import type { AgentSpec } from '@agent-session/protocol';
import { bodySchemas } from '@agent-session/protocol/schemas';
import { createRequestValidator } from '../http/request-validator.js';
import type { Agent } from './agent.js';

/** Checks an agent as the wire has it. */
export const checkAgent = createRequestValidator(bodySchemas.Agent, 'body');

/** The agent as callers see it, before they adjust anything. */
export function specOf(agent: Agent): AgentSpec {
  return { environments: [], ...agent.spec, description: agent.description, name: agent.name };
}

/**
 * The agents of a server, by name.
 *
 * @throws TypeError for two of one name, and for one that no session could be launched with.
 */
export function agentsByName(agents: readonly Agent[]): ReadonlyMap<string, Agent> {
  const byName = new Map<string, Agent>();
  for (const agent of agents) {
    if (byName.has(agent.name)) throw new TypeError(`Two agents are named "${agent.name}"; names must be unique.`);
    const [issue] = checkAgent(specOf(agent));
    if (issue !== undefined) {
      const where = issue.loc.slice(1).join('.');
      throw new TypeError(`The agent "${agent.name}" cannot be launched: ${where}: ${issue.msg}`);
    }
    byName.set(agent.name, agent);
  }
  return byName;
}
