import { createAnswerValidator } from '@agent-session/answers';
import { LEAF_STATE_NAMES, type LeafState } from '@agent-session/core';
import {
  SESSION_EVENT_TYPES,
  SESSION_STATUSES,
  type AnswerFormat,
  type SessionEvent,
  type SessionStatus,
} from '@agent-session/protocol';
import { isAsymmetric, matchesPart } from './matches-part.js';
import { storyOf, tellStory, type Story } from './story.js';

/**
 * What `expect` can say of sessions. `Returned` is what the runner's matchers return. A read that brought nothing fails
 * them all, with `.not` too, and so does, where it could change the claim, an event that nobody knows.
 */
export interface SessionMatchers<Returned = void> {
  /**
   * The events (or the log) of a session are a history the lifecycle allows. States that nobody saw may be skipped. The
   * message shows the first illegal step.
   */
  toBeLegalHistory(options?: HistoryOptions): Returned;
  /** Somebody told that the session was in this status (or state, such as `awaitingTools`) at some time. */
  toHaveReached(status: SessionStatus | LeafState, options?: HistoryOptions): Returned;
  /** The session was told to go through exactly these of the eight statuses, repeats left out. */
  toHaveStatusSequence(statuses: readonly SessionStatus[], options?: HistoryOptions): Returned;
  /** The answer conforms to this JSON Schema, by the rules answers are checked with. */
  toConformTo(schema: AnswerFormat): Returned;
  /**
   * One of the events is of this type (or, for agent events, of this kind), and its data has at least these fields, with
   * these values or asymmetric matchers.
   */
  toHaveEmitted(type: string, data?: Readonly<Record<string, unknown>>): Returned;
}

/** How a history is read. */
export interface HistoryOptions {
  /** Types of events that nobody knows and that tell nothing of the lifecycle. Default: none. */
  readonly besides?: readonly string[];
}

/** What a matcher gives back to its runner. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The matchers as plain functions, for `expect.extend` of any runner that has it: vitest, Jest, `expect`, Bun.
 *
 * @example expect.extend(sessionMatchers);
 */
export const sessionMatchers = {
  toBeLegalHistory(received: unknown, options?: HistoryOptions): MatcherResult {
    const story = storyOf(received);
    const illegal = story.steps.find(({ problem }) => problem !== null);
    if (illegal === undefined) checkKnown(story, options);
    return {
      pass: illegal === undefined,
      message: () =>
        illegal === undefined
          ? `Expected no legal history, but every step is allowed:\n\n${tellStory(story)}`
          : `Expected a legal history, but the lifecycle does not allow the marked step:\n\n${tellStory(story)}`,
    };
  },

  toHaveReached(received: unknown, status: SessionStatus | LeafState, options?: HistoryOptions): MatcherResult {
    checkWord(status, [...SESSION_STATUSES, ...LEAF_STATE_NAMES]);
    const story = storyOf(received);
    const pass = ([...story.statuses, ...story.states] as readonly string[]).includes(status);
    if (!pass) checkKnown(story, options);
    return {
      pass,
      message: () =>
        `Expected the session ${pass ? 'never to have been' : 'to have been'} ${status}. It was told to go through ` +
        `${story.statuses.join(' → ') || 'nothing'}:\n\n${tellStory(story)}`,
    };
  },

  toHaveStatusSequence(received: unknown, statuses: readonly SessionStatus[], options?: HistoryOptions): MatcherResult {
    const given: unknown = statuses;
    if (!Array.isArray(given)) throw new TypeError(`The sequence must be a list of statuses, not ${shortJson(given)}.`);
    for (const status of statuses) checkWord(status, SESSION_STATUSES);
    const story = storyOf(received);
    checkKnown(story, options);
    const parts = story.statuses.findIndex((status, index) => status !== statuses[index]);
    const differsAt = parts === -1 ? (story.statuses.length < statuses.length ? story.statuses.length : -1) : parts;
    return {
      pass: differsAt === -1,
      message: () =>
        differsAt === -1
          ? `Expected another sequence than ${statuses.join(' → ')}.`
          : `Expected ${marked(statuses, differsAt)}\nReceived ${marked(story.statuses, differsAt)}\n\n${tellStory(story)}`,
    };
  },

  toConformTo(received: unknown, schema: AnswerFormat): MatcherResult {
    const result = createAnswerValidator(schema as never).validate(received);
    return {
      pass: result.ok,
      message: () =>
        result.ok
          ? 'Expected an answer that does not conform to the schema, but it does.'
          : `Expected an answer that conforms to the schema, but:\n\n${some(result.issues.map(({ message }) => `  ${message}`))}`,
    };
  },

  toHaveEmitted(received: unknown, type: string, data: Readonly<Record<string, unknown>> = {}): MatcherResult {
    const given: readonly unknown[] = [type, data];
    if (typeof given[0] !== 'string' || given[0] === '') {
      throw new TypeError(`toHaveEmitted() takes the type or the kind of an event, not ${shortJson(type)}.`);
    }
    if (typeof given[1] !== 'object' || given[1] === null) {
      throw new TypeError(`toHaveEmitted() takes an object of fields, not ${shortJson(data)}.`);
    }
    const { events } = storyOf(received);
    const isMeant = (event: (typeof events)[number]): boolean => {
      const body = (event.data ?? {}) as Readonly<Record<string, unknown>>;
      return isOfType(event, type) && matchesPart(body, data);
    };
    const pass = events.some(isMeant);
    const wanted = Object.keys(data).length === 0 ? type : `${type} with ${spelled(data)}`;
    return {
      pass,
      message: () => {
        const lines = (isShown: (event: (typeof events)[number]) => boolean): string[] =>
          events.flatMap((event, index) =>
            isShown(event) ? [`  event ${index}  ${event.type}  ${shortJson(event.data)}`] : [],
          );
        const ofType = lines((event) => isOfType(event, type));
        if (pass) return `Expected no event ${wanted}. There are:\n\n${some(lines(isMeant))}`;
        if (ofType.length > 0) return `Expected an event ${wanted}. There are:\n\n${some(ofType)}`;
        const others = lines(() => true);
        return `Expected an event ${wanted}. There are none of that type, but:\n\n${some(others)}`;
      },
    };
  },
} as const;

