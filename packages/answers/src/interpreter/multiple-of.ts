/**
 * Whether a number is a multiple of a step, in decimal: 19.99 is a multiple of 0.01, which binary division denies.
 */
export function isMultipleOf(value: number, step: number): boolean {
  if (!Number.isFinite(value)) return false;
  const remainder = value % step;
  if (remainder === 0) return true;
  if (Number.isInteger(value) && Number.isInteger(step)) return false;
  const [valueDigits, valueExponent] = decimal(value);
  const [stepDigits, stepExponent] = decimal(step);
  const exponent = Math.min(valueExponent, stepExponent);
  return (
    (valueDigits * 10n ** BigInt(valueExponent - exponent)) % (stepDigits * 10n ** BigInt(stepExponent - exponent)) ===
    0n
  );
}

/** The shortest decimal form of a number as digits × 10^exponent. */
function decimal(value: number): [digits: bigint, exponent: number] {
  const [mantissa = '0', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}
