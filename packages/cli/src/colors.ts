import type pc from 'picocolors';

/** What picocolors makes. */
export type Colors = ReturnType<typeof pc.createColors>;
