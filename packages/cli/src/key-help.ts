import type { Colors } from './colors.js';

/** What one key, or some together, do in the live view. */
export interface KeyHelp {
  readonly keys: string;
  readonly does: string;
  /** Pressed now it would be refused. */
  readonly idle?: boolean;
}

/** A key and what it does, in a few characters. */
export function keyHelp({ keys, does, idle }: KeyHelp, color: Colors): string {
  return idle ? color.dim(`${keys} ${does}`) : `${color.bold(keys)} ${color.dim(does)}`;
}
