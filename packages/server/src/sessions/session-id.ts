const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for text that can be the id of a session: a UUID. */
export function isSessionId(text: string): boolean {
  return UUID.test(text);
}
