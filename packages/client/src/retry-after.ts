/**
 * How long the platform asks to wait: `Retry-After` in seconds or as an HTTP date, else `X-RateLimit-Reset` (seconds
 * since 1970, or seconds from now), the latter spread by up to a fifth because everybody gets the same moment.
 *
 * @returns Milliseconds, 0 or more; `undefined` when nothing readable was said.
 */
export function retryAfterMs(headers: Pick<Headers, 'get'>, nowMs: number, random: number): number | undefined {
  const retryAfter = headers.get('retry-after')?.trim();
  if (retryAfter) {
    const waitMs = /^\d+(\.\d+)?$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - nowMs;
    if (Number.isFinite(waitMs)) return Math.max(0, waitMs);
  }
  const reset = headers.get('x-ratelimit-reset')?.trim();
  if (!reset || !/^\d+(\.\d+)?$/.test(reset)) return undefined;
  // A moment in this century, or else a span: no platform makes anyone wait for thirty years.
  const waitMs = Number(reset) > 1e9 ? Number(reset) * 1000 - nowMs : Number(reset) * 1000;
  return Math.max(0, waitMs) * (1 + random / 5);
}
