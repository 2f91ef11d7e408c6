import {
  LEAF_STATES,
  allowedFacts,
  decide,
  eventForFact,
  evolve,
  initialState,
  observe,
  type Command,
  type FactName,
  type SessionState,
} from '@agent-session/core';
import { COMMAND_NAMES, type SessionEvent } from '@agent-session/protocol';
import fc from 'fast-check';
import { checkOptions, described } from '../check-options.js';
import { TestingError } from '../errors.js';
import { secondAt } from './legal-runs.js';

/** The implementation under test, as far as the model drives it. */
export interface SessionDriver {
  /** Something happened to the session: the platform sent this event, the next one in order. */
  event(event: SessionEvent): void | Promise<void>;
  /**
   * Somebody asks for this. Says what the implementation makes of it; `undefined`: it has no opinion. Left out: commands
   * are not tried.
   */
  command?(command: Command): CommandAnswer | undefined | Promise<CommandAnswer | undefined>;
  /** The status word as the implementation has it now. */
  status(): string | Promise<string>;
}

type CommandAnswer = 'accepted' | 'no-op' | 'refused';

/** The implementation under test is not where the tables say. */
export class ModelMismatchError extends TestingError {
  override readonly name = 'ModelMismatchError';
  declare readonly code: 'model-mismatch';
  /** What happened so far; what was asked for is in brackets. */
  readonly story: readonly string[];
  /** What the tables say: a status word, or the verdict on a command. */
  readonly expected: string;
  /** What the implementation says. */
  readonly actual: string;

  constructor(
    message: string,
    details: { readonly story: readonly string[]; readonly expected: string; readonly actual: string },
  ) {
    super('model-mismatch', message);
    this.story = [...details.story];
    this.expected = details.expected;
    this.actual = details.actual;
  }
}

/** What the model keeps: where a session is, by the tables. */
export interface LifecycleModel {
  state: SessionState;
  /** What happened so far, for error messages. */
  readonly story: string[];
}

/** Which commands are made. */
export interface ModelCommandsOptions {
  readonly reopen?: boolean;
  /** Also asks for commands and compares the verdict with the command table. Default: true. */
  readonly commands?: boolean;
}

const FIRST: readonly FactName[] = ['launched', 'queued'];

/**
 * fast-check commands that drive an implementation of your own along the lifecycle: whatever can happen happens to it, in
 * any order, and after each step it has to be where the tables say.
 *
 * @returns arbitraries for `fc.commands`, and the model to start with.
 * @example
 * const { commands, model } = asModelCommands();
 * await fc.assert(
 *   fc.asyncProperty(fc.commands(commands), (run) =>
 *     fc.asyncModelRun(() => ({ model: model(), real: myDriver() }), run),
 *   ),
 * );
 */
export function asModelCommands(options: ModelCommandsOptions = {}): {
  readonly commands: fc.Arbitrary<fc.AsyncCommand<LifecycleModel, SessionDriver>>[];
  readonly model: () => LifecycleModel;
} {
  checkOptions(options, { reopen: true, commands: true }, 'asModelCommands()');
  const { reopen = false, commands = true } = options;
  const happens = fc.nat(1000).map((pick) => new Happens(pick));
  const asks = fc.constantFrom(...COMMAND_NAMES).map((name) => new Asks({ name }));
  return {
    commands: commands ? [happens, happens, asks] : [happens],
    model: () => ({ state: initialState({ reopen }), story: [] }),
  };
}

class Happens implements fc.AsyncCommand<LifecycleModel, SessionDriver> {
  readonly #pick: number;
  #told = '';

  constructor(pick: number) {
    this.#pick = pick;
  }

  check(model: Readonly<LifecycleModel>): boolean {
    return possible(model.state).length > 0;
  }

  async run(model: LifecycleModel, real: SessionDriver): Promise<void> {
    const { state } = model;
    const fact = choose(state, this.#pick);
    this.#told = fact;
    model.story.push(fact);
    const at = secondAt(state.nextIndex);
    const event = eventForFact(
      fact,
      { pendingToolCalls: [{ tool_name: 'ask', args: {}, id: `call-${state.nextIndex}` }] },
      at,
    );
    const page = { new_events: [event] };
    for (const entry of observe(state, { source: 'changes', fromIndex: state.nextIndex, page, at } as never)) {
      model.state = evolve(model.state, entry);
    }
    checkDriver(real);
    await real.event(event);
    await compare(model, real, `it got ${event.type} ${JSON.stringify(event.data)}`);
  }

  /** One for each run, so that a counterexample tells what happened in it and not in a later, shorter one that held. */
  [fc.cloneMethod](): Happens {
    return new Happens(this.#pick);
  }

  toString(): string {
    return this.#told || `happens(${this.#pick})`;
  }
}

class Asks implements fc.AsyncCommand<LifecycleModel, SessionDriver> {
  readonly #command: Command;

  constructor(command: Command) {
    this.#command = command;
  }

  /** Nobody can ask anything of a session that is not there. */
  check({ state }: Readonly<LifecycleModel>): boolean {
    return state.turn > 0;
  }

  async run(model: LifecycleModel, real: SessionDriver): Promise<void> {
    if (!real.command) return;
    const answer = await real.command(this.#command);
    const { outcome } = decide(model.state, this.#command);
    if (answer !== undefined && !ANSWERS.has(answer)) {
      throw new TypeError(
        `command() of a driver says 'accepted', 'no-op' or 'refused', or nothing at all; it said ${described(answer)}.`,
      );
    }
    if (answer !== undefined && answer !== outcome) {
      throw new ModelMismatchError(
        `After ${model.story.join(' → ')}: ${this.#command.name} to a session that is ${model.state.state} ` +
          `is ${outcome} by the command table; the implementation says ${answer}.`,
        { story: model.story, expected: outcome, actual: answer },
      );
    }
    model.story.push(`(${this.#command.name})`);
    await compare(model, real, `asked for ${this.#command.name}`);
  }

  toString(): string {
    return `ask ${this.#command.name}`;
  }
}

const ANSWERS: ReadonlySet<CommandAnswer> = new Set(['accepted', 'no-op', 'refused']);

function checkDriver(real: Partial<SessionDriver>): void {
  for (const method of ['event', 'status'] as const) {
    if (typeof real[method] === 'function') continue;
    throw new TypeError(`"real" is a driver with event(event) and status(); this one has no ${method}().`);
  }
}

async function compare({ state, story }: LifecycleModel, real: SessionDriver, last: string): Promise<void> {
  const expected = LEAF_STATES[state.state].word;
  const actual = await real.status();
  if (actual === expected) return;
  throw new ModelMismatchError(
    `After ${story.join(' → ')} the session is ${expected}; the implementation says ${actual}. Before that, ${last}.`,
    { story, expected, actual },
  );
}

/** Most runs go on for a while: an end is chosen now and then only. */
function choose(state: SessionState, pick: number): FactName {
  const facts = possible(state);
  const goingOn = facts.filter((fact) => pick % 5 === 0 || !ENDS.has(fact));
  const from = goingOn.length > 0 ? goingOn : facts;
  return from[pick % from.length] as FactName;
}

const ENDS: ReadonlySet<FactName> = new Set(['completed', 'timedOut', 'interrupted', 'failed'] as const);

function possible(state: SessionState): readonly FactName[] {
  if (state.turn === 0) return FIRST;
  return allowedFacts(state).filter((fact) => !FIRST.includes(fact));
}
