/**
 * Mutants that nothing can tell from what ships: their name → why.
 * @type {Readonly<Record<string, string>>}
 */
export const equivalents = {};
