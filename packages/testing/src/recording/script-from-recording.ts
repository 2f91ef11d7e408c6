import {
  LEAF_STATES,
  initialState,
  observe,
  readEvent,
  replay,
  type FactEntry,
  type FactName,
  type SessionState,
  timeMs,
} from '@agent-session/core';
import {
  SESSION_ERROR_CODES,
  type AgentEventData,
  type SessionErrorCode,
  type SessionEvent,
  type SessionRequest,
  type ToolRequest,
} from '@agent-session/protocol';
import type { Script, ScriptStep } from '@agent-session/server';
import { checkOptions, described } from '../check-options.js';
import { REDACTION_RULES, type RedactionRule } from './redaction-rules.js';
import { recordedEvents, type Recording } from './recorded-events.js';
import { createRedactor } from './redactor.js';

/** How a recording becomes a script. */
export interface RecordingOptions {
  /** The id callers name in `agent`. Default `recorded/session`. */
  readonly name?: string;
  /** Rules besides `REDACTION_RULES`. */
  readonly redact?: readonly RedactionRule[];
  /** In place of `REDACTION_RULES`; `[]` keeps everything as it was. */
  readonly rules?: readonly RedactionRule[];
  /** Whether the time between events is kept, as waits, and that of the launch. Default true. */
  readonly keepTimes?: boolean;
  /** JSONL alone: keep the lines before the first one that cannot be read, instead of throwing. Default false. */
  readonly recover?: boolean;
}

/** A fixture made of a recording. Everything in it is redacted. */
export interface RecordedScript {
  readonly script: Script;
  /** What to create the session with so that it goes the same way: the first message, the limits that ended it. */
  readonly request: SessionRequest;
  /** What the user said later: to be sent at the beginning of each further turn, or while a turn runs. */
  readonly messages: readonly { readonly turn: number; readonly text: string; readonly whileRunning: boolean }[];
  /** How often each rule found something. */
  readonly redacted: Readonly<Record<string, number>>;
  /** Events that a script has no step for, with the reason. */
  readonly dropped: readonly { readonly index: number; readonly type: string; readonly reason: string }[];
}

/**
 * Makes a script of a recorded session. Secrets and personal data are taken out by rule first. A run
 * that had not answered yet stays where it was, until a message comes. Read what comes out before you commit it: a rule finds patterns, not meanings.
 *
 * @throws CorruptLogError for JSONL that cannot be read, TypeError for a recording without events or a rule that makes no
 *   sense.
 * @example
 * const { script, request } = scriptFromRecording(await readFile('session.jsonl', 'utf8'));
 * const platform = createTestPlatform({ script });
 */
export function scriptFromRecording(recording: Recording, options: RecordingOptions = {}): RecordedScript {
  checkOptions(
    options,
    { name: true, redact: true, rules: true, keepTimes: true, recover: true },
    'scriptFromRecording()',
  );
  const { name = 'recorded/session', keepTimes = true, recover = false } = options;
  const rules = (['rules', 'redact'] as const).flatMap((option) => {
    const given = options[option] ?? (option === 'rules' ? REDACTION_RULES : []);
    if (!Array.isArray(given)) throw new TypeError(`"${option}" is a list of rules, not ${described(given)}.`);
    return given as readonly RedactionRule[];
  });
  const redactor = createRedactor(rules);
  // A script lives in a file: what JSON writes otherwise, such as -0, is here already what will be read there.
  const recorded = JSON.parse(JSON.stringify(recordedEvents(recording, { recover }))) as readonly SessionEvent[];
  const events = redactor.redact(recorded);
  if (events.length === 0) throw new TypeError('The recording has no events: there is nothing to make a script of.');

  const entries = observe(initialState(), {
    source: 'changes',
    fromIndex: 0,
    page: { new_events: events },
    at: new Date(0).toISOString(),
  } as never);
  const final: SessionState = replay(entries);
  const writer = createWriter(keepTimes);
  let position = 0;
  for (const entry of entries) {
    position += 1;
    if (entry.kind !== 'event') continue;
    const next = entries[position];
    const fact = next?.kind === 'fact' && next.eventIndex === entry.index ? next : null;
    writer.take(entry.index, entry.event, fact);
  }
  const { turns, first, messages, dropped, wasIdle, launchSeconds, graceMs } = writer.end();
  const last = turns.at(-1) ?? [];
  const isOver = LEAF_STATES[final.state].terminal || final.state === 'idle';
  // An agent that returns without an answer has failed, and nobody saw this one fail.
  if (!isOver && !last.some(({ kind }) => kind === 'answer_event')) last.push({ kind: 'take_message' });

  const request: SessionRequest = {
    agent: name,
    ...(first === null ? {} : { messages: first }),
    ...(wasIdle ? { idle_timeout_s: 3600 } : {}),
    ...(final.state === 'timed_out' ? { max_time_s: Math.max(1, Math.ceil((final.activeMs - graceMs) / 1000)) } : {}),
  };
  return {
    script: {
      name,
      description: 'Made of a recording.',
      ...(launchSeconds > 0 ? { launchSeconds } : {}),
      turns,
    },
    request,
    messages,
    redacted: Object.fromEntries(redactor.counts),
    dropped,
  };
}

