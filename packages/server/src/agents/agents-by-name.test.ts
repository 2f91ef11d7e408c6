import { expect, it } from 'vitest';
import type { Agent } from './agent.js';
import { agentsByName } from './agents-by-name.js';

const agent = (more: Partial<Agent>): Agent => ({
  name: 'test/one',
  description: 'Does nothing.',
  async *run() {},
  ...more,
});

it('gives each agent under its name', () => {
  const agents = [agent({}), agent({ name: 'test/other' })];
  expect([...agentsByName(agents)]).toEqual(agents.map((one) => [one.name, one]));
});

it.each<[string, Partial<Agent>, RegExp]>([
  ['without a description', { description: '' }, /"test\/one" cannot be launched: description: /],
  ['whose description is none', { description: undefined as never }, /cannot be launched: description: /],
  ['with a name too long for the wire', { name: 'x'.repeat(128) }, /cannot be launched: name: /],
  ['whose spec is none', { spec: { environments: 'browser' as never } }, /cannot be launched: environments: /],
])('refuses an agent %s when the server is made, not when a session is launched', (_, more, message) => {
  expect(() => agentsByName([agent(more)])).toThrow(message);
});

it('refuses two of one name', () => {
  expect(() => agentsByName([agent({}), agent({})])).toThrow('Two agents are named "test/one"');
});
