import type { SessionLimits } from '../../src/index.js';

/** A part of all that can happen, small enough to be visited whole. */
export interface Configuration {
  readonly name: string;
  /** The platform reopens ended sessions. */
  readonly reopen: boolean;
  readonly limits: Partial<SessionLimits>;
  /** Which groups of steps happen. */
  readonly steps: readonly StepGroup[];
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
  | 'authority'
  | 'deadlines';

const limits = { maxTimeSeconds: 1000, idleTimeoutSeconds: 100 };

const PARTS: readonly Pick<Configuration, 'name' | 'steps' | 'maxIntents'>[] = [
  {
    name: 'lifecycle',
    steps: ['lifecycle events', 'status reads', 'authority', 'deadlines', 'end commands'],
    maxIntents: 1,
  },
  {
    name: 'calls',
    steps: ['lifecycle events', 'call events', 'status reads', 'call commands', 'authority', 'deadlines'],
    maxIntents: 1,
  },
  {
    name: 'switches',
    steps: ['lifecycle events', 'status reads', 'switch commands', 'end commands', 'authority'],
    maxIntents: 2,
  },
  {
    name: 'messages',
    steps: ['lifecycle events', 'echo events', 'answer events', 'status reads', 'message commands', 'authority'],
    maxIntents: 2,
  },
  {
    name: 'answers',
    steps: ['lifecycle events', 'answer events', 'status reads', 'status reads with details'],
    maxIntents: 0,
  },
];

export const CONFIGURATIONS: readonly Configuration[] = PARTS.flatMap((part) => [
  { ...part, reopen: false, limits },
  { ...part, name: `${part.name}, reopening`, reopen: true, limits },
]);
