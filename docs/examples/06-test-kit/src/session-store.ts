import type { SessionEvent } from '@agent-session/protocol';

const ENDS: Readonly<Record<string, string>> = {
  finished: 'completed',
  stopped: 'interrupted',
  timed_out: 'timed_out',
};

/** The code under test: a store written by hand that keeps up with a session by its events. */
export class SessionStore {
  /** The word of the wire for where the session is. */
  status = 'pending';
  /** Where a paused session goes on. */
  #resumesTo = 'pending';

  take({ type, data }: SessionEvent): void {
    const { status = '', state = '', reason = '' } = (data ?? {}) as Readonly<Record<string, string | undefined>>;
    switch (type) {
      case 'RequestStartEvent':
        this.status = status === 'queued' ? 'queued' : 'pending';
        break;
      case 'RequestStartDispatchedEvent':
        this.status = 'pending';
        break;
      case 'AgentStartedEvent':
        // Told late, or again, it is no news.
        if ((this.status === 'paused' ? this.#resumesTo : this.status) === 'pending') this.#becomes('running');
        break;
      case 'ActiveStateChangeEvent':
        this.#becomes(state);
        break;
      case 'AgentRunStatusChangeEvent':
        // Told twice, it happened once.
        if ((status === 'paused') === (this.status === 'paused')) break;
        if (status === 'paused') this.#resumesTo = this.status;
        this.status = status === 'paused' ? 'paused' : this.#resumesTo;
        break;
      case 'AgentCompletionEvent':
        this.status = ENDS[reason] ?? this.status;
        break;
      case 'AgentErrorEvent':
        this.status = 'failed';
        break;
    }
  }

  /** What happens to a paused session shows once it goes on. */
  #becomes(status: string): void {
    if (this.status === 'paused') this.#resumesTo = status;
    else this.status = status;
  }

  /** Whether the button for pausing is enabled. */
  get canPause(): boolean {
    return ['pending', 'running', 'awaiting_tool_results'].includes(this.status);
  }
}
