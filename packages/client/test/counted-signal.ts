/** A signal of a caller that counts the listeners left on it. */
export function createCountedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners.add(args[1]);
    add(...args);
    const options = args[2];
    if (typeof options === 'object' && options.once) add('abort', () => listeners.delete(args[1]), { once: true });
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners.delete(args[1]);
    remove(...args);
  };
  return {
    signal,
    abort: (reason?: unknown) => controller.abort(reason),
    get listeners() {
      return listeners.size;
    },
  };
}
