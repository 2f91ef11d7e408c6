import { checkOptions } from '../check-options.js';
import type { Model, Step } from './model.js';
import { outOfReach } from './out-of-reach.js';

/** How far an exploration goes. */
export interface ExploreOptions {
  /** More states than this cut the exploration short, which is a finding. Default 1,000,000. */
  readonly maxStates?: number;
  /**
   * How many states that share a key are followed, each reached by another way. They must have the same successors, else
   * the key leaves out something that counts. Default 2; 1 believes the key.
   */
  readonly representatives?: number;
  /** So many kinds of findings end the exploration. Default: it goes on to the end. */
  readonly maxFindings?: number;
  /** Called after every 10,000 states. */
  readonly onProgress?: (progress: { readonly states: number; readonly depth: number }) => void;
}

/** Something that is wrong, and the shortest way to it. */
export interface Finding {
  readonly kind: string;
  /** What was seen at the end of `trace`. Empty: the kind says it all. */
  readonly detail: string;
  /** The labels of the steps from the initial state; `replayTrace` takes them. */
  readonly trace: readonly string[];
  /** How often it was seen. */
  readonly count: number;
}

/** What an exploration saw. It is good when `findings` is empty. */
export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** The length of the longest of the shortest ways. */
  readonly depth: number;
  readonly findings: readonly Finding[];
}

/** A way from the initial state: the last step, and the way before it. */
interface Way {
  readonly before: Way | null;
  readonly label: string;
}

/** A state that is still to be followed. */
interface Waiting<State> {
  /** In the order of discovery; states that share a key share it. */
  readonly number: number;
  readonly state: State;
  readonly way: Way | null;
}

/**
 * Visits every state of a model, breadth first, so that the first trace to anything is a shortest one. Nothing is drawn by
 * chance: the same model gives the same exploration.
 *
 * Findings are what `check` and `checkStep` find; what a step throws; states with one key whose successors differ; states
 * from which a goal cannot be reached; and an exploration cut short, which shows nothing about what it did not visit.
 *
 * @throws TypeError for options there are not.
 * @example
 * const { findings } = explore({
 *   initial: 0,
 *   key: String,
 *   steps: () => [{ label: 'up', take: (n) => (n < 5 ? n + 1 : null) }],
 *   check: (n, found) => {
 *     if (n > 2) found('too high', `${n}`);
 *   },
 * });
 * findings; // [{ kind: 'too high', detail: '3', trace: ['up', 'up', 'up'], count: 3 }]
 */
export function explore<State>(model: Model<State>, options: ExploreOptions = {}): Exploration {
  checkOptions(options, { maxStates: true, representatives: true, maxFindings: true, onProgress: true }, 'explore()');
  const { maxStates = 1_000_000, representatives = 2, maxFindings = Infinity, onProgress } = options;
  const goals = Object.entries(model.goals ?? {}).map(([goal, isReached]) => ({ goal, isReached, at: [] as number[] }));
  const findings = new Map<string, { detail: string; trace: readonly string[]; count: number }>();
  const numbers = new Map<string, number>();
  // By number:
  const ways: (Way | null)[] = [];
  const arrivals: number[] = [];
  const signatures: number[] = [];
  const successors: number[][] = [];

  let transitions = 0;
  let depth = 0;
  let next: Waiting<State>[] = [];

  const isOver = (): boolean => ways.length > maxStates || findings.size >= maxFindings;

  const find = (kind: string, detail: string, way: Way | null): void => {
    const known = findings.get(kind);
    if (known === undefined) findings.set(kind, { detail, trace: traceOf(way), count: 1 });
    else known.count += 1;
  };

  /** The number of a state; one that was not seen before, or not often enough, is followed later. */
  const arrive = (state: State, way: Way | null): number => {
    const key = model.key(state);
    let number = numbers.get(key);
    if (number === undefined) {
      number = ways.length;
      numbers.set(key, number);
      ways.push(way);
      arrivals.push(0);
      for (const { isReached, at } of goals) if (isReached(state)) at.push(number);
      if (ways.length % 10_000 === 0) onProgress?.({ states: ways.length, depth });
    }
    const earlier = arrivals[number] as number;
    if (earlier < representatives) {
      arrivals[number] = earlier + 1;
      model.check?.(state, (kind, detail = '') => find(kind, detail, way));
      next.push({ number, state, way });
    }
    return number;
  };

  const follow = ({ number, state, way }: Waiting<State>): void => {
    let signature = 0;
    const followers = new Set<number>();
    for (const step of model.steps(state)) {
      if (isOver()) return;
      const onward = { before: way, label: step.label };
      const after = take(step, state, (kind, detail) => find(kind, detail, onward));
      const to = after === null ? -1 : arrive(after, onward);
      // Whether two states have the same successors is compared by number, so that none has to be kept.
      signature = Math.imul(signature ^ to, 0x9e3779b1) ^ (signature >>> 15);
      if (after === null) continue;
      transitions += 1;
      followers.add(to);
      model.checkStep?.(state, step, after, (kind, detail = '') => find(kind, detail, onward));
    }
    if (signatures[number] === undefined) {
      signatures[number] = signature;
      if (goals.length > 0) successors[number] = [...followers];
    } else if (signatures[number] !== signature) {
      const other = traceOf(ways[number] as Way | null);
      find('states with one key differ', difference(model, state, other), way);
    }
  };

  arrive(model.initial, null);
  while (next.length > 0 && !isOver()) {
    const frontier = next;
    next = [];
    for (const waiting of frontier) follow(waiting);
    if (next.length > 0) depth += 1;
  }
  if (ways.length > maxStates) find('cut short', `there are more than ${maxStates} states`, null);
  if (!isOver()) {
    for (const { goal, at } of goals) {
      for (const number of outOfReach(successors, at)) find(`${goal} is out of reach`, '', ways[number] as Way | null);
    }
  }
  return {
    states: ways.length,
    transitions,
    depth,
    findings: [...findings].map(([kind, found]) => ({ kind, ...found })),
  };
}

/** The state after a step; one that throws leads nowhere. */
function take<State>(step: Step<State>, state: State, found: (kind: string, detail: string) => void): State | null {
  try {
    return step.take(state);
  } catch (error) {
    found(`"${step.label}" throws`, String(error));
    return null;
  }
}

function traceOf(way: Way | null): readonly string[] {
  const labels: string[] = [];
  for (let at = way; at !== null; at = at.before) labels.unshift(at.label);
  return labels;
}

/** What follows one state and not another that has the same key and was reached by `trace`. */
function difference<State>(model: Model<State>, state: State, trace: readonly string[]): string {
  const other = trace.reduce((at, label) => successor(model, at, label), model.initial);
  for (const step of model.steps(state)) {
    const here = keyAfter(model, state, step);
    const twin = [...model.steps(other)].find(({ label }) => label === step.label);
    const there = twin === undefined ? 'nothing' : keyAfter(model, other, twin);
    if (here !== there) {
      return `"${step.label}" leads to ${here} here and to ${there} after [${trace.join(', ')}]`;
    }
  }
  return `there are other steps here than after [${trace.join(', ')}]`;
}

function keyAfter<State>(model: Model<State>, state: State, step: Step<State>): string {
  const after = take(step, state, () => {});
  return after === null ? 'nothing' : model.key(after);
}

function successor<State>(model: Model<State>, state: State, label: string): State {
  for (const step of model.steps(state)) if (step.label === label) return step.take(state) as State;
  throw new Error(`The model has no step "${label}" any more.`);
}