/** Events that the server writes by itself when a script is played. */
const WRITTEN_BY_THE_SERVER: ReadonlySet<string> = new Set([
  'RequestStartEvent',
  'RequestStartDispatchedEvent',
  'AgentStartedEvent',
  'AgentCompletionEvent',
  'AgentRunStatusChangeEvent',
  'ActiveStateChangeEvent',
]);

/** Flow events that tell of a command whose effect is a fact. */
const STEERED: ReadonlySet<string> = new Set(['pause', 'resume', 'stop', 'force_answer']);

/** Facts that come when they come, whatever the agent does. */
const NO_WAIT_BEFORE: ReadonlySet<FactName> = new Set([
  'launched',
  'queued',
  'dequeued',
  'started',
  'resumed',
  'woken',
  'reopened',
  'toolsSettled',
  'timedOut',
] as const);

function createWriter(keepTimes: boolean) {
  const turns: ScriptStep[][] = [[]];
  const messages: { turn: number; text: string; whileRunning: boolean }[] = [];
  const dropped: { index: number; type: string; reason: string }[] = [];
  const calls = new Set<string>();
  let first: string | null = null;
  /** Up to when the script has got, and the time of the event that is read. */
  let clockMs: number | null = null;
  let nowMs = 0;
  let awaitsTools = false;
  let heardInTurn = false;
  let pausedAtMs: number | null = null;
  let pause: Extract<ScriptStep, { kind: 'command' }> | null = null;
  let wasIdle = false;
  let launchedAtMs: number | null = null;
  let launchSeconds = 0;
  /** When the platform asked for an answer because a limit was reached. */
  let answerDueAtMs: number | null = null;
  let graceMs = 0;

  const turn = (): ScriptStep[] => turns.at(-1) ?? [];
  /** Time passes only before a step: a wait that nothing follows is none. */
  const add = (step: ScriptStep): void => {
    if (keepTimes && clockMs !== null && nowMs > clockMs) {
      turn().push({ kind: 'wait', seconds: (nowMs - clockMs) / 1000 });
    }
    clockMs = nowMs;
    turn().push(step);
  };

  function takeAgentEvent(index: number, type: string, data: AgentEventData): void {
    switch (data.kind) {
      case 'message_event': {
        const text = (data.content ?? []).filter((part): part is string => typeof part === 'string').join('\n');
        if (data.caller_id !== undefined && data.caller_id !== 'user') {
          dropped.push({ index, type, reason: `a message of ${data.caller_id}, not of the user` });
        } else if (!heardInTurn) {
          heardInTurn = true;
          if (turns.length === 1 && first === null) first = text;
          else messages.push({ turn: turns.length, text, whileRunning: false });
        } else {
          messages.push({ turn: turns.length, text, whileRunning: true });
          add({ kind: 'take_message' });
        }
        return;
      }
      case 'flow_event':
        if (data.flow === 'force_answer' && data.origin === 'user') add({ kind: 'command', command: 'forceAnswer' });
        else if (data.flow === 'force_answer') answerDueAtMs = nowMs;
        // Pausing, resuming and stopping are read from the facts they lead to.
        else if (!STEERED.has(data.flow))
          dropped.push({ index, type, reason: `the flow event "${data.flow}" has no step` });
        return;
      case 'tool_result':
      case 'error_event':
        // The results of the caller's tools come back by themselves.
        if (data.tool_req?.id != null && calls.has(data.tool_req.id)) return;
        add(data);
        return;
      default:
        add(data);
    }
  }

  function takeFact(event: SessionEvent, { fact, error, errorCode }: FactEntry): void {
    const at = timeMs(event.timestamp);
    switch (fact) {
      case 'woken':
      case 'reopened':
        turns.push([]);
        heardInTurn = false;
        break;
      case 'idled':
        wasIdle = true;
        break;
      case 'paused': {
        // A pause takes hold after the next output, so it is asked for before the last one.
        pause = { kind: 'command', command: 'pause' };
        pausedAtMs = at;
        const steps = turn();
        const last = steps.findLastIndex(({ kind }) => kind === 'policy_event' || kind === 'observation_event');
        steps.splice(last === -1 ? steps.length : last, 0, pause);
        break;
      }
      case 'resumed':
        if (pause && pausedAtMs !== null && at > pausedAtMs) {
          const steps = turn();
          const place = steps.indexOf(pause);
          steps[place] = { ...pause, resumeAfterSeconds: (at - pausedAtMs) / 1000 };
        }
        pause = null;
        break;
      case 'awaitedTools': {
        const pending = (
          (event.data as { pending_tool_calls?: readonly ToolRequest[] }).pending_tool_calls ?? []
        ).filter(({ id }) => id == null || !calls.has(id));
        for (const { id } of pending) if (id != null) calls.add(id);
        awaitsTools = true;
        if (pending.length > 0) add({ kind: 'call_tools', calls: pending });
        break;
      }
      case 'toolsSettled':
        awaitsTools = false;
        break;
      case 'timedOut':
        add({ kind: 'time_out' });
        graceMs = answerDueAtMs === null ? 0 : at - answerDueAtMs;
        break;
      case 'interrupted':
        add({ kind: 'command', command: 'cancel' });
        break;
      case 'failed': {
        const told = (event.data as { error?: unknown } | null)?.error;
        const code = errorCode !== undefined && Object.hasOwn(SESSION_ERROR_CODES, errorCode) ? errorCode : undefined;
        add({
          kind: 'fail',
          error: error ?? (typeof told === 'string' ? told : 'The run failed.'),
          ...(code === undefined ? {} : { code: code as SessionErrorCode }),
        });
        break;
      }
      case 'launched':
      case 'dequeued':
        launchedAtMs ??= at;
        break;
      case 'started':
        if (keepTimes && launchedAtMs !== null && at > launchedAtMs) launchSeconds = (at - launchedAtMs) / 1000;
        break;
      case 'queued':
      case 'completed':
        break;
    }
  }

  return {
    take(index: number, event: SessionEvent, fact: FactEntry | null): void {
      const at = timeMs(event.timestamp);
      if (!Number.isNaN(at)) nowMs = Math.max(nowMs, at);
      // What the server or the caller take their time for is no wait of the agent.
      if (clockMs === null || awaitsTools || (fact && NO_WAIT_BEFORE.has(fact.fact))) clockMs = nowMs;
      if (fact) takeFact(event, fact);
      if (WRITTEN_BY_THE_SERVER.has(event.type) || event.type === 'AgentErrorEvent') return;
      const read = readEvent(event);
      if (!read.known) {
        dropped.push({ index, type: event.type, reason: 'nobody knows this type' });
      } else if (read.event.type === 'AgentEvent') {
        takeAgentEvent(index, event.type, read.event.data);
      } else if (read.event.type === 'MetricsUpdateEvent') {
        add({ kind: 'metrics', metrics: read.event.data.metrics });
      } else dropped.push({ index, type: event.type, reason: 'an agent does not yield such events' });
    },
    end: () => ({ turns, first, messages, dropped, wasIdle, launchSeconds, graceMs }),
  };
}
