import {
  evolve,
  isReachable,
  leafStateOf,
  replay,
  type Command,
  type CommandOutcome,
  type EndedIntent,
  type EventEntry,
  type LogEntry,
  type SessionAnswer,
  type SessionState,
} from '@agent-session/core';
import { isTerminal, isWireStatus, type Clock, type Session, type SessionRequest } from '@agent-session/protocol';
import { AnswerHistory } from './answer-history.js';
import type { ConnectionBudget } from './connection-budget.js';
import type { Connectivity } from './connectivity.js';
import { StreamError, StreamFailedError } from './errors.js';
import { EventLog } from './event-log.js';
import { isKnown, type Hub, type HubListener, type HubSettlement, type RequestNeeds } from './hub.js';
import { Intake } from './intake.js';
import type { LinkStatus } from './link-status.js';
import { LogKeeper } from './log-keeper.js';
import type { LogSink } from './log-sink.js';
import { messageOf } from './message-of.js';
import { OverdueIntents } from './overdue-intents.js';
import type { Guards, PlanView } from './poll-plan.js';
import type { PollSettings } from './poll-settings.js';
import { Poller, type PollSink, type PollSource } from './poller.js';
import { ReadBack } from './read-back.js';
import { replayRecord } from './replay-record.js';
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
  readonly guardsOff?: Guards;
}

/** The hub of a session that lives on a platform. */
export class SessionHub implements Hub {
  readonly exhausted = false;
  readonly id: string;
  readonly options: HubOptions;
  readonly log: EventLog;
  request: SessionRequest | null = null;
  linkStatus: LinkStatus = { status: 'closed' };
  settlement: HubSettlement | null = null;
  failure: StreamError | null = null;
  /** Every answer seen, oldest first, as far back as anybody could still ask. */
  readonly answers = new AnswerHistory();
  /** Runs the caller's tools, once somebody brought some. */
  toolRunner: { add(tools: SessionTools): void; look(): void } | null = null;
  readonly #listeners = new Set<HubListener>();
  readonly #intake: Intake;
  readonly #poller: Poller;
  readonly #earlier: ReadBack;
  readonly #overdue: OverdueIntents;
  #drivers = 0;
  #graceTimer: { readonly handle: unknown } | null = null;
  readonly #keeper: LogKeeper;

