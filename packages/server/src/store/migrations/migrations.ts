import { initial } from './0001-initial.js';
import type { Migration } from './migration.js';

/** Every step, in order. */
export const MIGRATIONS: readonly Migration[] = [initial];
