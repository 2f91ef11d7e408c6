import { useSyncExternalStore } from 'react';

const subscribeEverySecond = (onChange: () => void): (() => void) => {
  const timer = setInterval(onChange, 1000);
  return () => clearInterval(timer);
};
const never = () => () => undefined;
const seconds = (): number => Math.floor(Date.now() / 1000);

/** The time, in milliseconds since the epoch, to the second. It passes only while `ticks`. */
export function useNow(ticks: boolean): number {
  return useSyncExternalStore(ticks ? subscribeEverySecond : never, seconds) * 1000;
}
