import type { ReplayPlayer } from '@agent-session/rxjs';
import type { Colors } from './colors.js';

const BAR_COLUMNS = 24;

/** Where a replay stands, on one line: playing or not, a bar where there is room, the entry, the speed. Pure. */
export function replayPosition(
  { position, length, playing, speed }: Pick<ReplayPlayer, 'position' | 'length' | 'playing' | 'speed'>,
  columns: number,
  color: Colors,
): string {
  const atEnd = position === length;
  const how = atEnd ? '■ at the end' : playing ? '▶ playing' : '‖ paused';
  const where = `entry ${position} of ${length}, speed ${Number(speed.toPrecision(3))}`;
  if (columns < how.length + BAR_COLUMNS + where.length + 5) return `${how}, ${where}`;
  const done = length === 0 ? BAR_COLUMNS : Math.round((position / length) * BAR_COLUMNS);
  return `${how.padEnd(12)} ${'━'.repeat(done)}${color.dim('─'.repeat(BAR_COLUMNS - done))} ${where}`;
}
