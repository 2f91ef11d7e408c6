import { checkScript, type Script } from '@agent-session/server';

/**
 * Takes a script from a JSON file: its text, or what an import or `JSON.parse` made of it.
 *
 * @throws TypeError for what is no script; the message names the place.
 * @example
 * import recorded from './recorded.json' with { type: 'json' };
 * const platform = createTestPlatform({ script: scriptFromJson(recorded) });
 */
export function scriptFromJson(json: unknown): Script {
  const script = typeof json === 'string' ? parsed(json) : json;
  checkScript(script);
  return script;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`The script is not JSON: ${(cause as Error).message}`, { cause });
  }
}
