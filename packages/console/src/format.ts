import { timeMs } from '@agent-session/core';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length of time, as short as it can be said: `0.4 s`, `42 s`, `2 min 05 s`, `3 h 07 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '';
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < MINUTE_MS) return `${Math.floor(ms / 1000)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ${two((ms % MINUTE_MS) / 1000)} s`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ${two((ms % HOUR_MS) / MINUTE_MS)} min`;
  return `${Math.floor(ms / DAY_MS)} d ${Math.floor((ms % DAY_MS) / HOUR_MS)} h`;
}

/** A place in time as a stopwatch shows it: `0:04.2`, `12:07`, `1:02:33`. */
export function stopwatch(ms: number): string {
  if (!Number.isFinite(ms)) return '';
  if (ms < 0) return `-${stopwatch(-ms)}`;
  const seconds = Math.floor(ms / 1000);
  if (ms < MINUTE_MS) return `0:${two(seconds)}.${Math.floor((ms % 1000) / 100)}`;
  if (ms < HOUR_MS) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}

/** How long ago something was: `just now`, `5 min ago`, `3 h ago`, `2 d ago`, then the day itself. */
export function ago(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  if (Number.isNaN(ms)) return '';
  if (ms < MINUTE_MS) return 'just now';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  if (ms < 7 * DAY_MS) return `${Math.floor(ms / DAY_MS)} d ago`;
  return new Date(atMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** US dollars, with as many places as small amounts need. */
export function money(usd: number): string {
  return `$${usd.toFixed(usd !== 0 && Math.abs(usd) < 1 ? 4 : 2)}`;
}

/** A count with its thousands apart. */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** Day and time of an ISO 8601 text, in the reader's own time; nothing for what is none. */
export function dayAndTime(timestamp: unknown): string {
  const at = new Date(timeMs(timestamp));
  return Number.isNaN(at.getTime()) ? '' : at.toLocaleString('en-GB');
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
