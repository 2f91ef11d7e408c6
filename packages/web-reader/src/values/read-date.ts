const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const MONTH = `(?:${MONTHS.map((month) => `${month.slice(0, 3)}(?:${month.slice(3)})?`).join('|')}|sept)\\.?`;

const DATE = new RegExp(
  [
    String.raw`\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?`,
    String.raw`\b\d{1,2}\.?\s${MONTH},?\s\d{4}\b`,
    String.raw`\b${MONTH}\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}\b`,
    String.raw`\b(?:about |over |almost )?(?:\d+|an?|one)\s(?:second|sec|minute|min|hour|hr|day|week|month|year)s?\sago\b`,
    String.raw`\b\d{1,2}[./]\d{1,2}[./]\d{4}\b`,
    String.raw`\b(?:yesterday|today|just now)\b`,
  ].join('|'),
  'i',
);

/** The date or age a text mentions, as it is written; `null`: none. */
export function dateIn(text: string): string | null {
  return DATE.exec(text.slice(0, 500))?.[0] ?? null;
}

/**
 * A written date as `YYYY-MM-DD` or, where the time and its offset are given too, as an ISO 8601 date-time. `null` for
 * an age (`3 hours ago`) and for forms countries read differently (`03/04/2026`).
 */
export function isoDate(text: string): { readonly date: string; readonly dateTime: string | null } | null {
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text.trim());
  if (iso !== null) {
    const [, date = '', time, seconds = ':00', offset] = iso;
    if (Number.isNaN(Date.parse(date))) return null;
    return {
      date,
      dateTime:
        time === undefined || offset === undefined
          ? null
          : `${date}T${time}${seconds}${offset.replace(/(\d{2})(\d{2})$/, '$1:$2')}`,
    };
  }
  const dayFirst = new RegExp(String.raw`^(\d{1,2})\.?\s(${MONTH}),?\s(\d{4})$`, 'i').exec(text.trim());
  const monthFirst = new RegExp(String.raw`^(${MONTH})\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})$`, 'i').exec(text.trim());
  const [day, monthName, year] =
    dayFirst === null ? [monthFirst?.[2], monthFirst?.[1], monthFirst?.[3]] : [dayFirst[1], dayFirst[2], dayFirst[3]];
  if (day === undefined || monthName === undefined || year === undefined) return null;
  const month = MONTHS.findIndex((name) => name.startsWith(monthName.slice(0, 3).toLowerCase())) + 1;
  const date = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return Number.isNaN(Date.parse(date)) ? null : { date, dateTime: null };
}
