import {
  observe,
  type Command,
  type CommandOutcome,
  type EndedIntent,
  type EventEntry,
  type Intent,
  type LogEntry,
  type Reading,
  type SessionAnswer,
  type SessionState,
} from '@agent-session/core/fold';
import {
  isTerminal,
  type Clock,
  type Session,
  type SessionChanges,
  type SessionRequest,
  type SessionStatusBody,
  type StatusWord,
} from '@agent-session/protocol';
import { AnswerHistory } from './answer-history.js';
import { isKnown, type Hub, type HubListener, type HubSettlement, type RequestNeeds } from './hub.js';
import type { LogWriter } from './log-writer.js';
import type { Connectivity } from './connectivity.js';
import type { ConnectionBudget } from './connection-budget.js';
import { LogMismatchError, StreamError, StreamFailedError } from './errors.js';
import { EventLog } from './event-log.js';
import { failureOf } from './failure.js';
import type { LinkStatus } from './link-status.js';
import { pause } from './pause.js';
import { backoffCeilingMs, type Guards, type PlanView } from './poll-plan.js';
import type { PollSettings } from './poll-settings.js';
import { Poller, type PollSink, type PollSource } from './poller.js';
import { repeatsLogged, sameEvent } from './same-event.js';
import { watched } from './watchdog.js';
import type { SessionTools } from './session-tools.js';

export interface HubOptions {
  readonly sessionId: string;
  readonly source: PollSource;
  readonly settings: PollSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly connectivity: Connectivity;
  readonly budget: ConnectionBudget | null;
  readonly keepEvents: number;
  /** A state to begin from, folded from a recorded log. */
  readonly base?: SessionState;
  readonly recorded?: readonly LogEntry[];
  /** The request, when it is known from launching. */
  readonly request?: SessionRequest;
  readonly guardsOff?: Guards;
  /** Saves the log as it grows. */
  readonly writer?: LogWriter;
  /** Fetches what was recorded earlier, before the first request. */
  readonly load?: () => Promise<readonly LogEntry[]>;
}

/** After so many pages that do not fit our last event, the server's log is taken for what it is. */
const OVERLAP_TRIES = 3;

/** The hub of a session that lives on a platform. */
export class SessionHub implements Hub {
  readonly exhausted = false;
  readonly id: string;
  readonly options: HubOptions;
  readonly log: EventLog;
  request: SessionRequest | null;
  linkStatus: LinkStatus = { status: 'closed' };
  settlement: HubSettlement | null = null;
  failure: StreamError | null = null;
  /** Every answer seen, oldest first, as far back as anybody could still ask. */
  readonly answers = new AnswerHistory();
  /** Runs the caller's tools, once somebody brought some. */
  toolRunner: { add(tools: SessionTools): void; look(): void } | null = null;
  private readonly listeners = new Set<HubListener>();
  private readonly poller: Poller;
  private drivers = 0;
  private graceTimer: { readonly handle: unknown } | null = null;
  private lastTold: Reading | null = null;
  private mismatches = 0;
  private everRead = false;
  private loading: Promise<void> | null = null;
  private loaded = false;
  private overdueTimer: { readonly handle: unknown } | null = null;
  private readBackQueue: Promise<unknown> = Promise.resolve();

  constructor(options: HubOptions) {
    this.options = options;
    this.id = options.sessionId;
    this.request = options.request ?? null;
    this.log = new EventLog(options.keepEvents, options.base);
    for (const entry of options.recorded ?? []) this.log.append(entry);
    this.log.trim();
    this.keepAnswer(null);
    this.poller = new Poller({
      sessionId: options.sessionId,
      source: options.source,
      sink: this.sink(),
      settings: options.settings,
      clock: options.clock,
      random: options.random,
      connectivity: options.connectivity,
      budget: options.budget,
      resumed: this.log.lastEvent !== undefined,
      ...(options.guardsOff ? { guardsOff: options.guardsOff } : {}),
    });
  }

