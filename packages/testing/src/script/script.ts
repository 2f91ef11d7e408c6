import type {
  AgentEventData,
  Answer,
  AnswerOutcome,
  Metrics,
  SessionErrorCode,
  ToolRequest,
} from '@agent-session/protocol';
import { checkScriptStep, type Script, type ScriptStep } from '@agent-session/server';
import { durationMs, type Duration } from '../duration.js';

type PolicyStep = Extract<AgentEventData, { kind: 'policy_event' }>;

/**
 * A run, written down in the order in which it happens. Every method gives a new script, so that a beginning can be
 * shared. `toJSON()` is the plain data that servers and files take.
 *
 * A method throws a TypeError for a step that makes no sense, or that cannot happen where it stands.
 */
export interface ScriptBuilder {
  /** The session is `pending` for so long before it starts. Default: it starts at once. Stands first. */
  launches(duration: Duration): ScriptBuilder;
  /** Where every run begins: the agent has started. Writes nothing, reads well. Stands before the first step. */
  starts(): ScriptBuilder;
  /** One step of the agent: what it says it does, or the whole `policy_event`. */
  step(content: string | Omit<PolicyStep, 'kind'>): ScriptBuilder;
  /** What the agent sees. */
  observes(text: string): ScriptBuilder;
  /** Totals of the run so far. */
  metrics(metrics: Metrics): ScriptBuilder;
  /** Virtual time passes. */
  waits(duration: Duration): ScriptBuilder;
  /**
   * Somebody pauses the run once it has taken so many steps in this turn. Steps up to there that are not written yet are
   * plain ones. It stays paused until it is resumed: by the test, or `forSeconds` after the pause was asked for.
   */
  pausesAt(step: number, options?: { readonly forSeconds?: number }): ScriptBuilder;
  /** Somebody asks for the answer here: the agent answers with its next step. */
  isForcedToAnswer(): ScriptBuilder;
  /** Somebody cancels the session here. */
  isCancelled(): ScriptBuilder;
  /** Calls tools of the caller and goes on once each has a result. Calls without an id get `call-1`, `call-2`, … */
  callsTools(...calls: readonly ToolRequest[]): ScriptBuilder;
  /** Waits for a message that arrives while the turn runs, and takes it. */
  hears(): ScriptBuilder;
  /** Answers. Where the turn ends with it, a one-shot session is completed; what follows in the turn is still done. */
  answers(answer: Answer, options?: { readonly outcome?: AnswerOutcome }): ScriptBuilder;
  /** Answers with what was said last. */
  echoes(): ScriptBuilder;
  /** The run fails, and is over. Default code `internal`. */
  fails(error: string, code?: SessionErrorCode): ScriptBuilder;
  /** Says nothing more until `max_time_s` of the request and the grace are over; so is the run then. */
  timesOut(): ScriptBuilder;
  /** What follows is the turn that the next message begins. Turns after the last one repeat it. */
  nextTurn(): ScriptBuilder;
  /** Any step of the format, as data. */
  does(step: ScriptStep): ScriptBuilder;
  /** The script as data: `JSON.stringify(script)` is a script file. */
  toJSON(): Script;
}

/**
 * Begins a script.
 *
 * @param name - The id callers name in `agent`. Default `test/script`.
 * @example
 * const run = script().starts().step('Reading the page.').pausesAt(3).answers({ stories: [] });
 */
export function script(name = 'test/script'): ScriptBuilder {
  return builder({ name, turns: [[]] });
}

/** Steps after which an agent does nothing more. */
const LAST_STEPS: Partial<Record<ScriptStep['kind'], string>> = { fail: 'fails', time_out: 'timesOut' };

