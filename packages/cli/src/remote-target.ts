import { createClient } from '@agent-session/client';
import { endpointPath } from '@agent-session/protocol';
import { requireApiKey } from './api-key.js';
import type { Target } from './target.js';
import type { Terminal } from './terminal.js';

/** The agent of the platform's own examples. */
const DEFAULT_AGENT = 'h/web-surfer-holo3-1-35b';

/**
 * The live platform, or any other server of the API.
 *
 * @throws CliError (usage) without a key. InvalidArgumentError for a base URL that cannot be used.
 */
export function remoteTarget(terminal: Terminal, options: { readonly baseUrl?: string | undefined }): Target {
  const apiKey = requireApiKey(terminal);
  const client = createClient({ apiKey, ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }) });
  return {
    client,
    defaultAgent: DEFAULT_AGENT,
    demoPageUrl: null,
    followUp: (id) => [`curl -H "Authorization: Bearer $H_API_KEY" ${client.baseUrl}${endpointPath('status', { id })}`],
    close: () => Promise.resolve(),
  };
}
