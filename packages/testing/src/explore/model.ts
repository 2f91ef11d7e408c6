/** Says what is wrong. Of each `kind` an exploration keeps the first trace, which is the shortest, and counts the rest. */
export type Found = (kind: string, detail?: string) => void;

/** Something that can happen in a state. */
export interface Step<State> {
  /** In words. Steps of one state have different labels: a trace is a list of them. */
  readonly label: string;
  /** The state after it, the given one left as it was; `null` when it cannot happen here. What it throws is a finding. */
  readonly take: (state: State) => State | null;
}

/** A thing with states, described so that all of them can be visited. */
export interface Model<State> {
  readonly initial: State;
  /**
   * Names the states that count as one: those with the same key. Left out of it: what makes no difference to anything that
   * follows (the time it is, how often something happened). The exploration checks that it makes none.
   */
  readonly key: (state: State) => string;
  /** Everything that can happen. The same list for every state where `take` says what is possible. */
  readonly steps: (state: State) => Iterable<Step<State>>;
  /** Looks at a state: at each that is followed. */
  readonly check?: (state: State, found: Found) => void;
  /** Looks at every step. */
  readonly checkStep?: (before: State, step: Step<State>, after: State, found: Found) => void;
  /** goal → whether a state has reached it. From every state a way must lead to one that has. */
  readonly goals?: Readonly<Record<string, (state: State) => boolean>>;
}
