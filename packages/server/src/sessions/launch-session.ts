import { decideLaunch } from '@agent-session/core/authority';
import type { Clock } from '@agent-session/protocol';
import { LIMITS } from '@agent-session/protocol';
import { ApiError } from '../http/api-error.js';
import type { ResolvedRequest } from '../requests/resolve-request.js';
import type { IdempotencyRecord } from '../store/idempotency-store.js';
import type { Draft } from './draft.js';
import type { HeldSession } from './held-session.js';
import { isOver } from './is-over.js';
import { isSessionId } from './session-id.js';
import type { SessionKeeper } from './session-keeper.js';
import type { SlotBook } from './slot-book.js';

/** What launching works with. */
export interface Launchpad {
  readonly keeper: SessionKeeper;
  readonly slots: SlotBook;
  /** To be called when a slot was reserved and is not needed after all. */
  readonly slotFreed: (owner: string) => void;
  readonly clock: Clock;
  readonly randomId: () => string;
  readonly maxActive: number;
  readonly reopen: boolean;
  readonly maxSubSessionDepth: number;
}

/** A claim on an Idempotency-Key, and the reply that is kept under it. */
export interface IdempotencyClaim {
  readonly key: string;
  readonly bodyHash: string;
  readonly responseFor: (created: HeldSession) => unknown;
}

/**
 * Creates the session and launches or queues it.
 *
 * @throws ApiError 429 when every slot is taken and it may not queue, or the queue is full; 404 and 400 for a parent that
 *   is not there or has ended.
 */
export async function launchSession(
  pad: Launchpad,
  owner: string,
  resolved: ResolvedRequest,
  claim?: IdempotencyClaim,
): Promise<HeldSession> {
  const { request, messages } = resolved;
  const parentId = request.parent_session_id?.toLowerCase() ?? null;
  if (parentId !== null) await checkParent(pad, owner, parentId);
  const admission = pad.slots.admit(owner, { mayQueue: request.queue !== false && parentId === null });
  if (admission === 'refuse') throw concurrencyLimit(pad, owner);
  const id = pad.randomId();
  // The slot, or the place in the queue, is taken before anything is written: nobody else is given it meanwhile, and
  // creates that come together are stored together.
  pad.slots.note(owner, id, admission === 'queue' ? 'queued' : 'launching');
  const firstMessage = messages[0] ?? null;
  const begin = (draft: Draft) => {
    const limits = {
      maxSteps: request.max_steps ?? null,
      maxTimeSeconds: request.max_time_s ?? null,
      idleTimeoutSeconds: request.idle_timeout_s ?? null,
    };
    draft.take(decideLaunch({ at: draft.at, limits, reopen: pad.reopen, queued: admission === 'queue' }));
    if (messages.length > 0) draft.note({ kind: 'received', messages });
  };
  try {
    return await pad.keeper.create(
      { id, owner, request, agentName: request.agent.name, firstMessage, parentId },
      begin,
      claim && ((created) => toRecord(pad.clock, owner, claim, created)),
    );
  } catch (error) {
    pad.slots.forget(owner, id);
    pad.slotFreed(owner);
    throw error;
  }
}

/** The refusal when every slot of the owner is taken. */
export function concurrencyLimit(pad: Pick<Launchpad, 'slots' | 'maxActive'>, owner: string): ApiError {
  const active = pad.slots.active(owner);
  return new ApiError('concurrency_limit', `Concurrent trajectory limit reached (${active}/${pad.maxActive})`, {
    fields: { limit: pad.maxActive, active },
  });
}

async function checkParent({ keeper, maxSubSessionDepth }: Launchpad, owner: string, parentId: string): Promise<void> {
  const parent = isSessionId(parentId) ? await keeper.get(parentId) : undefined;
  if (!parent || parent.owner !== owner)
    throw new ApiError('not_found', 'The session of parent_session_id was not found.');
  if (isOver(parent.state.lifecycle.state)) {
    throw new ApiError('bad_request', `The session of parent_session_id has ended (${parent.state.lifecycle.state}).`);
  }
  let depth = 1;
  for (let above = parent.parentId; above !== null; depth += 1) {
    if (depth >= maxSubSessionDepth) {
      throw new ApiError('bad_request', `Sessions may be nested at most ${maxSubSessionDepth} deep.`);
    }
    above = (await keeper.get(above))?.parentId ?? null;
  }
}

function toRecord(clock: Clock, owner: string, claim: IdempotencyClaim, created: HeldSession): IdempotencyRecord {
  const createdAt = clock.now();
  return {
    owner,
    key: claim.key,
    bodyHash: claim.bodyHash,
    sessionId: created.id,
    response: claim.responseFor(created),
    createdAt,
    expiresAt: createdAt + LIMITS.idempotencyWindowHours * 3_600_000,
  };
}
