import type { Terminal } from './terminal.js';

/**
 * Whether somebody sits before this machine who would see a browser open: not in a pipe, not through SSH, not on a
 * machine without a screen. `BROWSER=none` says no for good. Pure.
 */
export function hasBrowser(
  { stdout, environment }: Pick<Terminal, 'stdout' | 'environment'>,
  platform: string = process.platform,
): boolean {
  const { CI: ci, BROWSER: browser, SSH_CONNECTION: ssh, DISPLAY: display, WAYLAND_DISPLAY: wayland } = environment;
  if (!stdout.isTTY || ci || ssh || browser === 'none') return false;
  const { WSL_DISTRO_NAME: windowsBelow } = environment;
  return platform === 'darwin' || platform === 'win32' || Boolean(display || wayland || windowsBelow);
}

/** Opens an address in the browser of this machine. Rejects when there is none. */
export async function openBrowser(url: string): Promise<void> {
  const { default: open } = await import('open');
  await open(url);
}
