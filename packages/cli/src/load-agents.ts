import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Agent } from '@agent-session/server';
import { CliError } from './cli-error.js';
import { reasonOf } from './reason-of.js';

/**
 * Imports a module of the user's and takes the agents it exports: single ones or arrays, by any name.
 *
 * @throws CliError (usage) when it cannot be imported or exports no agent.
 */
export async function loadAgents(path: string, workingDirectory: string): Promise<readonly Agent[]> {
  const file = resolve(workingDirectory, path);
  const module = await import(pathToFileURL(file).href).then(
    (loaded: unknown) => loaded as Readonly<Record<string, unknown>>,
    (cause: unknown) => {
      throw new CliError('usage', `Cannot load the agents of ${file}: ${reasonOf(cause)}`, { cause });
    },
  );
  const agents = new Set(Object.values(module).flat().filter(isAgent));
  if (agents.size === 0) {
    throw new CliError(
      'usage',
      `${file} exports no agent. Export what defineAgent() of @agent-session/server returns, or an array of those.`,
    );
  }
  return [...agents];
}

function isAgent(value: unknown): value is Agent {
  if (typeof value !== 'object' || value === null) return false;
  const { name, run } = value as { readonly name?: unknown; readonly run?: unknown };
  return typeof name === 'string' && name !== '' && typeof run === 'function';
}
