/**
 * A time of the wire or of a log, in milliseconds since the Unix epoch; `NaN` for what is no ISO 8601 time. A time
 * without an offset is read as UTC, so that a log folds alike on every machine. The one place in this package that reads
 * times.
 *
 * @example
 * timeMs('2026-01-31T12:00:00') === Date.UTC(2026, 0, 31, 12);
 */
export function timeMs(at: unknown): number {
  if (typeof at !== 'string') return Number.NaN;
  const ms = plainTimeMs(at);
  if (!Number.isNaN(ms)) return ms;
  const [, date, time, offset = 'Z'] = ISO_8601.exec(at) ?? [];
  return date === undefined ? Number.NaN : Date.parse(time === undefined ? date : `${date}T${time}${offset}`);
}

/** True for text that is such a time. */
export function isTime(value: unknown): value is string {
  return !Number.isNaN(timeMs(value));
}

const ISO_8601 =
  /^((?:\d{4}|[+-]\d{6})-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)([Zz]|[+-]\d{2}:?\d{2})?)?$/;

/** `2026-01-31T12:00:00.000Z`, what nearly every time looks like: replaying reads little else. `NaN` for all others. */
function plainTimeMs(at: string): number {
  if (at.length !== 24) return Number.NaN;
  const year = digits(at, 0) * 100 + digits(at, 2);
  const month = digits(at, 5);
  const day = digits(at, 8);
  const hour = digits(at, 11);
  const minute = digits(at, 14);
  const second = digits(at, 17);
  const ms = digits(at, 20) * 10 + digit(at, 22);
  const isPlain =
    at.charCodeAt(4) === DASH &&
    at.charCodeAt(7) === DASH &&
    at.charCodeAt(10) === CAPITAL_T &&
    at.charCodeAt(13) === COLON &&
    at.charCodeAt(16) === COLON &&
    at.charCodeAt(19) === DOT &&
    at.charCodeAt(23) === CAPITAL_Z;
  // Rare days and hours are left to the engine: what a 30th of February or 24:00 is.
  if (!isPlain || !(month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59)) {
    return Number.NaN;
  }
  // Days from the epoch to the first of March of this year, then months that begin in March, as leap days end a year.
  const years = month > 2 ? year : year - 1;
  const months = (month + 9) % 12;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  const days = years * 365 + leapDays + Math.floor((months * 153 + 2) / 5) + day - 719_469;
  return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + ms;
}

const DASH = 45;
const DOT = 46;
const COLON = 58;
const CAPITAL_T = 84;
const CAPITAL_Z = 90;

/** The number of two digits, `NaN` when they are none. */
function digits(at: string, index: number): number {
  return digit(at, index) * 10 + digit(at, index + 1);
}

function digit(at: string, index: number): number {
  const value = at.charCodeAt(index) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}
