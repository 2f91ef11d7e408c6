import { type AgentSessionClient, createClient } from '@agent-session/client';
import { KEY_HINT } from './key-hint.js';
import { CliError } from './cli-error.js';
import type { ConnectionOptions, Settings } from './settings.js';
import { shellWord } from './shell-word.js';
import type { Target } from './target.js';
import { whereHint } from './where-hint.js';

type WhereOptions = Pick<ConnectionOptions, 'baseUrl' | 'region'>;

/** The agent of the platform's own examples. */
const DEFAULT_AGENT = 'h/web-surfer-holo3-1-35b';

/** A client as the settings ask for it. Without a key it can read shared sessions. */
export function clientOf({ apiKey, baseUrl, region }: Settings): AgentSessionClient {
  return createClient({
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(region === undefined ? {} : { region }),
  });
}

/**
 * The live platform, or any other server of the API, to launch sessions on.
 *
 * @throws CliError (usage) without a key. InvalidArgumentError for a base URL that cannot be used.
 */
export function remoteTarget(settings: Settings, given: WhereOptions): Target {
  if (settings.apiKey === undefined) {
    throw new CliError('usage', `No API key: ${KEY_HINT}.${whereHint(settings, 'not asked')}`);
  }
  return targetOf(clientOf(settings), settings, given);
}

/** A platform to follow sessions on. */
export function targetOf(client: AgentSessionClient, settings: Settings, given: WhereOptions): Target {
  // What the environment or the config file says holds in the next terminal too; a flag has to be repeated.
  const region = given.region === undefined ? '' : ` --region ${given.region}`;
  const flags = given.baseUrl === undefined ? region : ` --base-url ${client.baseUrl}`;
  return {
    client,
    defaultAgent: settings.agent ?? DEFAULT_AGENT,
    demo: null,
    giveUpAfterSeconds: settings.giveUpAfterSeconds,
    maxWaitSeconds: settings.maxWaitSeconds,
    followUp: (id) => [`${settings.program} get ${shellWord(id)}${flags}`],
    comeBack: (id) => `${settings.program} watch ${shellWord(id)}${flags}`,
    close: () => Promise.resolve(),
  };
}
