/**
 * The number a text begins with or holds: `1,234 points` → 1234, `$1,299.00` → 1299, `1.299,00 €` → 1299, `1.2k` → 1200.
 * `null` when there is none. Reads, never guesses: a text with no digits is no number.
 */
export function readNumber(text: string): number | null {
  const match =
    /(?<![\p{L}\d])([-−+]?\d(?:[\d.,'’\u00A0\u202F]|\s(?=\d{3}(?!\d)))*)\s?(k|m|thousand|million)?(?![\p{L}])/iu.exec(
      text,
    ) ?? /([-−+]?\d[\d.,]*)()/.exec(text);
  if (match === null) return null;
  const digits = plainDigits(
    (match[1] as string)
      .replace('−', '-')
      .replaceAll(/[\s'’\u00A0\u202F]/g, '')
      .replace(/[.,]+$/, ''),
  );
  const value = Number(digits);
  if (!Number.isFinite(value)) return null;
  const unit = (match[2] ?? '').toLowerCase();
  const scale = unit.startsWith('k') || unit === 'thousand' ? 1_000 : unit.startsWith('m') ? 1_000_000 : 1;
  return scale === 1 ? value : Math.round(value * scale * 100) / 100;
}

/** Takes grouping out: the last separator is a decimal point unless three digits follow it or it repeats. */
function plainDigits(digits: string): string {
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  if (last === -1) return digits;
  const separator = digits[last] as string;
  const other = separator === '.' ? ',' : '.';
  const tail = digits.length - last - 1;
  const repeats = digits.indexOf(separator) !== last;
  const grouping =
    repeats ||
    (tail === 3 &&
      !digits.includes(other) &&
      (separator === ',' || !/^[-+]?0/.test(digits)) &&
      !isDecimalPoint(digits, separator));
  if (grouping) return digits.replaceAll(/[.,]/g, '');
  return `${digits.slice(0, last).replaceAll(/[.,]/g, '')}.${digits.slice(last + 1)}`;
}

/** `4.125` alone reads as a decimal in English pages, `4,125` as thousands. */
function isDecimalPoint(digits: string, separator: string): boolean {
  return separator === '.' && digits.indexOf('.') === digits.lastIndexOf('.');
}
