import { SESSION_ERROR_CODES } from '@agent-session/protocol';
import { checkOutput } from '../runs/check-output.js';
import type { Script, ScriptedCommand, ScriptStep } from './script.js';

type Check = (value: unknown) => boolean;
type Field = { readonly must: string; readonly ok: Check; readonly isOptional?: true };
type Fields = Readonly<Record<string, Field>>;

const isText: Check = (value) => typeof value === 'string';
const isAmount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const oneOf = (words: readonly string[]): Field => ({
  must: `one of ${words.join(', ')}`,
  ok: (value) => words.includes(value as string),
});
const seconds: Field = { must: 'a number of at least 0', ok: isAmount };
const text: Field = { must: 'text', ok: isText };
const optional = (field: Field): Field => ({ ...field, isOptional: true });

const isCall: Check = (call) =>
  typeof call === 'object' && call !== null && isText((call as { readonly tool_name?: unknown }).tool_name);

const COMMANDS = ['pause', 'forceAnswer', 'cancel'] as const satisfies readonly ScriptedCommand['command'][];

/** What a script says besides its turns. */
const SCRIPT: Fields = { name: text, description: optional(text), launchSeconds: optional(seconds) };

/** What each step may say; `wire`: it is an event of the contract, and checked as one. */
const STEPS: Readonly<Record<ScriptStep['kind'], Fields | 'wire'>> = {
  wait: { seconds },
  call_tools: {
    calls: {
      must: 'a list of calls, each with a "tool_name"',
      ok: (calls) => Array.isArray(calls) && calls.length > 0 && calls.every(isCall),
    },
  },
  take_message: { waits: optional({ must: 'true or false', ok: (value) => typeof value === 'boolean' }) },
  echo: {},
  fail: { error: text, code: optional(oneOf(Object.keys(SESSION_ERROR_CODES))) },
  save_resource: {
    bucket: oneOf(['files', 'screenshots']),
    key: { must: 'text that is not empty', ok: (value) => isText(value) && value !== '' },
    content: text,
    mediaType: optional(text),
  },
  time_out: {},
  command: { command: oneOf(COMMANDS), resumeAfterSeconds: optional(seconds) },
  metrics: 'wire',
  policy_event: 'wire',
  tool_result: 'wire',
  answer_event: 'wire',
  error_event: 'wire',
  observation_event: 'wire',
  message_event: 'wire',
  flow_event: 'wire',
};

/** What the server writes by itself when it happens; no agent says it. */
const SERVER_KINDS: ReadonlySet<string> = new Set<ScriptStep['kind']>(['message_event', 'flow_event']);

/**
 * Makes sure that something, such as the content of a JSON file, is a script.
 *
 * @throws TypeError that names the place and what has to stand there.
 * @example
 * const script: unknown = JSON.parse(text);
 * checkScript(script); // from here on a Script
 */
export function checkScript(script: unknown): asserts script is Script {
  if (typeof script !== 'object' || script === null || Array.isArray(script))
    throw new TypeError('A script is an object with "name" and "turns".');
  const { turns, ...rest } = script as { readonly name?: unknown; readonly turns?: unknown };
  const { name } = rest;
  if (typeof name !== 'string' || name === '') throw new TypeError('The script has no "name".');
  checkFields(rest, SCRIPT, 'the script', 'a script');
  if (!Array.isArray(turns) || turns.length === 0)
    throw new TypeError('"turns" of the script must be a list with at least one turn.');
  for (const [index, turn] of turns.entries()) {
    if (!Array.isArray(turn)) throw new TypeError(`turns[${index}] must be a list of steps.`);
    for (const [at, step] of (turn as unknown[]).entries()) checkScriptStep(step, `turns[${index}][${at}]`);
  }
}

/**
 * Makes sure that something is a step of a script.
 *
 * @param place - What the message begins with: `turns[0][2]`.
 * @throws TypeError that says what has to stand there.
 * @example
 * checkScriptStep({ kind: 'wait', seconds: 5 }, 'turns[0][2]');
 */
export function checkScriptStep(step: unknown, place: string): asserts step is ScriptStep {
  const kind = typeof step === 'object' && step !== null ? (step as { kind?: unknown }).kind : undefined;
  if (!isKind(kind)) {
    const known = Object.keys(STEPS).filter((each) => !SERVER_KINDS.has(each));
    throw new TypeError(`${place} has the kind ${JSON.stringify(kind)}; known: ${known.join(', ')}.`);
  }
  const fields = STEPS[kind];
  if (fields === 'wire') {
    checkEvent(step, place);
    return;
  }
  const { kind: _, ...said } = step as Readonly<Record<string, unknown>>;
  checkFields(said, fields, place, kind);
}

function checkFields(said: Readonly<Record<string, unknown>>, fields: Fields, place: string, what: string): void {
  for (const field of Object.keys(said)) {
    if (Object.hasOwn(fields, field)) continue;
    const known = Object.keys(fields);
    const may =
      known.length === 0 ? 'it takes no fields' : `it may have ${known.map((each) => `"${each}"`).join(', ')}`;
    throw new TypeError(`${place}: ${what} has no "${field}"; ${may}.`);
  }
  for (const [field, { must, ok, isOptional }] of Object.entries(fields)) {
    const value = said[field];
    if ((value === undefined && isOptional) || ok(value)) continue;
    throw new TypeError(`${place}: "${field}" of ${what} must be ${must}, not ${JSON.stringify(value)}.`);
  }
}

function isKind(kind: unknown): kind is ScriptStep['kind'] {
  return typeof kind === 'string' && Object.hasOwn(STEPS, kind) && !SERVER_KINDS.has(kind);
}

function checkEvent(step: unknown, place: string): void {
  try {
    checkOutput(step, { maxEventLength: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new TypeError(`${place}: ${(error as Error).message.replace('The agent yielded', 'there is')}`, {
      cause: error,
    });
  }
}
