import type { ChangesSource, Clock, Session } from '@agent-session/protocol';
import { judgeClientError } from './broken-client.js';
import type { Connectivity } from './connectivity.js';
import type { ConnectionBudget } from './connection-budget.js';
import { failureOf } from './failure.js';
import type { Intake } from './intake.js';
import type { LinkStatus } from './link-status.js';
import { pause, type Pause } from './pause.js';
import {
  NO_GUARDS_OFF,
  initialPollState,
  nextAsk,
  pollStep,
  type Ask,
  type Guards,
  type PlanView,
  type PollState,
  type PollStep,
  type Reply,
} from './poll-plan.js';
import type { PollSettings } from './poll-settings.js';
import { SilentConnectionError, Watchdog } from './watchdog.js';

/** What the poller reads from. One attempt per call. */
export interface PollSource extends ChangesSource {
  readSession(sessionId: string, options: { readonly signal: AbortSignal }): Promise<Session>;
}

/** What the poller tells of its work, and what it must know of the session. */
export interface PollSink {
  view(): PlanView;
  /** False while nobody listens: no new request is made then. */
  wanted(): boolean;
  /** The session was read whole: its request is known now. */
  session(session: Session): void;
  settled(): void;
  link(status: LinkStatus): void;
  failed(error: unknown): void;
}

export interface PollerOptions {
  readonly sessionId: string;
  readonly source: PollSource;
  /** Where it puts what it reads. */
  readonly intake: Intake;
  readonly sink: PollSink;
  readonly settings: PollSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly connectivity: Connectivity;
  readonly budget: ConnectionBudget | null;
  /** True when a recorded log is continued, which must first be seen to fit. */
  readonly resumed: boolean;
  /** Tests only: guards of SPEC.md that are switched off. */
  readonly guardsOff?: Guards;
}

/** The reason of every abort of our own. */
const STOPPED = new Error('Nobody listens any more.');

/** The page did not begin with the event we have. */
class OverlapMismatchError extends Error {
  override readonly name = 'OverlapMismatchError';
  constructor() {
    super('A page that should begin with the last event we have begins with another one. Reading again.');
  }
}

/**
 * The one poll loop of a session: asks what the plan says, one request at a time, for ever. It knows nothing of the
 * session but what its sink tells. `start` and `stop` may be called at any time and any number of times.
 */
