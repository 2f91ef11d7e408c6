import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '@agent-session/protocol';
import { type Agent, type Script, scriptedAgent, waitOn } from '@agent-session/server';
import { CliError } from './cli-error.js';
import { explainImport } from './explain-import.js';
import { exportSlip } from './export-slip.js';
import { describeFolder, describeMissing } from './missing-agents.js';
import { reasonOf } from './reason-of.js';

/**
 * Imports a module of the user's and takes the agents it exports: single ones or arrays, by any name. A `.json` file is the
 * script of one agent.
 *
 * @throws CliError (usage) when it cannot be imported or exports no agent, or is no script.
 */
export async function loadAgents(path: string, workingDirectory: string): Promise<readonly Agent[]> {
  const file = resolve(workingDirectory, path);
  const cannotLoad = (why: string, cause?: unknown): CliError =>
    new CliError('usage', `Cannot load the agents of ${file}: ${why}`, { cause });
  const there = await stat(file).catch(() => null);
  if (there === null) throw cannotLoad(await describeMissing(path, workingDirectory));
  if (there.isDirectory()) throw cannotLoad(await describeFolder(path, workingDirectory));
  if (extname(file).toLowerCase() === '.json') {
    const script = await loadScript(file).catch((cause: unknown) => {
      throw cannotLoad(reasonOf(cause), cause);
    });
    return [script];
  }
  const module = await import(pathToFileURL(file).href).then(
    (loaded: unknown) => loaded as Readonly<Record<string, unknown>>,
    async (cause: unknown) => {
      throw cannotLoad(await explainImport(cause, file, workingDirectory), cause);
    },
  );
  const agents = new Set(Object.values(module).flat().filter(isAgent));
  const slip = exportSlip(module);
  if (slip !== null && (slip.isCertain || agents.size === 0)) throw cannotLoad(slip.message);
  if (agents.size === 0) {
    throw new CliError(
      'usage',
      `${file} exports no agent. Export what defineAgent() of @agent-session/server returns, or an array of those.`,
    );
  }
  return [...agents];
}

async function loadScript(file: string): Promise<Agent> {
  return scriptedAgent(JSON.parse(await readFile(file, 'utf8')) as Script, { wait: waitOn(systemClock) });
}

function isAgent(value: unknown): value is Agent {
  if (typeof value !== 'object' || value === null) return false;
  const { name, run } = value as { readonly name?: unknown; readonly run?: unknown };
  return typeof name === 'string' && name !== '' && typeof run === 'function';
}
