/**
 * What the model finds and is known: kind of finding → why it is so. `npm run verify` fails for one that it does not find
 * any more, so that none stays here longer than it is true.
 */
export const KNOWN_LIMITS: Readonly<Record<string, string>> = {};

/** Where the second opinion on the tables differs and we keep our own: the cells, by what their names begin with → why. */
export const DECIDED_OTHERWISE: Readonly<Record<string, string>> = {};
