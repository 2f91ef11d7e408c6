import type { EndpointName } from '@agent-session/protocol';
import type { ClientError } from './errors/client-error.js';

/** One attempt, for a log line or a span. Never holds a key, a header or a body. */
export interface AttemptInfo {
  readonly endpoint: EndpointName;
  readonly method: string;
  readonly url: string;
  /** From 1. */
  readonly attempt: number;
}

/** An attempt that got a reply, good or bad. */
export interface ReplyInfo extends AttemptInfo {
  readonly status: number;
  /** The platform's id of the request, if it sent one. */
  readonly requestId: string | undefined;
  /** From sending to the head of the reply. */
  readonly durationMs: number;
}

/** An attempt that failed and will be followed by another. */
export interface RetryInfo extends AttemptInfo {
  readonly error: ClientError;
  readonly delayMs: number;
}

/** Called as things happen, for logging and tracing. What a hook throws is ignored: it must not end a call. */
export interface ClientHooks {
  readonly onRequest?: (info: AttemptInfo) => void;
  readonly onResponse?: (info: ReplyInfo) => void;
  readonly onRetry?: (info: RetryInfo) => void;
}

export function callHook<Info>(hook: ((info: Info) => void) | undefined, info: Info): void {
  try {
    hook?.(info);
  } catch {
    // documented: a broken log line is no reason to lose a reply
  }
}
