import type { Intent, Lifecycle, SessionState } from '../../src/index.js';
import { secondOf, type ModelState } from './model-state.js';

/**
 * What of a state makes a difference to anything that follows. Times are null or not, and by how much they differ from
 * what the model measured; counts are differences, clamped. The explorer checks that nothing is missing.
 */
export function modelKey({ session, now, shown, events }: ModelState): string {
  const { nextIndex } = session;
  let key = livesKey(session, shown, events, now);
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
export function placeKey({ session, now, shown, events }: ModelState): string {
  const pending = session.intents.map(({ command }) => command.name).join();
  return `${livesKey(session, shown, events, now)} ${callsKey(session)} ${pending}`;
}

function livesKey(session: SessionState, shown: ModelState['shown'], events: ModelState['events'], now: number): string {
  const { behind, nextIndex } = session;
  let key = lifeKey(session, shown, now);
  key += `${Math.min(session.turn, 1)}${Math.min(nextIndex, LATEST_EVENTS)}`;
  if (behind !== null && events !== null) {
    key += `<${lifeKey(behind, events, now)}${clamped(session.turn - behind.turn, 2)}`;
  }
  return key;
}

/** How many events can come between the sending of a command and the reply to it. */
export const LATEST_EVENTS = 1;

function lifeKey(life: Lifecycle, clock: ModelState['shown'], now: number): string {
  const { state, resumesTo, startedAt, finishedAt, activeSince, idleSince } = life;
  const active = life.activeMs / 1000 + secondsSince(activeSince, now) - clock.active;
  const idle = idleSince === null ? 0 : secondsSince(idleSince, now) - clock.idle;
  return `${state}${resumesTo ?? ''}${bits(startedAt, finishedAt, activeSince, idleSince)}${clamped(active, 1)}${clamped(idle, 1)}`;
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
  return `${String(answer.value)}${clamped(turn - answer.turn, 1)}${bits(answer.eventIndex, answer.outcome)}`;
}

function callsKey({ pendingToolCalls, settledToolCallIds }: SessionState): string {
  let key = '';
  for (const { id } of pendingToolCalls) key += `${id},`;
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
