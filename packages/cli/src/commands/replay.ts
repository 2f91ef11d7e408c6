import { replaySession, type ReplaySession } from '@agent-session/rxjs';
import { evolve, initialState, type LogEntry, type SessionState, timeMs } from '@agent-session/core';
import type { SessionStatus } from '@agent-session/protocol';
import { CliError } from '../cli-error.js';
import { EXIT_CODES } from '../exit-codes.js';
import type { KeyHelp } from '../key-help.js';
import { openKeyboard } from '../keyboard.js';
import { readLogFile } from '../log-file.js';
import { openReporter } from '../open-reporter.js';
import { outputMode, type OutputOptions } from '../output-mode.js';
import { programName } from '../program-name.js';
import { reasonOf } from '../reason-of.js';
import type { RunReporter } from '../run-reporter.js';
import { replayPosition } from '../replay-position.js';
import { shellWord } from '../shell-word.js';
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

const KEYS: readonly KeyHelp[] = [
  { keys: 'space', does: 'play/pause' },
  { keys: '←→', does: 'step' },
  { keys: '↑↓', does: 'speed' },
  { keys: '0-9 home end', does: 'seek' },
  { keys: 'q', does: 'quit' },
];
const NO_KEYS: readonly KeyHelp[] = [{ keys: 'Ctrl-C', does: 'quits' }];

/**
 * Plays a recorded log as if it happened now. Resolves with 0 when it was played.
 *
 * @throws CliError (usage) when the file is no log.
 */
export async function replay(options: ReplayCommandOptions, terminal: Terminal): Promise<number> {
  const log = await readLogFile(options.file, terminal);
  if (log.length === 0) {
    throw new CliError(
      'usage',
      `${options.file} holds no entries: there is nothing to play. An export that fails leaves such a file. Export the log again, and see what it says: ${programName(terminal)} export <id> > ${shellWord(options.file)}`,
    );
  }
  const firstSeen = firstSeenIn(log, options.file);
  const mode = outputMode(options, terminal);
  // Programs want the log, not the show.
  const speed = options.speed ?? (mode === 'live' ? 1 : Number.POSITIVE_INFINITY);
  const live = replaySession(log, {
    speed,
    autoplay: false,
    maxPauseMs: options.maxPause * 1000,
    id: options.file,
  });
  if (options.from !== undefined) live.player.seek(options.from);
  const { reporter, view } = await openReporter(mode, terminal, {
    keys: () => (keyboard === null ? NO_KEYS : KEYS),
    nowMs: () => timeMs(log[Math.max(0, live.player.position - 1)]?.at),
    seenBefore: ({ version }) => [...firstSeen].flatMap(([status, first]) => (first <= version ? status : [])),
    position: (columns, color) => replayPosition(live.player, columns, color),
  });
  const keyboard = view === null ? null : openKeyboard(terminal);
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

/**
 * After how many entries each status is there for the first time.
 *
 * @throws CliError (usage) when the entries do not follow from one another.
 */
function firstSeenIn(log: readonly LogEntry[], file: string): ReadonlyMap<SessionStatus, number> {
  const first = new Map<SessionStatus, number>();
  try {
    let state: SessionState = initialState();
    for (const entry of log) {
      state = evolve(state, entry);
      if (!first.has(state.status)) first.set(state.status, state.version);
    }
  } catch (error) {
    throw new CliError('usage', `${file} cannot be played: ${reasonOf(error)}`, { cause: error });
  }
  return first;
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
  const began = timeMs(state.createdAt ?? state.startedAt);
  const ended = timeMs(state.finishedAt);
  reporter.ended({
    status: state.status,
    error: state.error,
    errorCode: state.errorCode,
    state,
    elapsedMs: Number.isFinite(ended - began) ? Math.max(0, ended - began) : 0,
  });
}