  get state(): SessionState {
    return this.log.state;
  }

  /** A confirmed end that nothing sent since can undo. */
  get settled(): HubSettlement | null {
    if (this.settlement === null || this.settlement.nextIndex !== this.state.nextIndex) return null;
    const { status } = this.state;
    const awaited = this.intents.some(
      ({ command, delivery }) => delivery === 'accepted' && (command.name === 'message' || command.name === 'cancel'),
    );
    return awaited && !isTerminal(status) ? null : this.settlement;
  }

  get intents(): SessionState['intents'] {
    const { intents } = this.state;
    return intents.every((intent) => !this.isOverdue(intent))
      ? intents
      : intents.filter((each) => !this.isOverdue(each));
  }

  listen(listener: HubListener): () => void {
    this.listeners.add(listener);
    if (listener.drives) {
      this.drivers += 1;
      if (this.graceTimer) this.options.clock.clearTimeout(this.graceTimer.handle);
      this.graceTimer = null;
      // Listening again after a failure is trying again.
      this.failure = null;
      this.start();
      this.watchIntents();
      this.toolRunner?.look();
    }
    let listening = true;
    return () => {
      if (!listening) return;
      listening = false;
      this.listeners.delete(listener);
      if (!listener.drives) return;
      this.drivers -= 1;
      if (this.drivers > 0) return;
      this.watchIntents();
      this.startGrace();
    };
  }

  private isOverdue(intent: Intent): boolean {
    return this.options.clock.now() - Date.parse(intent.at) >= this.options.settings.intentOverdueMs;
  }

  /** Looks again when the oldest intent becomes overdue: nothing else would tell. */
  private watchIntents(): void {
    const { clock, settings } = this.options;
    if (this.overdueTimer) clock.clearTimeout(this.overdueTimer.handle);
    this.overdueTimer = null;
    const [oldest] = this.intents;
    if (!oldest || this.drivers === 0) return;
    const dueInMs = Date.parse(oldest.at) + settings.intentOverdueMs - clock.now();
    const handle = clock.setTimeout(
      () => {
        this.overdueTimer = null;
        this.watchIntents();
        this.notify();
      },
      Math.min(Math.max(dueInMs, 1), settings.intentOverdueMs),
    );
    this.overdueTimer = { handle };
  }

  /** True while somebody listens for whom the server is asked. */
  get driven(): boolean {
    return this.drivers > 0;
  }

  /** Records an entry and tells everybody. */
  commit(entry: LogEntry): void {
    const before = this.log.state;
    this.log.append(entry);
    this.options.writer?.write(entry);
    this.keepAnswer(before.answer);
    if (this.settlement && this.log.state.status !== before.status) this.settlement = null;
    if (this.log.state.intents !== before.intents) this.watchIntents();
    this.notify();
  }

  commitAll(entries: readonly LogEntry[]): void {
    for (const entry of entries) this.commit(entry);
  }

  /**
   * Records what became of a command. `sentAt` is the number of events seen when it was sent: its effect may have been
   * read before its reply came.
   *
   * @returns its place in the log.
   */
  recordCommand(command: Command, outcome: CommandOutcome, sentAt: number, reason?: string): number {
    const index = this.state.version;
    if (outcome === 'accepted' || outcome === 'unknown') {
      this.settlement = null;
      this.poller.unsettle();
    }
    this.commit({
      kind: 'command',
      command,
      outcome,
      at: this.now(),
      sentAtEventIndex: sentAt,
      ...(reason === undefined ? {} : { reason }),
    });
    if (this.drivers > 0) this.poller.start();
    return index;
  }

  /** What became of a message: the intent it left in the log, ended or not. */
  endedIntent(index: number): EndedIntent | 'open' | 'forgotten' {
    if (this.state.intents.some((intent) => intent.index === index)) return 'open';
    return this.state.endedIntents.last.find((intent) => intent.index === index) ?? 'forgotten';
  }

