/**
 * What can happen to the lifecycle of a session, past tense, with its meaning. The one source of the names of facts.
 * Where each leads from which state is in the transition table; which event carries it is in the table of wire facts.
 */
export const FACTS = {
  launched: 'The session was created and its agent is being launched. A turn begins.',
  queued: 'The session was created above the concurrency limit and waits for a slot.',
  dequeued: 'A slot became free and the agent is being launched.',
  started: 'The agent runs. This alone sets the start time.',
  paused: 'The run stands still with its state preserved.',
  resumed: 'The run goes on where it was paused.',
  idled: 'The agent finished its turn and waits for the next message.',
  woken: 'A message woke the idle agent. A turn begins.',
  awaitedTools: 'The agent waits for results of tools that the caller runs.',
  toolsSettled: 'Every awaited tool call has a result, or was given up.',
  completed: 'The agent finished the task.',
  timedOut: 'The run exceeded its time.',
  interrupted: 'The session was cancelled.',
  failed: 'An unrecoverable error ended the run.',
  reopened: 'A message to an ended session opened it again. A turn begins.',
} as const satisfies Record<string, string>;

/** The name of a fact. */
export type FactName = keyof typeof FACTS;

/** All facts, in the order of a run. */
export const FACT_NAMES = Object.keys(FACTS) as readonly FactName[];

/** True for a word that names a fact. */
export function isFactName(word: unknown): word is FactName {
  return typeof word === 'string' && Object.hasOwn(FACTS, word);
}
