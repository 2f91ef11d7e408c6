import { distinctUntilChanged } from 'rxjs';
import { allowedCommands, type SessionState } from '@agent-session/core';
import { type CommandName, isTerminal, systemClock, type SettledStatus } from '@agent-session/protocol';
import type { LiveAnswer, LiveSession } from '@agent-session/rxjs';
import { CliError } from './cli-error.js';
import { exitCodeOf } from './exit-code-of.js';
import { giveUp } from './give-up.js';
import type { KeyHelp } from './key-help.js';
import { openKeyboard } from './keyboard.js';
import { leave } from './leave.js';
import type { LogFile } from './log-file.js';
import { outputMode, type OutputOptions } from './output-mode.js';
import type { RunReporter } from './run-reporter.js';
import { steerByKeys } from './steer-by-keys.js';
import type { Target } from './target.js';
import type { Terminal } from './terminal.js';
import { openReporter } from './open-reporter.js';

/** A session to follow, and how. */
export interface FollowRequest {
  readonly live: LiveSession;
  readonly target: Target;
  /** What it was launched with; `null`: it was there before. */
  readonly task: string | null;
  /** `settled`: until it is over or idle. `terminal`: until it is over. */
  readonly until: 'settled' | 'terminal';
  readonly output: OutputOptions;
  /** Where it is kept. */
  readonly log: LogFile | null;
  /** Aborts when the process is to stop. */
  readonly stop: AbortSignal;
}

/** What the keys do; those that would be refused as things stand are marked. */
function keysOf(state: SessionState | null): readonly KeyHelp[] {
  const allowed = state === null ? [] : allowedCommands(state);
  const command = (keys: string, does: string, name: CommandName): KeyHelp => ({
    keys,
    does,
    idle: !allowed.includes(name),
  });
  return [
    command('p', 'pause', 'pause'),
    command('r', 'resume', 'resume'),
    command('f', 'force answer', 'forceAnswer'),
    command('m', 'message', 'message'),
    { keys: 'q', does: 'quit' },
  ];
}

const NO_KEYS: readonly KeyHelp[] = [{ keys: 'Ctrl-C', does: 'stops watching' }];

/** Why following ended early: the user wants to leave. By Ctrl-C: a second one means more than that. */
class Left extends Error {
  override readonly name = 'Left';
  readonly interrupted: boolean;
  constructor(interrupted: boolean) {
    super('Stopped watching.');
    this.interrupted = interrupted;
  }
}

/**
 * Reports a session from its beginning to its end. Resolves with the exit code that tells how it ended, once all that was
 * seen is in the log.
 *
 * @throws CliError when the wait was given up, or the log could not be written. StreamFailedError when the platform refuses
 *   to be followed.
 */
export async function followSession(request: FollowRequest, terminal: Terminal): Promise<number> {
  const { live } = request;
  const exitCode = await follow(request, terminal).catch(async (error: unknown) => {
    // Why following failed says more than why its log did.
    await live.saved().catch(() => undefined);
    throw error;
  });
  await live.saved();
  return exitCode;
}

async function follow(request: FollowRequest, terminal: Terminal): Promise<number> {
  const { live, target, stop } = request;
  const mode = outputMode(request.output, terminal);
  const { reporter, view } = await openReporter(mode, terminal, {
    keys: (state) => (keyboard === null ? NO_KEYS : keysOf(state)),
  });
  const keyboard = view === null ? null : openKeyboard(terminal);
  request.log?.onTrouble((message) => reporter.note(message));
  const early = new AbortController();
  const onLeave = (interrupted: boolean): void => early.abort(new Left(interrupted));
  const onStop = (): void => onLeave(false);
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  const released = view && keyboard ? steerByKeys(live, view, keyboard, onLeave) : null;
  const patience = giveUp(
    { giveUpAfterSeconds: target.giveUpAfterSeconds, maxWaitSeconds: target.maxWaitSeconds },
    systemClock,
    (error) => early.abort(error),
  );
  try {
    reporter.began({ id: live.id, task: request.task, followUp: target.followUp(live.id) });
    return await report(request, reporter, view !== null, patience.link, early.signal);
  } catch (error) {
    released?.();
    if (error instanceof Left) {
      return await leave({ live, target, view, keyboard, interrupted: error.interrupted }, terminal);
    }
    if (error instanceof CliError) throw new CliError(error.exitName, withHint(error, request), { cause: error });
    throw error;
  } finally {
    released?.();
    patience.stop();
    stop.removeEventListener('abort', onStop);
    reporter.close();
    keyboard?.close();
  }
}

async function report(
  { live, until }: FollowRequest,
  reporter: RunReporter,
  allLinks: boolean,
  onLink: (link: ReturnType<LiveSession['link']>) => void,
  signal: AbortSignal,
): Promise<number> {
  const startedAtMs = performance.now();
  let troubled = false;
  let reported: LiveAnswer | null = null;
  const answer = (next: LiveAnswer): void => {
    if (reported !== null && reported.turn === next.turn && JSON.stringify(reported) === JSON.stringify(next)) return;
    reported = next;
    reporter.answer(next);
  };
  // The streams share one source; failing is told once, by the wait below.
  const ignore = (): void => undefined;
  const subscriptions = [
    live.session$.subscribe({ next: (state) => reporter.state(state), error: ignore }),
    live.session$
      .pipe(distinctUntilChanged((before, now) => before.wireStatus === now.wireStatus && before.status === now.status))
      .subscribe({ next: ({ status, wireStatus }) => reporter.status(status, wireStatus), error: ignore }),
    live.events$.subscribe({ next: ({ index, event }) => reporter.event(index, event), error: ignore }),
    live.link$.subscribe((link) => {
      onLink(link);
      const isTrouble = link.status === 'retrying' || link.status === 'stalled' || link.status === 'offline';
      if (allLinks || isTrouble || (link.status === 'live' && troubled)) reporter.link(link);
      troubled = isTrouble || (troubled && link.status !== 'live');
    }),
    ...(until === 'terminal' ? [live.answer$.subscribe({ next: answer, error: ignore })] : []),
  ];
  try {
    if (until === 'terminal') await live.until(({ status }) => isTerminal(status), { signal });
    const settlement = await live.settled({ signal });
    if (settlement.answer !== null) answer(settlement.answer);
    reporter.ended({
      status: settlement.status satisfies SettledStatus,
      error: settlement.error?.message ?? null,
      errorCode: settlement.error?.code ?? null,
      state: live.snapshot(),
      elapsedMs: Math.round(performance.now() - startedAtMs),
    });
    return exitCodeOf(settlement);
  } finally {
    for (const subscription of subscriptions) subscription.unsubscribe();
  }
}

function withHint({ message }: CliError, { live, target }: FollowRequest): string {
  const back = target.comeBack(live.id);
  return back === null ? message : `${message}\nThe session goes on. Watch it again with: ${back}`;
}