/**
 * Makes sure that every event of a story says something that is understood.
 *
 * @throws TypeError that names the first that does not.
 */
function checkKnown({ events }: Story, { besides = [] }: HistoryOptions = {}): void {
  const index = events.findIndex(({ type }) => !Object.hasOwn(SESSION_EVENT_TYPES, type) && !besides.includes(type));
  const unknown = events[index];
  if (unknown === undefined) return;
  throw new TypeError(
    `Event ${index} is of the type ${shortJson(unknown.type)}, which nobody knows: it may tell anything of the lifecycle, ` +
      'so that this cannot be claimed of the history. If it tells nothing of the lifecycle, say so: ' +
      `{ besides: [${shortJson(unknown.type)}] }. Known: ${Object.keys(SESSION_EVENT_TYPES).join(', ')}.`,
  );
}

/** A sequence with the place where it parts from the other marked. */
function marked(statuses: readonly string[], differsAt: number): string {
  return [
    ...statuses.map((status, index) => (index === differsAt ? `[${status}]` : status)),
    ...(differsAt >= statuses.length ? ['[the end]'] : []),
  ].join(' → ');
}

const SHOWN_CHARACTERS = 120;
const SHOWN_LINES = 20;

function isOfType(event: SessionEvent, type: string): boolean {
  return event.type === type || (event.data as { readonly kind?: unknown } | null)?.kind === type;
}

function some(lines: readonly string[]): string {
  const more = lines.length - SHOWN_LINES;
  return [...lines.slice(0, SHOWN_LINES), ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n');
}

function checkWord(status: string, known: readonly string[]): void {
  if (known.includes(status)) return;
  throw new TypeError(`"${status}" is no status here. There are: ${[...new Set(known)].join(', ')}.`);
}

/** As JSON, asymmetric matchers by their name. */
function spelled(data: Readonly<Record<string, unknown>>): string {
  const names: string[] = [];
  const text = JSON.stringify(data, (_, value: unknown) => {
    if (!isAsymmetric(value)) return value;
    names.push(nameOf(value));
    return `\u0000${names.length - 1}\u0000`;
  });
  return text.replaceAll(/"\\u0000(\d+)\\u0000"/g, (_, index: string) => names[Number(index)] ?? '');
}

function nameOf(matcher: object): string {
  const known = matcher as {
    readonly toAsymmetricMatcher?: () => string;
    readonly toString: () => string;
    readonly sample?: unknown;
  };
  if (typeof known.toAsymmetricMatcher === 'function') return known.toAsymmetricMatcher();
  const name = known.toString();
  return known.sample === undefined ? name : `${name}(${shortJson(known.sample)})`;
}

function shortJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
