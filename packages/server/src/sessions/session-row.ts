import { LEAF_STATES } from '@agent-session/core';
import type { JsonValue, SessionRequest, UserMessage } from '@agent-session/protocol';
import { LIMITS } from '@agent-session/protocol';
import type { SessionUpdate } from '../store/session-index.js';
import { toCheckpoint } from './checkpoint.js';
import type { ServerState } from './server-state.js';

/** So many entries after the last checkpoint, another one is kept: bounds what a later load has to fold. */
const CHECKPOINT_INTERVAL = 512;
const MINUTE_MS = 60_000;

/** The fields of a session's row that an append changes, found by comparing the states around it. */
export function rowUpdate(
  before: ServerState,
  after: ServerState,
  request: SessionRequest,
  firstMessage: UserMessage | null,
): SessionUpdate {
  const { state, startedAt, finishedAt, answer } = after.lifecycle;
  const was = before.lifecycle;
  const update: { -readonly [Field in keyof SessionUpdate]: SessionUpdate[Field] } = {
    lastActivityAt: Date.parse(after.lastAt),
  };
  if (state !== was.state || before.version === 0) update.status = LEAF_STATES[state].word;
  if (startedAt !== was.startedAt) update.startedAt = toMs(startedAt);
  if (finishedAt !== was.finishedAt) {
    update.finishedAt = toMs(finishedAt);
    update.expiresAt = expiryOf(finishedAt, request);
  }
  if (answer !== was.answer) {
    update.latestAnswer = answer?.value ?? null;
    update.searchText = searchText(firstMessage, answer?.value ?? null);
  }
  if (after.shared !== before.shared) update.shared = after.shared;
  const crossed = Math.floor(after.version / CHECKPOINT_INTERVAL) > Math.floor(before.version / CHECKPOINT_INTERVAL);
  if (crossed || (finishedAt !== null && finishedAt !== was.finishedAt)) update.checkpoint = toCheckpoint(after);
  return update;
}

/** What `search` looks in. */
export function searchText(firstMessage: UserMessage | null, answer: JsonValue): string {
  const answerText = typeof answer === 'string' ? answer : answer === null ? '' : JSON.stringify(answer);
  return `${firstMessage?.message ?? ''}\n${answerText}`;
}

/** Retention counts from the end of the session: nothing that still runs is ever deleted. */
function expiryOf(finishedAt: string | null, request: SessionRequest): number | null {
  if (finishedAt === null || request.delete_after_min === null) return null;
  return Date.parse(finishedAt) + (request.delete_after_min ?? LIMITS.defaultDeleteAfterMinutes) * MINUTE_MS;
}

function toMs(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}