  constructor(options: HubOptions) {
    this.options = options;
    this.id = options.sessionId;
    this.log = new EventLog(options.keepEvents, options.base);
    this.#keeper = new LogKeeper({
      sessionId: this.id,
      log: this.log,
      takeRecord: (entries) => {
        this.#takeRecord(entries);
        if (this.log.lastEvent) this.#poller.distrust();
        this.#notify();
      },
    });
    this.#takeRecord(options.recorded ?? []);
    const { sessionId, source, settings, clock, random, budget, connectivity, guardsOff } = options;
    this.#intake = new Intake({
      sessionId,
      log: this.log,
      now: () => this.now(),
      commit: (entries) => this.commitAll(entries),
    });
    this.#poller = new Poller({
      sessionId,
      source,
      intake: this.#intake,
      sink: this.#sink(),
      settings,
      clock,
      random,
      connectivity,
      budget,
      resumed: this.log.lastEvent !== undefined,
      ...(guardsOff ? { guardsOff } : {}),
    });
    this.#earlier = new ReadBack({
      sessionId,
      source,
      settings,
      clock,
      random,
      budget,
      firstIndex: () => this.log.firstIndex,
    });
    this.#overdue = new OverdueIntents(clock, settings.intentOverdueMs, () => this.#notify());
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
    return this.#overdue.current(this.state.intents);
  }

  listen(listener: HubListener): () => void {
    this.#listeners.add(listener);
    if (listener.drives) {
      this.#drivers += 1;
      if (this.#graceTimer) this.options.clock.clearTimeout(this.#graceTimer.handle);
      this.#graceTimer = null;
      // Listening again after a failure is trying again.
      this.failure = null;
      this.#start();
      this.#watchIntents();
      this.toolRunner?.look();
    }
    let listening = true;
    return () => {
      if (!listening) return;
      listening = false;
      this.#listeners.delete(listener);
      if (!listener.drives) return;
      this.#drivers -= 1;
      if (this.#drivers > 0) return;
      this.#watchIntents();
      this.#startGrace();
    };
  }

  /** While somebody listens. */
  #watchIntents(): void {
    this.#overdue.watch(this.#drivers > 0 ? this.state.intents : []);
  }

  /** True while somebody listens for whom the server is asked. */
  get driven(): boolean {
    return this.#drivers > 0;
  }

  /** Records an entry and tells everybody. */
  commit(entry: LogEntry): void {
    this.#add([entry], evolve(this.state, entry));
  }

  /** Records entries that belong together. Everybody is told once, unless somebody wants to see every state. */
  commitAll(entries: readonly LogEntry[]): void {
    if (entries.length === 0) return;
    const stepwise = [...this.#listeners].some(({ everyState }) => everyState);
    const after = stepwise ? null : replay(entries, { from: this.state });
    // Every answer is kept, not only the last of a page.
    if (after !== null && after.answer === this.state.answer) this.#add(entries, after);
    else for (const entry of entries) this.commit(entry);
  }

  #add(entries: readonly LogEntry[], state: SessionState): void {
    const before = this.state;
    this.log.append(entries, state);
    this.#keeper.write(entries);
    this.#keepAnswer(before.answer);
    if (this.settlement && state.status !== before.status) this.settlement = null;
    if (state.intents !== before.intents) this.#watchIntents();
    this.#notify();
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
      this.#poller.unsettle();
    }
    this.commit({
      kind: 'command',
      command,
      outcome,
      at: this.now(),
      sentAtEventIndex: sentAt,
      ...(reason === undefined ? {} : { reason }),
    });
    if (this.#drivers > 0) this.#poller.start();
    return index;
  }

  /** What became of a message: the intent it left in the log, ended or not. */
  endedIntent(index: number): EndedIntent | 'open' | 'forgotten' {
    if (this.state.intents.some((intent) => intent.index === index)) return 'open';
    return this.state.endedIntents.last.find((intent) => intent.index === index) ?? 'forgotten';
  }

  readBack(fromIndex: number, signal: AbortSignal): Promise<readonly EventEntry[]> {
    return this.#earlier.read(fromIndex, signal);
  }

  now(): string {
    return new Date(this.options.clock.now()).toISOString();
  }

  /** What the creation of the session, or a read of the whole of it, said. */
  takeSession(session: Session): void {
    this.request = session.request;
    this.#intake.session(session);
  }

  /** Ends everything: for owners that know nobody will come back. */
  close(): void {
    if (this.#graceTimer) this.options.clock.clearTimeout(this.#graceTimer.handle);
    this.#graceTimer = null;
    this.#stop();
  }

  /** Keeps the log in a sink from now on, with what was read before. */
  keepIn(sink: LogSink, onError: (error: unknown) => void, holdsNothing: boolean): void {
    const isNew = this.state.version === 0 && this.#drivers === 0 && this.#graceTimer === null;
    if (isNew) this.#keeper.keepNew(sink, onError, holdsNothing);
    else this.#keeper.keepBegun(sink, onError);
  }

  /** Resolves when what was recorded earlier is in; `null`: it is. */
  ready(): Promise<void> | null {
    return this.#keeper.ready();
  }

  saved(): Promise<void> {
    return this.#keeper.saved();
  }

  #start(): void {
    const ready = this.ready();
    if (!ready) {
      this.#poller.start();
      return;
    }
    this.#tellLink({ status: 'connecting' });
    ready.then(
      () => {
        if (this.#drivers > 0) this.#poller.start();
      },
      (error: unknown) => {
        this.#tellLink({ status: 'closed', error });
        this.#fail(error);
      },
    );
  }

  #stop(): void {
    this.#poller.stop();
    this.#tellLink({ status: 'closed' });
  }

  #tellLink(link: LinkStatus): void {
    const says = link.status;
    const isNews = says !== this.linkStatus.status || says === 'retrying' || says === 'stalled';
    if (!isNews) return;
    this.linkStatus = link;
    this.#notify();
  }

  #takeRecord(entries: readonly LogEntry[]): void {
    const { answer } = this.state;
    const { lost, state } = replayRecord(this.state, entries);
    this.#keeper.write(lost);
    this.log.append([...entries, ...lost], state);
    this.log.trim();
    this.#keepAnswer(answer);
  }

  #startGrace(): void {
    const { clock, settings } = this.options;
    if (settings.graceMs === 0) {
      this.#stop();
      return;
    }
    const handle = clock.setTimeout(() => {
      this.#graceTimer = null;
      this.#stop();
    }, settings.graceMs);
    this.#graceTimer = { handle };
  }

  #notify(): void {
    for (const listener of this.#listeners) listener.notify();
  }

  #keepAnswer(before: SessionAnswer | null): void {
    const { answer } = this.state;
    if (answer === null || answer === before) return;
    this.answers.add(answer);
  }

  #fail(error: unknown): void {
    if (error instanceof StreamError) this.failure = error;
    else {
      const { nextIndex, status } = this.state;
      const why = messageOf(error);
      this.failure = new StreamFailedError(
        nextIndex === 0
          ? `Session ${this.id} cannot be followed: ${why}`
          : `Session ${this.id} can no longer be followed: ${why} ` +
              `Read so far: ${nextIndex} events, status ${status}. See the cause; a new watch goes on from the log.`,
        this.id,
        this.state,
        error,
      );
    }
    this.#notify();
  }

  #view(): PlanView {
    const { state } = this;
    const knowsRequest = this.request !== null;
    const wants = (need: keyof RequestNeeds): boolean => {
      for (const listener of this.#listeners) if (listener.drives && listener.needs[need]) return true;
      return false;
    };
    const { answer } = state;
    return {
      cursor: state.nextIndex,
      word: isKnown(state) ? state.wireStatus : null,
      reaches: (word) => !isWireStatus(word) || isReachable(state, leafStateOf(word)),
      knowsRequest,
      needsRequest:
        !knowsRequest &&
        !isTerminal(state.status) &&
        ((answer !== null && wants('format')) || (state.status === 'idle' && wants('endRule'))),
      thorough: wants('endsAtIdle'),
      turnHasAnswer: answer !== null && answer.eventIndex !== null && answer.turn === state.turn,
    };
  }

  #sink(): PollSink {
    return {
      view: () => this.#view(),
      wanted: () => this.#drivers > 0 && this.failure === null,
      session: (session) => {
        this.request = session.request;
      },
      settled: () => {
        const { turn, nextIndex, status } = this.state;
        this.settlement = { turn, nextIndex, terminal: isTerminal(status) };
        this.#notify();
      },
      link: (link) => this.#tellLink(link),
      failed: (error) => this.#fail(error),
    };
  }
}
