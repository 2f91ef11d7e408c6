/** A page that could not be read; the message says why and what to do. */
export class PageError extends Error {
  override readonly name = 'PageError';
}