function builder(written: Script, hasStarted = false): ScriptBuilder {
  const { turns } = written;
  const current = turns.at(-1) ?? [];
  const withTurn = (turn: readonly ScriptStep[]): ScriptBuilder =>
    builder({ ...written, turns: [...turns.slice(0, -1), turn] }, true);
  const policy = (content: string): PolicyStep => ({ kind: 'policy_event', content });

  const check = (method: keyof ScriptBuilder, steps: readonly ScriptStep[]): void => {
    const last = current.at(-1);
    const ended = last && LAST_STEPS[last.kind];
    if (ended !== undefined) {
      throw new TypeError(
        `${method}() after ${ended}() never happens: the run is over. What the next message begins stands after nextTurn().`,
      );
    }
    for (const step of steps) checkScriptStep(step, `script().${method}()`);
  };
  const add = (method: keyof ScriptBuilder, ...steps: readonly ScriptStep[]): ScriptBuilder => {
    check(method, steps);
    return withTurn([...current, ...steps]);
  };
  const checkBeginning = (method: keyof ScriptBuilder): void => {
    if (hasStarted) throw new TypeError(`${method}() stands at the beginning of a script: the run has started there.`);
  };

  return {
    launches(duration) {
      checkBeginning('launches');
      return builder({ ...written, launchSeconds: durationMs(duration) / 1000 });
    },
    starts() {
      checkBeginning('starts');
      return builder(written, true);
    },
    step: (content) =>
      add('step', typeof content === 'object' ? { ...content, kind: 'policy_event' } : policy(content)),
    observes: (text) => add('observes', { kind: 'observation_event', text }),
    metrics: (metrics) => add('metrics', { kind: 'metrics', metrics }),
    waits: (duration) => add('waits', { kind: 'wait', seconds: durationMs(duration) / 1000 }),
    pausesAt(step, { forSeconds } = {}) {
      if (!Number.isSafeInteger(step) || step < 1) throw new TypeError(`pausesAt(${step}): steps are counted from 1.`);
      const pause: ScriptStep = {
        kind: 'command',
        command: 'pause',
        ...(forSeconds === undefined ? {} : { resumeAfterSeconds: forSeconds }),
      };
      check('pausesAt', [pause]);
      const padded: ScriptStep[] = [...current];
      for (let taken = stepsIn(current); taken < step; taken += 1) padded.push(policy(`Step ${taken + 1}.`));
      // A pause takes hold after the next step, so it is asked for just before that one.
      const positions = padded.flatMap((each, position) => (each.kind === 'policy_event' ? [position] : []));
      padded.splice(positions[step - 1] ?? padded.length, 0, pause);
      return withTurn(padded);
    },
    isForcedToAnswer: () => add('isForcedToAnswer', { kind: 'command', command: 'forceAnswer' }),
    isCancelled: () => add('isCancelled', { kind: 'command', command: 'cancel' }, { kind: 'wait', seconds: 0 }),
    callsTools(...calls) {
      check('callsTools', [{ kind: 'call_tools', calls }]);
      const before = turns.flat().flatMap((each) => (each.kind === 'call_tools' ? each.calls : [])).length;
      return add('callsTools', {
        kind: 'call_tools',
        calls: calls.map((call, position) => ({ ...call, id: call.id ?? `call-${before + position + 1}` })),
      });
    },
    hears: () => add('hears', { kind: 'take_message' }),
    answers: (answer, options = {}) => add('answers', { kind: 'answer_event', answer, ...options }),
    echoes: () => add('echoes', { kind: 'echo' }),
    fails: (error, code) => add('fails', { kind: 'fail', error, ...(code === undefined ? {} : { code }) }),
    timesOut: () => add('timesOut', { kind: 'time_out' }),
    nextTurn: () => builder({ ...written, turns: [...turns, []] }, true),
    does: (step) => add('does', step),
    toJSON: () => written,
  };
}

function stepsIn(turn: readonly ScriptStep[]): number {
  return turn.filter(({ kind }) => kind === 'policy_event').length;
}

/** A script in any of the forms it comes in. */
export type ScriptInput = Script | ScriptBuilder;

/** The data of a script, whichever form it came in. */
export function scriptData(input: ScriptInput): Script {
  if (typeof input !== 'object' || (input as unknown) === null) {
    throw new TypeError(
      `A script is an object with "name" and "turns", or script()…; this is ${JSON.stringify(input)}. ` +
        'The text of a file goes through scriptFromJson().',
    );
  }
  return 'toJSON' in input ? input.toJSON() : input;
}