  /** Reads events that were dropped from memory. At most one such read is in flight per session. */
  readBack(fromIndex: number, signal: AbortSignal): Promise<readonly EventEntry[]> {
    const reading = this.readBackQueue.then(() => this.readBackNow(fromIndex, signal));
    this.readBackQueue = reading.catch(() => undefined);
    return reading;
  }

  now(): string {
    return new Date(this.options.clock.now()).toISOString();
  }

  /** What the creation of the session, or a read of the whole of it, said. */
  takeSession(session: Session): void {
    this.request = session.request;
    this.take({ source: 'session', body: session, at: this.now() });
  }

  /** Ends everything: for owners that know nobody will come back. */
  close(): void {
    if (this.graceTimer) this.options.clock.clearTimeout(this.graceTimer.handle);
    this.graceTimer = null;
    this.poller.stop();
  }

  /** Resolves when what was recorded earlier is in; `null`: it is. */
  ready(): Promise<void> | null {
    const { load } = this.options;
    if (!load || this.loaded) return null;
    this.loading ??= load().then(
      (entries) => {
        this.loaded = true;
        for (const entry of entries) {
          const { answer } = this.state;
          this.log.append(entry);
          this.keepAnswer(answer);
        }
        this.log.trim();
        if (this.log.lastEvent) this.poller.distrust();
        this.notify();
      },
      (error: unknown) => {
        this.loading = null;
        throw error;
      },
    );
    return this.loading;
  }

  async saved(): Promise<void> {
    await this.options.writer?.saved();
  }

  private start(): void {
    const ready = this.ready();
    if (!ready) {
      this.poller.start();
      return;
    }
    ready.then(
      () => {
        if (this.drivers > 0) this.poller.start();
      },
      (error: unknown) => this.fail(error),
    );
  }

  private startGrace(): void {
    const { clock, settings } = this.options;
    if (settings.graceMs === 0) {
      this.poller.stop();
      return;
    }
    const handle = clock.setTimeout(() => {
      this.graceTimer = null;
      this.poller.stop();
    }, settings.graceMs);
    this.graceTimer = { handle };
  }

  private notify(): void {
    for (const listener of this.listeners) listener.notify();
  }

  private keepAnswer(before: SessionAnswer | null): void {
    const { answer } = this.state;
    if (answer === null || answer === before) return;
    this.answers.add(answer);
  }

  private fail(error: unknown): void {
    if (error instanceof StreamError) this.failure = error;
    else {
      const { nextIndex, status } = this.state;
      this.failure = new StreamFailedError(
        `Session ${this.id} can no longer be followed: ${messageOf(error)} ` +
          `Read so far: ${nextIndex} events, status ${status}. See the cause; a new watch goes on from the log.`,
        this.id,
        this.state,
        error,
      );
    }
    this.notify();
  }

  private view(): PlanView {
    const { state } = this;
    const knowsRequest = this.request !== null;
    const wants = (need: keyof RequestNeeds): boolean => {
      for (const listener of this.listeners) if (listener.drives && listener.needs[need]) return true;
      return false;
    };
    const { answer } = state;
    return {
      cursor: state.nextIndex,
      word: isKnown(state) ? state.wireStatus : null,
      knowsRequest,
      needsRequest:
        !knowsRequest &&
        !isTerminal(state.status) &&
        ((answer !== null && wants('format')) || (state.status === 'idle' && wants('endRule'))),
      thorough: wants('endsAtIdle'),
      turnHasAnswer: answer !== null && answer.eventIndex !== null && answer.turn === state.turn,
    };
  }

  private take(reading: Reading): void {
    this.everRead = true;
    this.lastTold = reading;
    this.commitAll(observe(this.state, reading));
    this.log.trim();
  }

