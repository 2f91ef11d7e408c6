/** A key of 128 random bits. Not `randomUUID`: browsers keep that from pages that came over plain http. */
export const newIdempotencyKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
