import type { Agent, AgentContext, AgentOutput } from '../agents/agent.js';
import { AgentOutputError } from './check-output.js';

/**
 * Calls `run` and takes what it yields. The types ask for an async generator; an agent in plain JavaScript may be none.
 *
 * @throws AgentOutputError that says how `run` is to be written.
 */
export function beginOutputs(agent: Agent, context: AgentContext): AsyncIterator<AgentOutput> {
  const outputs: unknown = agent.run(context);
  if (isAsyncIterable(outputs)) return outputs[Symbol.asyncIterator]();
  // What it resolves to is nobody's, and neither is what it throws.
  void Promise.resolve(outputs).catch(() => undefined);
  throw new AgentOutputError(`run of the agent "${agent.name}" must be an async generator: write async *run(context).`);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<AgentOutput> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === 'function'
  );
}
