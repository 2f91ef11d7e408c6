import type { Intent, Lifecycle, SessionState } from '../../src/index.js';
import { clockShown, secondOf, type Clock, type ModelState } from './model-state.js';

/**
 * What of a state makes a difference to anything that follows. Times are null or not, and by how much they differ from
 * what the model measured; counts are differences, clamped. The explorer checks that nothing is missing.
 */
export function modelKey(state: ModelState): string {
  const { session } = state;
  const { nextIndex } = session;
  let key = livesKey(state);
  key += `|${session.wireStatus}|${answerKey(session)}${bits(session.error, session.errorCode, session.outcome)}`;
  key += `|${callsKey(session)}|`;
  for (const intent of session.intents) key += `${intentKey(intent, nextIndex)};`;
  key += '|';
  for (const { text, callerId, eventIndex } of session.echoes.last) {
    if (nextIndex - eventIndex <= LATEST_EVENTS) key += `${text} ${callerId} ${nextIndex - eventIndex};`;
  }
  return key;
}

/** Where a session is, as far as the machine and the words of the wire can tell. */
export function placeKey(state: ModelState): string {
  const pending = state.session.intents.map(({ command }) => command.name).join();
  return `${livesKey(state)} ${callsKey(state.session)} ${pending}`;
}

function livesKey(state: ModelState): string {
  const { session, now, clock, clockAt } = state;
  const { behind, nextIndex } = session;
  let key = lifeKey(session, clockShown(state), now, behind !== null && session.finishedAt !== null);
  key += `${Math.min(session.turn, 1)}${Math.min(nextIndex, LATEST_EVENTS)}`;
  if (behind !== null) {
    key += `<${lifeKey(behind, clock, clockAt)}${Math.min(behind.turn, 1)}${clamped(session.turn - behind.turn, 2)}`;
  }
  return key;
}

/** How many events can come between the sending of a command and the reply to it. */
export const LATEST_EVENTS = 1;

function lifeKey(life: Lifecycle, clock: Clock, now: number, isShownEnd = false): string {
  const { state, resumesTo, startedAt, finishedAt, activeSince, idleSince } = life;
  const active = life.activeMs / 1000 + secondsSince(activeSince, now) - clock.active;
  const idle = idleSince === null ? 0 : secondsSince(idleSince, now) - clock.idle;
  return `${state}${resumesTo ?? ''}${bits(startedAt, finishedAt, activeSince, idleSince)}${isShownEnd ? '' : clamped(active, 1)}${clamped(idle, 1)}`;
}

/** Seconds from a moment until now; 0 for none. */
export function secondsSince(at: string | null, now: number): number {
  return at === null ? 0 : now - secondOf(at);
}

function clamped(value: number, limit: number): string {
  return value === 0 ? '' : `${Math.max(-limit, Math.min(limit, value))}`;
}

function bits(...values: readonly unknown[]): string {
  let text = '';
  for (const value of values) text += value === null ? '-' : '+';
  return text;
}

function answerKey({ answer, turn }: SessionState): string {
  if (answer === null) return '-';
  return `${JSON.stringify(answer.value)}${clamped(turn - answer.turn, 3)}${bits(answer.eventIndex, answer.outcome)}`;
}

function callsKey({ pendingToolCalls, announcedToolCalls, settledToolCallIds }: SessionState): string {
  let key = '';
  for (const { id } of pendingToolCalls) key += `${id},`;
  key += '/';
  for (const { id } of announcedToolCalls) key += `${id},`;
  return `${key}/${['a', 'b'].filter((id) => settledToolCallIds.includes(id)).join('')}`;
}

function intentKey({ command, delivery, eventIndex, echoedOtherwise }: Intent, nextIndex: number): string {
  const details =
    command.name === 'message'
      ? `${command.text}${echoedOtherwise === true ? '!' : ''}`
      : command.name === 'toolResults'
        ? String(command.callIds)
        : '';
  return `${command.name} ${details} ${delivery} ${Math.min(nextIndex - eventIndex, LATEST_EVENTS + 1)}`;
}
