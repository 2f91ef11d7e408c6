import process from 'node:process';

/**
 * npm hands a SIGTERM to the shell it runs scripts in, and most shells die of it without telling the program they run. So the
 * program watches: when its parent is gone, it was meant.
 */
export function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 50);
  watch.unref();
}
