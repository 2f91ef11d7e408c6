import type { Reply } from './reply.js';

/** What an adapter can do that writes to sockets itself, beyond taking a `Response`. */
export interface SocketAdapter {
  /** Takes the reply out of the handling of its request: {@link DETACHED} is to be returned instead. */
  detach(): Detached;
}

/** A reply that comes later. While it is waited for, nothing of the handling of its request is kept. */
export interface Detached {
  send(reply: Reply): void;
  /** Calls back once the caller has gone, at once if it has. It may call back after the reply too. */
  onGone(callback: () => void): void;
}

/** Stands for a response that comes later, through {@link Detached}. */
export const DETACHED = new Response(null, { status: 202 });
