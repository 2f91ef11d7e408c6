import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../src/program.js';
import { fakeTerminal } from './fake-terminal.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-bad-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const TORN = '{"kind":"fact","fact":"started","at":"2026-01-01T00:00:00.000Z"}';

describe('bad input', () => {
  it.each([
    [['wtach', 'x'], /Did you mean watch\?/],
    [['watch'], /missing required argument 'id'/],
    [['watch', 'x', '--form-index', '1'], /Did you mean --from-index\?/],
    [['watch', 'x', '--from-index', '-1'], /whole number, 0 or more/],
    [['watch', 'x', '--until', 'never'], /settled, terminal/],
    [['watch', 'x', '--log', 'no/such/folder/x.jsonl'], /Cannot use the log/],
    [['watch', 'x', '--log', 'not-a-log.txt'], /Cannot use the log .*Line 1 [^{}]*name another file with --log\.\n$/],
    [['watch', ''], /It must be the id of a session/],
    [['launch', ''], /The task is empty/],
    [['message', 'x', ' '], /The message is empty/],
    [['message', 'x', '-', '--api-key-file', '-'], /cannot both come from stdin/],
    [
      ['message', 'Only those of today'],
      /missing required argument 'id': say which .*agent-session message <id> <text>/,
    ],
    [['message', '3f0c2a8e-6d0b-4f6e-9a53-1c5f0b7d2e11'], /missing required argument 'text'/],
    [['feedback', 'good'], /missing required argument 'id'.*<id> <verdict>/],
    [['pause'], /missing required argument/],
    [['resume', 'x', 'y'], /too many arguments/],
    [['force-answer', 'x', '--give-up-after', '0'], /number above 0/],
    [['cancel', 'x', '--max-wait', 'soon'], /number above 0/],
    [['status', 'x', '--json', '--output', 'text'], /cannot be used with/],
    [['get', 'x', '--base-url', 'nowhere'], /baseUrl/],
    [['get', 'x', '--base-url', 'http://a', '--region', 'eu'], /exclude each other/],
    [['list', '--limit', '0'], /whole number, 1 or more/],
    [['list', '--region', 'mars'], /eu, us/],
    [['events', 'x', '--from-index', 'one'], /whole number, 0 or more/],
    [['export'], /missing required argument/],
    [['feedback', 'x', 'meh'], /good, bad/],
    [['share', 'x', '--api-key-file', 'none.txt'], /Cannot read the API key/],
    [['unshare', 'x', '--api-key-file', 'empty.txt'], /holds no API key/],
    [['quota', '--api-key', 'hk-secret', '--api-key-file', 'key.txt'], /cannot be used with/],
    [['quota', '--api-key', 'hk-secret and more'], /--api-key must hold one API key/],
    [['quota', '--api-key', ' '], /--api-key holds no API key/],
    [['quota', '--apikey=hk-secret'], /unknown option '--apikey'[\s\S]*Did you mean --api-key\?/],
    [['--api-key=hk-secret', 'quota'], /unknown option '--api-key'/],
    [['quota', '--json=hk-secret'], /unknown option '--json'/],
    [['quota', '--api-key', 'hk-public', 'hk-secret'], /too many arguments/],
    [['resource', 'x', 'b', 'k', '--json'], /are no records/],
    [['resource', 'x', 'b', 'k', '--url', '--out', 'f'], /cannot be used with/],
    [['conformance'], /required option '--base-url <url>' not specified/],
    [['conformance', '--base-url', 'http://127.0.0.1:9', '--report', 'xml'], /text, junit, json/],
    [['export', 'x', '--json'], /unknown option '--json'/],
    [['resource', 'x'], /missing required argument 'bucket'/],
    [['replay', 'none.jsonl'], /Cannot read the log .*none\.jsonl: there is no such file\.\n$/],
    [['replay', '.'], /Cannot read the log .*: it is a folder\.\n$/],
    [['replay', 'empty.txt'], /nothing to play\. An export that fails .* agent-session export <id> > empty\.txt/],
    [
      ['replay', 'not-a-log.txt'],
      /Line 1 cannot be read: [^{}]*It is most likely no log; agent-session export, and --log, write one\.\n$/,
    ],
    [['replay', 'torn.txt'], /Line 2 cannot be read: [^{}]*Export the log again: agent-session export <id> > /],
    [['replay', 'a', '--speed', '0'], /number above 0/],
    [['diff', 'a'], /missing required argument 'b'/],
    [['diff', 'none.jsonl', 'none.jsonl'], /Cannot read the log .*: there is no such file\.\n$/],
    [['serve', '--agents', 'none.mjs', '--port', '0'], /Cannot load the agents/],
    [['serve', '--agents', 'empty.mjs', '--port', '0'], /exports no agent/],
    [['serve', '--agents', 'none.json', '--port', '0'], /Cannot load the agents .*no such file/],
    [['serve', '--agents', 'not-a-script.json', '--port', '0'], /Cannot load the agents .*turns\[0\]\[0\]/],
    [['serve', '--key-file', 'none.txt'], /Cannot read the API key .*: there is no such file\./],
    [['completion', 'tcsh'], /bash, zsh, fish/],
    [['quota', 'x'], /too many arguments/],
    [[], /Usage: agent-session/],
  ])('%j ends with 2 and one clear message', async (argv, message) => {
    await writeFile(join(folder, 'empty.txt'), '\n');
    await writeFile(join(folder, 'empty.mjs'), 'export {};');
    await writeFile(join(folder, 'not-a-log.txt'), 'hello\n');
    await writeFile(join(folder, 'torn.txt'), `${TORN}\nnonsense\n${TORN}\n`);
    await writeFile(join(folder, 'not-a-script.json'), '{"name":"a/b","turns":[[{"kind":"dance"}]]}');
    const terminal = fakeTerminal({ workingDirectory: folder, environment: { HOME: folder } });
    expect(await runProgram(argv, terminal)).toBe(2);
    expect(terminal.err()).toMatch(message);
    expect(terminal.err()).not.toMatch(/hk-secret|\n\s+at /);
    expect(terminal.out()).toBe('');
  });

  it('is answered with a command as the program was started: by npx, where it was', async () => {
    await writeFile(join(folder, 'empty.txt'), '\n');
    const environment = { HOME: folder, npm_command: 'exec' };
    const terminal = fakeTerminal({ workingDirectory: folder, environment });
    expect(await runProgram(['replay', 'empty.txt'], terminal)).toBe(2);
    expect(terminal.err()).toContain('see what it says: npx agent-session export <id> > empty.txt');
  });
});
