import { initialState, replay, type EventEntry, type LogEntry, type SessionState } from '@agent-session/core';

/**
 * The log of one session in memory: all entries since `base`, the state they fold to, and the events among them by
 * index. Bounded: when more than `keepEvents` events are held, the oldest entries are folded into `base` and dropped.
 */
export class EventLog {
  /** The fold of everything that was dropped. */
  base: SessionState;
  /** The fold of everything. */
  state: SessionState;
  /** Entry `i` is the one that made version `base.version + i + 1`. */
  readonly entries: LogEntry[] = [];
  /** Event `i` has the index `base.nextIndex + i`. */
  readonly events: EventEntry[] = [];
  readonly #keepEvents: number;

  constructor(keepEvents: number, base: SessionState = initialState()) {
    this.#keepEvents = keepEvents;
    this.base = base;
    this.state = base;
  }

  /** Index of the oldest event that is still held; equals `state.nextIndex` when none is. */
  get firstIndex(): number {
    return this.base.nextIndex;
  }

  get lastEvent(): EventEntry | undefined {
    return this.events.at(-1);
  }

  /** Adds entries; `state` is what they fold to. */
  append(entries: readonly LogEntry[], state: SessionState): void {
    this.state = state;
    for (const entry of entries) {
      this.entries.push(entry);
      if (entry.kind === 'event') this.events.push(entry);
    }
  }

  /** The event at an index, or `undefined` when it was dropped or has not come yet. */
  eventAt(index: number): EventEntry | undefined {
    return this.events[index - this.base.nextIndex];
  }

  /** The entry that follows a version, or `undefined` when it was dropped or has not come yet. */
  entryAfter(version: number): LogEntry | undefined {
    return this.entries[version - this.base.version];
  }

  /** Drops what is beyond the bound. A quarter more than the bound is let grow, so that dropping is rare and cheap. */
  trim(): void {
    if (this.events.length <= this.#keepEvents * 1.25) return;
    const dropEvents = this.events.length - this.#keepEvents;
    let dropped = 0;
    let count = 0;
    for (const { kind } of this.entries) {
      if (dropped === dropEvents) break;
      count += 1;
      if (kind === 'event') dropped += 1;
    }
    this.base = replay(this.entries.splice(0, count), { from: this.base });
    this.events.splice(0, dropped);
  }
}