export class Poller {
  readonly #options: PollerOptions;
  #plan: PollState;
  #running: AbortController | null = null;
  readonly #watchdog: Watchdog;
  /** What the platform asked to wait for, last: it holds also for who left and came back. */
  #asked: { readonly untilMs: number; readonly retryAfterMs: number } | null = null;
  /** A pause that news of the network may cut short. */
  #backingOff: Pause | null = null;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#plan = initialPollState({ resumed: options.resumed });
    this.#watchdog = new Watchdog(options.clock);
  }

  start(): void {
    if (this.#running || this.#plan.phase === 'over') return;
    const controller = new AbortController();
    this.#running = controller;
    void this.#run(controller);
  }

  /** Stops the request in flight and every timer, at once. The sink is told nothing more. */
  stop(): void {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    running.abort(STOPPED);
    this.#watchdog.giveUp(STOPPED);
  }

  /** A recorded log is continued, which must first be seen to fit. */
  distrust(): void {
    this.#plan = { ...this.#plan, suspicious: true };
  }

  /** A command was accepted that may make the session go on although it settled. */
  unsettle(): void {
    const plan = this.#plan;
    this.#plan = { ...plan, phase: plan.phase === 'over' ? 'follow' : plan.phase, settledAt: null };
  }

  /** Never rejects: what ends the loop is told to the sink. */
  async #run(controller: AbortController): Promise<void> {
    const { sink, connectivity, budget, clock, settings } = this.#options;
    const { signal } = controller;
    const leave = budget?.join();
    const unlisten = connectivity.listen((news) => this.#hear(news));
    let failure: { readonly error: unknown } | null = null;
    try {
      sink.link({ status: 'connecting' });
      const asked = this.#asked;
      const leftMs = asked ? Math.min(asked.untilMs - clock.now(), asked.retryAfterMs) : 0;
      if (leftMs > 0) await this.#rest(leftMs, signal, false);
      while (sink.wanted()) {
        if (!connectivity.isOnline()) {
          sink.link({ status: 'offline', since: new Date(clock.now()).toISOString() });
          await this.#rest(settings.backoffCapMs, signal, true);
        }
        const ask = nextAsk(this.#plan, sink.view(), settings);
        if (ask === null) break;
        await this.#turn(ask, signal);
      }
    } catch (error) {
      if (!signal.aborted) failure = { error };
    } finally {
      unlisten();
      leave?.();
    }
    if (this.#running !== controller) return;
    this.#running = null;
    if (failure) {
      sink.link({ status: 'closed', error: failure.error });
      sink.failed(failure.error);
    } else {
      sink.link({ status: 'closed' });
      // Somebody may have come while the last reply was taken in.
      if (sink.wanted()) this.start();
    }
  }

  /** One request, its step, and the pause after it. Throws what ends the stream. */
  async #turn(ask: Ask, signal: AbortSignal): Promise<void> {
    const { sink, clock, connectivity, guardsOff = NO_GUARDS_OFF } = this.#options;
    let reply: Reply;
    try {
      reply = await this.#request(ask, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = failureOf(error);
      if ((failure.permanent && !guardsOff.has('permanent')) || guardsOff.has('retry')) throw error;
      const { delayMs } = this.#step({ kind: 'failed', retryAfterMs: failure.retryAfterMs });
      const { retryAfterMs } = failure;
      this.#asked = retryAfterMs > 0 ? { untilMs: clock.now() + retryAfterMs, retryAfterMs } : null;
      const status = isSilence(error) ? 'stalled' : 'retrying';
      const nextAt = new Date(clock.now() + delayMs).toISOString();
      // Without a network it is not this request that failed; the loop says so.
      if (!connectivity.isOnline()) return;
      sink.link({ status, attempt: this.#plan.attempt, nextAt, error });
      await this.#rest(delayMs, signal, failure.retryAfterMs === 0);
      return;
    }
    this.#asked = null;
    sink.link({ status: 'live' });
    const { accept, settled, delayMs } = this.#step(reply);
    if (accept) this.#options.intake.accept();
    if (settled) sink.settled();
    if (delayMs > 0) await this.#rest(delayMs, signal, false);
  }

  #step(reply: Reply): PollStep {
    const { sink, clock, settings, random, guardsOff = NO_GUARDS_OFF } = this.#options;
    const step = pollStep(this.#plan, reply, sink.view(), {
      settings,
      now: clock.now(),
      random: reply.kind === 'failed' ? random() : 0,
      off: guardsOff,
    });
    this.#plan = step.state;
    return step;
  }

  async #request(ask: Ask, signal: AbortSignal): Promise<Reply> {
    const { sessionId, source, intake, sink, settings, guardsOff = NO_GUARDS_OFF } = this.#options;
    switch (ask.kind) {
      case 'changes': {
        const crowded = this.#options.budget?.crowded ?? false;
        const probes = this.#plan.attempt > 0 && ask.waitSeconds > 0;
        const waitSeconds = crowded || probes ? 0 : ask.waitSeconds;
        const { fromIndex } = ask;
        const startedAt = this.#options.clock.now();
        const reading = await this.#send(waitSeconds, signal, (inner) =>
          source.readChanges(sessionId, { fromIndex, waitSeconds, limit: settings.pageLimit, signal: inner }),
        );
        const elapsedMs = this.#options.clock.now() - startedAt;
        const waited = waitSeconds > 0 && elapsedMs >= waitSeconds * 500;
        if (reading.kind === 'empty') return probes ? { kind: 'alive' } : { kind: 'empty', waited };
        const brought = intake.page(reading.page, guardsOff.has('overlap'));
        if (brought === 'suspect') return { kind: 'suspect' };
        return { kind: 'page', brought, word: reading.page.status, waited };
      }
      case 'overlap': {
        const { fromIndex } = ask;
        const reading = await this.#send(0, signal, (inner) =>
          source.readChanges(sessionId, { fromIndex, waitSeconds: 0, limit: settings.pageLimit + 1, signal: inner }),
        );
        const page = reading.kind === 'page' ? reading.page : null;
        const brought = intake.overlap(page);
        if (page === null || brought === 'mismatch') throw new OverlapMismatchError();
        return brought === 0
          ? { kind: 'fits', word: page.status }
          : { kind: 'page', brought, word: page.status, waited: false };
      }
      case 'status': {
        const body = await this.#send(0, signal, (inner) => source.readStatus(sessionId, { signal: inner }));
        return { kind: 'word', word: intake.status(body) };
      }
      case 'session': {
        const session = await this.#send(0, signal, (inner) => source.readSession(sessionId, { signal: inner }));
        sink.session(session);
        return { kind: 'word', word: intake.session(session) };
      }
      case 'answer': {
        const reading = await this.#send(0, signal, (inner) =>
          source.readChanges(sessionId, { fromIndex: 0, waitSeconds: 0, includeEvents: false, signal: inner }),
        );
        if (reading.kind === 'empty') return { kind: 'empty', waited: false };
        return { kind: 'word', word: intake.answer(reading.page) };
      }
    }
  }

  /** One request under the watchdog, inside the connection budget. What comes after an abort is dropped. */
  async #send<Result>(
    waitSeconds: number,
    signal: AbortSignal,
    request: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const { settings, budget, guardsOff = NO_GUARDS_OFF } = this.#options;
    signal.throwIfAborted();
    const lease = budget ? await budget.acquire(signal) : null;
    const limitMs = guardsOff.has('watchdog') ? Infinity : waitSeconds * 1000 + settings.watchdogMarginMs;
    try {
      const result = await this.#watchdog.run(limitMs, request);
      signal.throwIfAborted();
      return result;
    } catch (error) {
      throw judgeClientError(error);
    } finally {
      lease?.release();
    }
  }

  async #rest(delayMs: number, signal: AbortSignal, canBeCutShort: boolean): Promise<void> {
    const { clock } = this.#options;
    const resting = pause(clock, delayMs, signal);
    if (canBeCutShort) this.#backingOff = resting;
    try {
      await resting.done;
    } finally {
      if (this.#backingOff === resting) this.#backingOff = null;
    }
  }

  #hear(news: 'online' | 'offline' | 'wake'): void {
    if (news === 'offline') {
      this.#watchdog.giveUp(new Error('The device has no network.'));
    } else {
      this.#backingOff?.cutShort();
      this.#watchdog.checkAge();
    }
  }
}

function isSilence(error: unknown): boolean {
  return error instanceof SilentConnectionError || (error as { readonly code?: unknown } | null)?.code === 'timeout';
}
