import type { Settings } from './settings.js';

/** Who was asked, and with what, as the settings say. */
export type Asked = Pick<Settings, 'apiKey' | 'baseUrl' | 'region'>;

const OWN_SERVER = 'For a server of your own: export H_BASE_URL=http://127.0.0.1:4100 H_API_KEY=…';

/**
 * A line about whom a command asks that was given neither a key nor a place, such as in a terminal where the variables are
 * not set; empty where the user chose.
 */
export function whereHint({ apiKey, baseUrl, region }: Asked, was: 'asked' | 'not asked'): string {
  if (apiKey !== undefined || baseUrl !== undefined || region !== undefined) return '';
  const what =
    was === 'asked' ? 'This asked the live platform, without a key,' : 'It would have asked the live platform,';
  return `\n${what} because neither H_BASE_URL nor --base-url is set. ${OWN_SERVER}`;
}
