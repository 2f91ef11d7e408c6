import { CliError } from './cli-error.js';

/**
 * Checks the page a user names.
 *
 * @throws CliError (usage) when it is not an http(s) URL.
 */
export function readPageUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new CliError('usage', `--url "${text}" is not a URL. Write it in full, such as https://example.com/news.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CliError('usage', `--url "${text}" is not a web page: only http: and https: can be read.`);
  }
  return url.href;
}
