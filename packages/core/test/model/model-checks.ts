import { COMMAND_NAMES } from '@agent-session/protocol';
import type { Found, Step } from '@agent-session/testing/explore';
import {
  AheadOfEventsError,
  FACT_NAMES,
  IllegalTransitionError,
  LEAF_STATES,
  allowedCommands,
  allowedFacts,
  answerOfTurn,
  commandReport,
  decide,
  eventForFact,
  evolve,
  isReachable,
  observe,
  type FactName,
  type Lifecycle,
  type SessionState,
} from '../../src/index.js';
import { decideCommand, decideDeadline, factEntries } from '../../src/authority/index.js';
import { checkIntentEnds } from './intent-ends.js';
import { ASKED, type ModelStep } from './model-steps.js';
import {
  clockShown,
  folded,
  isActive,
  later,
  lifeOfEvents,
  timeAt,
  type Clock,
  type ModelState,
} from './model-state.js';
import { modelKey, secondsSince } from './model-key.js';

/** What holds in every state. */
export function checkState(state: ModelState, found: Found): void {
  const { session, now, clock, clockAt } = state;
  const shown = clockShown(state);
  const traits = LEAF_STATES[session.state];
  if (session.status !== traits.status) found('the status is not that of the state', session.status);
  if (session.wireStatus !== traits.word && session.wireStatus !== session.unknownWords.last[0]) {
    found('the wire word is not that of the state', `${session.wireStatus} in ${session.state}`);
  }
  checkLife(session, shown, now, session.behind === null ? 'shown' : AHEAD, found);
  if (session.behind !== null) {
    checkLife(session.behind, clock, clockAt, 'of the events', found);
    if (session.behind.state === session.state) found('behind in the same state', session.state);
    if (session.behind.turn > session.turn) found('the events are a turn ahead of what is shown');
  }
  checkDeadlines(state, shown, found);
  checkCalls(session, found);
  if (session.turn === 0 && session.state !== 'launching') found('in a state of no turn', session.state);
}

const AHEAD = 'shown ahead of the events';

function checkLife(life: Lifecycle, clock: Clock, now: number, which: string, found: Found): void {
  const { state, resumesTo, startedAt, finishedAt, activeSince, idleSince, activeMs } = life;
  const at = `${state}${resumesTo === null ? '' : ` (resumes to ${resumesTo})`}`;
  const { terminal } = LEAF_STATES[state];
  if ((resumesTo !== null) !== (state === 'paused')) found(`resumesTo without a pause, or none in one (${which})`, at);
  if ((finishedAt !== null) !== terminal) found(`finishedAt is not that of an end (${which})`, at);
  if ((idleSince !== null) !== (state === 'idle')) found(`idleSince is not that of idle (${which})`, at);
  const active = isActive(life);
  if (active && startedAt === null) found(`it runs and has not started (${which})`, at);
  if (active && activeSince === null) found(`it runs and its clock stands (${which})`, at);
  if (!active && activeSince !== null) found(`its clock runs and it does not (${which})`, at);
  const total = activeMs / 1000 + secondsSince(activeSince, now);
  // Ahead of the events an end is shown by the shortest way there: how long its run took is not known yet.
  if (total !== clock.active && !(terminal && which === AHEAD)) {
    found(`the clock of the turn is wrong (${which})`, `${total} s, not ${clock.active}, in ${at}`);
  }
  if (idleSince !== null && secondsSince(idleSince, now) !== clock.idle) {
    found(`the clock of idle is wrong (${which})`, `${secondsSince(idleSince, now)} s, not ${clock.idle}`);
  }
}

