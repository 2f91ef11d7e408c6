import {
  evolve,
  type EndedIntent,
  type EventEntry,
  type LogEntry,
  type SessionState,
  timeMs,
} from '@agent-session/core';
import { isSettled, isTerminal, systemClock, type AnswerFormat, type Clock } from '@agent-session/protocol';
import { AnswerHistory } from './answer-history.js';
import { checkLog } from './checked-options.js';
import type { Commands } from './commands.js';
import { createLiveSession } from './create-live-session.js';
import { ReplayReadOnlyError } from './errors.js';
import { EventLog } from './event-log.js';
import type { Hub, HubListener, HubSettlement } from './hub.js';
import type { LinkStatus } from './link-status.js';
import type { LiveSession } from './live-session.js';

/** How to play a recorded log. */
export interface ReplayOptions {
  /** 1: at the pace it was recorded. 10: ten times faster. `Infinity`: at once. Default 1. */
  readonly speed?: number;
  /** Default true: plays as soon as somebody listens. False: waits for `play()` or `step()`. */
  readonly autoplay?: boolean;
  /** The JSON Schema answers are checked against. Default: none. */
  readonly answerFormat?: AnswerFormat;
  /** What `id` says. Default `replay`. */
  readonly id?: string;
  /** Longest pause between two entries, at speed 1. Default: as recorded. */
  readonly maxPauseMs?: number;
  /** Time, for tests. Default: the machine's. */
  readonly clock?: Clock;
}

/** The controls of a replay. Positions count entries of the log. */
export interface ReplayPlayer {
  readonly length: number;
  readonly position: number;
  readonly playing: boolean;
  readonly speed: number;
  play(): void;
  pause(): void;
  /** Takes the next entries, whatever their time. Default 1. @throws RangeError for what is no number, or below 0. */
  step(entries?: number): void;
  /**
   * Goes to a position, forwards or back; one beyond an end is that end. `session$` gives the state there; `events$` never
   * repeats an event.
   *
   * @throws RangeError for what is no number.
   */
  seek(position: number): void;
  setSpeed(speed: number): void;
}

/** A recorded session behind the face of a live one. Its commands are refused. */
export interface ReplaySession extends LiveSession {
  readonly player: ReplayPlayer;
}

/**
 * Plays a recorded log through the same face a live session has. The log is read once and kept.
 *
 * @throws RangeError for a speed that is not above 0, or a pause below. TypeError for what is no log. What `evolve` throws
 * for a log that cannot be.
 * @example
 * const replay = replaySession(fromJSONL(text), { speed: 10 });
 * replay.session$.subscribe(render);
 * replay.player.seek(100);
 */
export function replaySession(log: Iterable<LogEntry>, options: ReplayOptions = {}): ReplaySession {
  const entries = [...log];
  checkLog(entries);
  const hub = new ReplayHub(entries, options);
  const refuse = (): Promise<never> =>
    Promise.reject(
      new ReplayReadOnlyError('This is a recording: send commands to the live session.', hub.id, hub.state),
    );
  const commands: Commands = {
    message: refuse,
    pause: refuse,
    resume: refuse,
    forceAnswer: refuse,
    cancel: refuse,
    toolResults: refuse,
    lastMessage: () => null,
    recorded: () => Promise.resolve(),
  };
  const { answerFormat = null } = options;
  const live = createLiveSession(hub, commands, { fromIndex: 0, until: 'terminal', answerFormat });
  return { ...live, player: hub };
}

class ReplayHub implements Hub, ReplayPlayer {
  readonly id: string;
  readonly request = null;
  readonly failure = null;
  log = new EventLog(Number.POSITIVE_INFINITY);
  answers = new AnswerHistory();
  linkStatus: LinkStatus = { status: 'closed' };
  position = 0;
  playing: boolean;
  speed: number;
  private readonly entries: readonly LogEntry[];
  private readonly clock: Clock;
  private readonly maxPauseMs: number;
  private readonly listeners = new Set<HubListener>();
  private drivers = 0;
  private timer: { readonly handle: unknown } | null = null;

  constructor(entries: readonly LogEntry[], options: ReplayOptions) {
    this.entries = entries;
    this.id = options.id ?? 'replay';
    this.clock = options.clock ?? systemClock;
    this.maxPauseMs = checkedNumber('maxPauseMs', options.maxPauseMs ?? Number.POSITIVE_INFINITY, 0);
    this.playing = options.autoplay ?? true;
    this.speed = checkedSpeed(options.speed ?? 1);
  }

