import { StoreError, StoreUnavailableError } from '../store/errors.js';
import { SessionGoneError } from '../sessions/session-keeper.js';
import { ApiError, sessionNotFound } from './api-error.js';

const RETRY_AFTER_SECONDS = 5;

/** What the caller is told about an error. Of those nobody planned for: nothing but that they happened. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof SessionGoneError) return sessionNotFound();
  if (error instanceof StoreUnavailableError) {
    return new ApiError('unavailable', 'The store of this server cannot be used now; nothing was changed.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  if (error instanceof StoreError) {
    return new ApiError('internal', 'The stored data of this session cannot be read. The log of the server says more.');
  }
  return new ApiError('internal', 'Something broke inside the server. The log of the server says more.');
}
