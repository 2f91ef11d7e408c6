import { type ReplayPlayer, replaySession, type ReplaySession } from '@agent-session/rxjs';
import { replay as stateAt } from '@agent-session/core/fold';
import { CliError } from '../cli-error.js';
import { EXIT_CODES } from '../exit-codes.js';
import { openKeyboard } from '../keyboard.js';
import { lineReporter } from '../line-reporter.js';
import { liveReporter } from '../live-reporter.js';
import { readLogFile } from '../log-file.js';
import { outputMode, type OutputOptions } from '../output-mode.js';
import { reasonOf } from '../reason-of.js';
import type { RunReporter } from '../run-reporter.js';
import { steerReplay } from '../steer-replay.js';
import { stopSignal } from '../stop-signal.js';
import type { Terminal } from '../terminal.js';

/** The options of `agent-session replay`, as they stand on the command line. */
export interface ReplayCommandOptions extends OutputOptions {
  readonly file: string;
  readonly speed?: number;
  readonly from?: number;
  readonly maxPause: number;
  readonly paused?: true;
}

const KEYS = 'space play/pause  ←→ step  ↑↓ speed  0-9 seek  home/end  q quit';

/**
 * Plays a recorded log as if it happened now. Resolves with 0 when it was played.
 *
 * @throws CliError (usage) when the file is no log.
 */
export async function replay(options: ReplayCommandOptions, terminal: Terminal): Promise<number> {
  const log = await readLogFile(options.file, terminal);
  if (log.length === 0) throw new CliError('usage', `${options.file} holds no entries: there is nothing to play.`);
  try {
    stateAt(log);
  } catch (error) {
    throw new CliError('usage', `${options.file} cannot be played: ${reasonOf(error)}`, { cause: error });
  }
  const mode = outputMode(options, terminal);
  const keyboard = mode === 'live' ? openKeyboard(terminal) : null;
  // Programs want the log, not the show.
  const speed = options.speed ?? (mode === 'live' ? 1 : Number.POSITIVE_INFINITY);
  const live = replaySession(log, {
    speed,
    autoplay: false,
    maxPauseMs: options.maxPause * 1000,
    id: options.file,
  });
  if (options.from !== undefined) live.player.seek(options.from);
  const view =
    mode === 'live'
      ? liveReporter(terminal, {
          keys: keyboard === null ? 'Ctrl-C quits' : KEYS,
          nowMs: () => Date.parse(log[Math.max(0, live.player.position - 1)]?.at ?? ''),
          position: () => positionOf(live.player),
        })
      : null;
  const reporter = view ?? lineReporter(mode, terminal);
  const stop = stopSignal(terminal);
  const subscriptions: { unsubscribe(): void }[] = [];
  try {
    return await new Promise<number>((resolve) => {
      if (view && keyboard)
        steerReplay(
          live.player,
          keyboard,
          () => view.notice(null),
          () => resolve(EXIT_CODES.ok),
        );
      stop.signal.addEventListener('abort', () => resolve(EXIT_CODES.stopped), { once: true });
      reporter.began({ id: options.file, task: null, followUp: [], recorded: true });
      const onEnd = (): void => {
        end(live, reporter);
        resolve(EXIT_CODES.ok);
      };
      // With keys the end is a place to go back from; without, it is the end.
      subscriptions.push(...report(live, reporter, keyboard === null ? onEnd : () => undefined));
      if (!options.paused || keyboard === null) live.player.play();
    });
  } finally {
    for (const subscription of subscriptions) subscription.unsubscribe();
    stop.release();
    reporter.close();
    keyboard?.close();
  }
}

function positionOf({ position, length, playing, speed }: ReplayPlayer): string {
  const how = position === length ? 'at the end' : playing ? 'playing' : 'paused';
  return `entry ${position} of ${length}, ${how}, speed ${Number(speed.toPrecision(3))}`;
}

function report(live: ReplaySession, reporter: RunReporter, onEnd: () => void): readonly { unsubscribe(): void }[] {
  let furthest = 0;
  let word = '';
  let ended = false;
  // Its observables end where the log does; this goes on, because a replay may go back.
  const unsubscribe = live.subscribe(() => {
    const state = live.getSnapshot();
    reporter.state(state);
    // What was told is not told again when it is played again.
    if (state.version > furthest && state.wireStatus !== word) {
      word = state.wireStatus;
      reporter.status(state.status, word);
    }
    furthest = Math.max(furthest, state.version);
    if (ended || state.version < live.player.length) return;
    ended = true;
    // The other streams tell the same step after this one.
    setImmediate(onEnd);
  });
  return [
    { unsubscribe },
    live.events$.subscribe(({ index, event }) => reporter.event(index, event)),
    live.answer$.subscribe((answer) => reporter.answer(answer)),
  ];
}

function end(live: ReplaySession, reporter: RunReporter): void {
  const state = live.snapshot();
  const began = Date.parse(state.createdAt ?? state.startedAt ?? '');
  const ended = Date.parse(state.finishedAt ?? '');
  reporter.ended({
    status: state.status,
    error: state.error,
    errorCode: state.errorCode,
    state,
    elapsedMs: Number.isFinite(ended - began) ? Math.max(0, ended - began) : 0,
  });
}