function checkDeadlines({ session, now }: ModelState, shown: Clock, found: Found): void {
  const { limits, deadlines } = session;
  const maxTimeAt =
    limits.maxTimeSeconds !== null && isActive(session) ? timeAt(now + limits.maxTimeSeconds - shown.active) : null;
  if (deadlines.maxTimeAt !== maxTimeAt)
    found('the time limit is due at another time', `${deadlines.maxTimeAt}, not ${maxTimeAt}, in ${session.state}`);
  const idleAt =
    limits.idleTimeoutSeconds !== null && session.state === 'idle'
      ? timeAt(now + limits.idleTimeoutSeconds - shown.idle)
      : null;
  if (deadlines.idleAt !== idleAt) found('the idle limit is due at another time', `${deadlines.idleAt}, not ${idleAt}`);
  for (const kind of ['maxTime', 'grace', 'idle'] as const) {
    const isDue = decideDeadline({ ...session, behind: null }, kind, { at: timeAt(now) }).action !== 'none';
    if (isDue !== ((kind === 'idle' ? idleAt : maxTimeAt) !== null))
      found(`${kind} is decided where it does not run, or not where it does`, session.state);
  }
}

function checkCalls(session: SessionState, found: Found): void {
  if (session.pendingToolCalls.length === 0) return;
  const { state, resumesTo } = session;
  if (state === 'awaitingTools' || (state === 'paused' && resumesTo === 'awaitingTools')) return;
  found(
    `calls are open in ${state}${resumesTo === null ? '' : ` (resumes to ${resumesTo})`}${session.behind === null ? '' : ', ahead of the events'}`,
  );
}

function checkCommands(session: SessionState, found: Found): void {
  const report = commandReport(session);
  const allowed = allowedCommands(session);
  for (const name of COMMAND_NAMES) {
    const { outcome } = decide(session, { name });
    if (report[name].outcome !== outcome || allowed.includes(name) !== (outcome === 'accepted')) {
      found('the command report is not decide', name);
    }
  }
}

/** What holds wherever the lifecycle is the same, and costs much to look at. */
export function checkPlace(before: ModelState, found: Found): void {
  const state = later(before);
  const { session } = state;
  const at = timeAt(state.now);
  for (const fact of FACT_NAMES) checkFact(state, fact, found);
  checkCommands(session, found);
  if (session.behind === null) return;
  for (const command of ASKED) {
    const refusal = errorOf(() => decideCommand(session, command, { at }));
    if (!(refusal instanceof AheadOfEventsError)) found('a command is carried out ahead of the events', command.name);
  }
}