  private sink(): PollSink {
    return {
      view: () => this.view(),
      wanted: () => this.drivers > 0 && this.failure === null,
      takePage: (page, sure) => {
        const events = page.new_events ?? [];
        if (!sure && events[0] !== undefined && repeatsLogged(events[0], this.log.events)) return 'suspect';
        this.take({ source: 'changes', fromIndex: this.state.nextIndex, page, at: this.now() });
        this.mismatches = 0;
        return events.length;
      },
      takeOverlap: (page) => {
        const last = this.log.lastEvent;
        const first = page?.new_events?.[0];
        const fits = last !== undefined && first !== undefined && sameEvent(first, last.event);
        if (!fits) {
          this.mismatches += 1;
          if (this.mismatches < OVERLAP_TRIES) return 'mismatch';
          if (!this.everRead) throw this.logMismatch();
          if (page === null) return 'mismatch';
        }
        if (page === null) return 0;
        const fromIndex = this.state.nextIndex;
        const rest = (page.new_events ?? []).slice(1);
        this.take({ source: 'changes', fromIndex, page: { ...page, new_events: rest }, at: this.now() });
        this.mismatches = 0;
        return rest.length;
      },
      takeStatus: (body: SessionStatusBody): StatusWord => {
        this.take({ source: 'status', body, at: this.now() });
        return body.status;
      },
      takeSession: (session: Session): StatusWord => {
        this.takeSession(session);
        return session.status.status;
      },
      takeAnswer: (page: SessionChanges): StatusWord => {
        const { nextIndex } = this.state;
        this.take({ source: 'changes', fromIndex: nextIndex, page: { ...page, new_events: [] }, at: this.now() });
        return page.status;
      },
      accept: () => {
        const told = this.lastTold;
        if (!told) return;
        const endOfLog = this.state.nextIndex;
        const reading: Reading =
          told.source === 'changes'
            ? { ...told, fromIndex: endOfLog, page: { ...told.page, new_events: [] }, endOfLog }
            : { ...told, endOfLog };
        this.commitAll(observe(this.state, reading));
      },
      settled: () => {
        const { turn, nextIndex, status } = this.state;
        this.settlement = { turn, nextIndex, terminal: isTerminal(status) };
        this.notify();
      },
      link: (status) => {
        if (status.status === 'live' && this.linkStatus.status === 'live') return;
        if (status.status === 'closed' && this.linkStatus.status === 'closed') return;
        this.linkStatus = status;
        this.notify();
      },
      failed: (error) => this.fail(error),
    };
  }

  private logMismatch(): LogMismatchError {
    const { nextIndex } = this.state;
    return new LogMismatchError(
      `Event ${nextIndex - 1} of the recorded log is not what session ${this.id} has at that place. ` +
        'Check that the log belongs to this session, or watch without it.',
      this.id,
      this.state,
    );
  }

  private async readBackNow(fromIndex: number, signal: AbortSignal): Promise<readonly EventEntry[]> {
    const { source, settings, clock, random, budget } = this.options;
    const limit = Math.min(settings.pageLimit, this.log.firstIndex - fromIndex);
    if (limit <= 0) return [];
    for (let attempt = 1; ; attempt += 1) {
      let delayMs: number;
      const lease = await budget?.acquire(signal);
      try {
        const reading = await watched(clock, settings.watchdogMarginMs, signal, (inner) =>
          source.readChanges(this.id, { fromIndex, waitSeconds: 0, limit, signal: inner }),
        ).result;
        const events = reading.kind === 'page' ? (reading.page.new_events ?? []) : [];
        const at = this.now();
        if (events.length > 0) {
          return events
            .slice(0, limit)
            .map((event, offset) => ({ kind: 'event', index: fromIndex + offset, event, at }));
        }
        delayMs = settings.spacingCapMs;
      } catch (error) {
        if (signal.aborted) throw error;
        const failure = failureOf(error);
        if (failure.permanent) throw error;
        delayMs = Math.max(failure.retryAfterMs, random() * backoffCeilingMs(attempt, settings));
      } finally {
        lease?.release();
      }
      await pause(clock, delayMs, signal).done;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