  get length(): number {
    return this.entries.length;
  }

  get state(): SessionState {
    return this.log.state;
  }

  get intents(): SessionState['intents'] {
    return this.state.intents;
  }

  get exhausted(): boolean {
    return this.position === this.entries.length;
  }

  /** A recorded run is settled where its log settles and nothing of the turn follows. */
  get settled(): HubSettlement | null {
    const { status, turn, nextIndex } = this.state;
    if (!isSettled(status)) return null;
    const next = this.entries[this.position];
    return next === undefined || !isTerminal(status) ? { turn, nextIndex, terminal: this.exhausted } : null;
  }

  listen(listener: HubListener): () => void {
    this.listeners.add(listener);
    if (listener.drives) this.drivers += 1;
    this.schedule();
    let listening = true;
    return () => {
      if (!listening) return;
      listening = false;
      this.listeners.delete(listener);
      if (!listener.drives) return;
      this.drivers -= 1;
      if (this.drivers === 0) this.unschedule();
    };
  }

  endedIntent(index: number): EndedIntent | 'open' | 'forgotten' {
    return this.state.intents.some((intent) => intent.index === index) ? 'open' : 'forgotten';
  }

  readBack(): Promise<readonly EventEntry[]> {
    return Promise.resolve([]);
  }

  saved(): Promise<void> {
    return Promise.resolve();
  }

  play(): void {
    this.playing = true;
    this.schedule();
  }

  pause(): void {
    this.playing = false;
    this.unschedule();
    this.say({ status: 'closed' });
  }

  step(entries = 1): void {
    checkedNumber('entries', entries, 0);
    for (let taken = 0; taken < entries && !this.exhausted; taken += 1) this.take();
    this.reschedule();
  }

  seek(position: number): void {
    const wanted = Math.trunc(checkedNumber('position', position, Number.NEGATIVE_INFINITY));
    const target = Math.min(Math.max(0, wanted), this.entries.length);
    if (target < this.position) {
      this.log = new EventLog(Number.POSITIVE_INFINITY);
      this.position = 0;
      this.answers = new AnswerHistory();
    }
    // What lies between is folded without telling anybody: only where it ends is looked at.
    while (this.position < target) this.fold();
    this.notify();
    this.reschedule();
  }

  setSpeed(speed: number): void {
    this.speed = checkedSpeed(speed);
    this.reschedule();
  }

  private fold(): void {
    const entry = this.entries[this.position];
    if (!entry) return;
    const before = this.state.answer;
    this.log.append([entry], evolve(this.state, entry));
    this.position += 1;
    const { answer } = this.state;
    if (answer !== null && answer !== before) this.answers.add(answer);
  }

  private take(): void {
    this.fold();
    this.notify();
  }

  private reschedule(): void {
    this.unschedule();
    this.schedule();
  }

  private unschedule(): void {
    if (this.timer) this.clock.clearTimeout(this.timer.handle);
    this.timer = null;
  }

  private schedule(): void {
    if (this.exhausted) {
      this.say({ status: 'closed' });
      return;
    }
    if (this.timer || !this.playing || this.drivers === 0) return;
    this.say({ status: 'live' });
    const handle = this.clock.setTimeout(() => {
      this.timer = null;
      // Entries of one moment belong together: a page was read as one.
      do this.take();
      while (!this.exhausted && this.playing && this.pauseMs() === 0);
      this.schedule();
    }, this.pauseMs());
    this.timer = { handle };
  }

  private pauseMs(): number {
    const next = this.entries[this.position];
    const last = this.entries[this.position - 1];
    if (!next || !last) return 0;
    const recordedMs = timeMs(next.at) - timeMs(last.at);
    return recordedMs > 0 ? Math.min(recordedMs, this.maxPauseMs, 2 ** 31 - 1) / this.speed : 0;
  }

  private say(status: LinkStatus): void {
    if (this.linkStatus.status === status.status) return;
    this.linkStatus = status;
    this.notify();
  }

  private notify(): void {
    for (const listener of this.listeners) listener.notify();
  }
}

function checkedSpeed(speed: number): number {
  if (checkedNumber('speed', speed, 0) > 0) return speed;
  throw new RangeError('speed must be above 0. To stop, pause.');
}

function checkedNumber(name: string, value: number, least: number): number {
  if (typeof value === 'number' && value >= least) return value;
  const range = Number.isFinite(least) ? ` of at least ${least}` : '';
  const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
  throw new RangeError(`${name} must be a number${range}, not ${shown}.`);
}