function errorOf(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A fact without an edge is refused; what a server writes for one that has an edge, a reader reads as that fact. */
function checkFact(state: ModelState, fact: FactName, found: Found): void {
  const { session } = state;
  const at = timeAt(state.now);
  if (!allowedFacts(session).includes(fact)) {
    const refusal = errorOf(() => evolve(session, { kind: 'fact', fact, at }));
    if (session.behind === null && !(refusal instanceof IllegalTransitionError))
      found('a fact without an edge is folded', fact);
    return;
  }
  if (session.behind !== null || session.wireStatus !== LEAF_STATES[session.state].word) return;
  const written = folded(state, factEntries(session, [fact], { at }));
  const { session: to } = written;
  // Nobody writes a repeat, and a reader need not know which of the facts that share an event it repeats.
  if (to.state === session.state && to.resumesTo === session.resumesTo && to.turn === session.turn) return;
  const page = { new_events: [eventForFact(fact, {}, at)] } as never;
  const read = folded(state, observe(session, { source: 'changes', fromIndex: session.nextIndex, page, at }));
  if (modelKey(written) !== modelKey(read)) {
    found('a written fact is read otherwise', `${fact}: ${modelKey(written)} read as ${modelKey(read)}`);
  }
}

/** What holds of every step. */
export function checkStep(before: ModelState, taken: Step<ModelState>, after: ModelState, found: Found): void {
  const step = taken as ModelStep;
  const { session: from } = before;
  const { session: to, entries } = after;
  if (to.version !== from.version + entries.length) found('the version does not count the entries');
  if (to.nextIndex !== from.nextIndex + entries.filter(({ kind }) => kind === 'event').length)
    found('the index does not count the events');
  checkEnds(before, after, found);
  const [eventsFrom, eventsTo] = [lifeOfEvents(from), lifeOfEvents(to)];
  if (eventsTo.turn > eventsFrom.turn && eventsTo.activeMs > 0) {
    found('a turn begins with the clock of the one before');
  }
  checkIntents(before, after, found);
  if (step.kind !== 'command' && step.kind !== 'asked') checkIntentEnds(from, to, entries, found);
  const violations = entries.filter(({ kind }) => kind === 'violation').length;
  if (to.violations.count !== from.violations.count + violations) found('violations are not counted');

  switch (step.kind) {
    case 'event': {
      const { type } = step.event;
      const { status, terminal } = LEAF_STATES[lifeOfEvents(from).state];
      const isLate = terminal ? type === 'RequestStartDispatchedEvent' : status !== 'pending';
      const isStart = type === 'RequestStartEvent' || type === 'RequestStartDispatchedEvent';
      if (isStart && isLate && entries.length > 1) {
        found(`a late ${type} invents something`, JSON.stringify(entries.slice(1)));
      }
      break;
    }
    case 'status':
      checkStatusRead(before, step, after, found);
      break;
    case 'asked':
      checkAsked(before, step, after, found);
      break;
    case 'output':
      checkOutput(before, step, after, found);
      break;
    case 'deadline':
      if (step.deadline === 'idle' && to.state !== 'completed')
        found('an idle session is not completed when its time is over', to.state);
      if (step.deadline === 'grace' && to.state !== 'timed_out')
        found('a session is not timed out when its grace is over', to.state);
      if (step.deadline === 'maxTime' && to.state !== (from.state === 'paused' ? 'timed_out' : 'working')) {
        found('the time limit leads elsewhere', `${from.state} to ${to.state}`);
      }
      if (to.state === 'timed_out' && to.errorCode !== 'timeout') found('a session that timed out does not say so');
      break;
    case 'fact':
      if (violations > 0) found('a legal fact is a violation', step.label);
      break;
    case 'own':
      break;
    case 'command':
      if (to.state !== from.state) found('a command alone moves the session');
      break;
  }
}

function checkEnds({ session: from }: ModelState, { session: to, entries }: ModelState, found: Found): void {
  const isAllowed =
    entries.some(({ kind }) => kind === 'violation') ||
    (from.reopen &&
      entries.some((entry) => entry.kind === 'fact' && [...(entry.via ?? []), entry.fact].includes('reopened')));
  if (isAllowed) return;
  if (LEAF_STATES[from.state].terminal && to.state !== from.state) {
    found('an end becomes another state silently', `${from.state} to ${to.state}`);
  }
  const [before, after] = [lifeOfEvents(from), lifeOfEvents(to)];
  if (LEAF_STATES[before.state].terminal && after.state !== before.state) {
    found('an end that the events told becomes another state silently', `${before.state} to ${after.state}`);
  }
  if (LEAF_STATES[from.state].terminal && to.finishedAt !== from.finishedAt && to.behind !== null) {
    found('an end moves in time');
  }
}

function checkIntents({ session: from }: ModelState, { session: to, entries }: ModelState, found: Found): void {
  const opened = entries.filter(
    (entry) =>
      entry.kind === 'command' &&
      (entry.outcome === 'accepted' || entry.outcome === 'unknown') &&
      !['share', 'unshare', 'feedback'].includes(entry.command.name),
  ).length;
  if (to.intents.length + to.endedIntents.count !== from.intents.length + from.endedIntents.count + opened) {
    found('an intent is lost or repeated');
  }
  const isEnd = LEAF_STATES[to.state].terminal && to.state !== from.state;
  if (isEnd && to.intents.length > 0 && !entries.some(({ kind }) => kind === 'command')) {
    found('intents outlive the session', to.intents.map(({ command }) => command.name).join());
  }
}

function checkStatusRead(
  before: ModelState,
  step: ModelStep & { kind: 'status' },
  after: ModelState,
  found: Found,
): void {
  const { session: to } = after;
  const { session: from } = before;
  const word = step.body.status;
  const known = Object.values(LEAF_STATES).some((leaf) => leaf.word === word);
  if (!step.isAtEnd) {
    if (to.state !== from.state) found('a status that may run ahead moves the session', `${from.state} to ${to.state}`);
    return;
  }
  if (known && LEAF_STATES[to.state].word !== word)
    found('a status at the end of the log is not followed', `${word}: ${to.state}`);
  const violated = to.violations.count > from.violations.count;
  if (known && from.state !== to.state && violated === isReachable(from, leafOf(word))) {
    found('a violation where there is a way, or none where there is not', `${from.state} to ${to.state}`);
  }
  const { answer } = step.body as { readonly answer?: unknown };
  if (answer !== undefined && answerOfTurn(to)?.value !== answer) {
    found(
      'the answer of a status at the end of the log is not that of the turn',
      `${word}, turn ${to.turn}: ${JSON.stringify(to.answer)}`,
    );
  }
  // Read again, it brings nothing.
  const again = step.take(after) as ModelState;
  if (modelKey(again) !== modelKey(after)) {
    found('a status that is read again changes something', `${modelKey(after)} to ${modelKey(again)}`);
  }
  if (LEAF_STATES[to.state].terminal && !to.reopen && known && to.intents.length > 0) {
    found(
      'an intent is open at the end of the log of an ended session',
      to.intents.map(({ command }) => command.name).join(),
    );
  }
}

function leafOf(word: string) {
  return (Object.keys(LEAF_STATES) as (keyof typeof LEAF_STATES)[]).find(
    (leaf) => LEAF_STATES[leaf].word === word,
  ) as keyof typeof LEAF_STATES;
}

/** Where a session is once whoever runs it has carried out a command. */
const LEADS_TO: Readonly<Partial<Record<string, readonly string[]>>> = {
  message: ['queued', 'launching', 'working', 'awaitingTools'],
  cancel: ['interrupted'],
  pause: ['paused'],
  resume: ['launching', 'working', 'awaitingTools'],
  forceAnswer: ['working'],
};

function checkAsked(
  { session: from }: ModelState,
  { command: { name } }: ModelStep & { kind: 'asked' },
  { session: to }: ModelState,
  found: Found,
): void {
  const isPauseDue = name === 'pause' && from.state === 'working' && to.state === 'working';
  const states = LEADS_TO[name] ?? [from.state, ...(name === 'toolResults' ? ['working'] : [])];
  if (!isPauseDue && !states.includes(to.state))
    found(`an accepted ${name} leads elsewhere`, `${from.state} to ${to.state}`);
  const isOpen = to.intents.some(({ command }) => command.name === name);
  // Whoever runs a session resumes it at once: a resume that is under way is another's.
  if (from.intents.some(({ command }) => command.name === 'resume')) return;
  if (isPauseDue !== isOpen && ['pause', 'resume', 'cancel'].includes(name)) {
    found(`the intent of a ${name} is open after it was carried out, or not while it is due`, from.state);
  }
  if (name === 'resume' && to.intents.some(({ command }) => command.name === 'pause'))
    found('a resume leaves a pause due');
}

function checkOutput(
  { session: from }: ModelState,
  { output }: ModelStep & { kind: 'output' },
  { session: to, entries }: ModelState,
  found: Found,
): void {
  const isOver = LEAF_STATES[from.state].terminal;
  if (isOver && entries.length > 0) found('an ended session takes output', output.kind);
  if (from.state === 'paused' && to.state !== 'paused' && to.state !== 'failed') {
    found('output ends a pause', `${output.kind}: ${to.state}`);
  }
  const isWaiting = to.intents.some(({ command }) => command.name === 'message');
  if (isWaiting && !isOver && ['idle', 'completed'].includes(to.state)) {
    found('a turn is over before an accepted message was delivered', output.kind);
  }
  const isPauseDue = to.state === 'working' && to.intents.some(({ command }) => command.name === 'pause');
  if (isPauseDue && ['event', 'toolCalls', 'metrics'].includes(output.kind)) {
    found('a step ends and a pause that is due does not take hold', output.kind);
  }
}
