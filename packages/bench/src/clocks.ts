import { performance } from 'node:perf_hooks';
import process from 'node:process';

/** The clocks a benchmark can be measured by, in milliseconds. */
export const clocks = {
  wall: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
} as const satisfies Record<string, () => number>;

export type ClockName = keyof typeof clocks;
