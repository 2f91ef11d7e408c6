import type { SessionLimits } from '../../src/index.js';

/** A part of all that can happen, small enough to be visited whole. */
export interface Configuration {
  readonly name: string;
  /** The platform reopens ended sessions. */
  readonly reopen: boolean;
  readonly limits: Partial<SessionLimits>;
  /** Which groups of steps happen. */
  readonly steps: readonly StepGroup[];
  /** The tool calls that the agent opens at once; none: it does not say which. */
  readonly calls: readonly string[];
  /** So many intents at once at most. */
  readonly maxIntents: number;
}

export type StepGroup =
  | 'lifecycle events'
  | 'call events'
  | 'answer events'
  | 'echo events'
  | 'status reads'
  | 'status reads with details'
  | 'switch commands'
  | 'message commands'
  | 'call commands'
  | 'end commands'
  | 'launch'
  | 'facts'
  | 'authority'
  | 'agent'
  | 'deadlines';

const limits = { maxTimeSeconds: 1000, idleTimeoutSeconds: 100 };

type Part = Pick<Configuration, 'name' | 'steps' | 'calls' | 'maxIntents'>;

/** The largest first, so that two cores end together. */
const PARTS: readonly Part[] = [
  {
    name: 'calls',
    steps: ['lifecycle events', 'call events', 'status reads', 'call commands', 'facts', 'authority', 'deadlines'],
    calls: ['a', 'b'],
    maxIntents: 1,
  },
  {
    name: 'messages',
    steps: ['lifecycle events', 'echo events', 'status reads', 'message commands', 'facts', 'authority'],
    calls: [],
    maxIntents: 2,
  },
  {
    name: 'answers',
    steps: ['lifecycle events', 'answer events', 'status reads', 'status reads with details'],
    calls: [],
    maxIntents: 0,
  },
  {
    name: 'switches',
    steps: ['lifecycle events', 'status reads', 'switch commands', 'facts', 'authority'],
    calls: [],
    maxIntents: 1,
  },
  {
    name: 'lifecycle',
    steps: ['lifecycle events', 'status reads', 'facts', 'authority', 'deadlines', 'end commands'],
    calls: [],
    maxIntents: 1,
  },
  { name: 'run here', steps: ['launch', 'authority', 'agent', 'deadlines'], calls: ['a', 'b'], maxIntents: 2 },
];

/** Parts of those, in which most of what can be wrong shows soon. */
const EXCERPTS: readonly Part[] = [
  {
    name: 'calls alone',
    steps: ['lifecycle events', 'call events', 'call commands', 'authority'],
    calls: ['a'],
    maxIntents: 1,
  },
  { name: 'messages alone', steps: ['lifecycle events', 'echo events', 'message commands'], calls: [], maxIntents: 2 },
];

export const CONFIGURATIONS = PARTS.flatMap(onAnyPlatform);

export const EXCERPT_CONFIGURATIONS = EXCERPTS.flatMap(onAnyPlatform);

function onAnyPlatform(part: Part): Configuration[] {
  return [
    { ...part, reopen: false, limits },
    { ...part, name: `${part.name}, reopening`, reopen: true, limits },
  ];
}
