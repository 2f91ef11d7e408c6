/** How the page looks: as the device does, or always light, or always dark. */
export type Theme = 'system' | 'light' | 'dark';

const PLACE = 'agent-session.theme';
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** What was chosen in this browser. It is nothing secret, so it stays. */
export function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(PLACE);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

export function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(PLACE, theme);
  } catch {
    // A browser without storage: the choice lives as long as the page.
  }
}

export function nextTheme(theme: Theme): Theme {
  return NEXT[theme];
}
