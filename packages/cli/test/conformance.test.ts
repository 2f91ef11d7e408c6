import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnswerValidator } from '@agent-session/answers';
import { systemClock } from '@agent-session/protocol';
import { createMemoryStore, createServer, scriptedAgent, waitOn } from '@agent-session/server';
import { type Listening, listen } from '@agent-session/server/node';
import { CONFORMANCE_SCRIPTS } from '@agent-session/testing/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../src/exit-codes.js';
import { runProgram } from '../src/program.js';
import { fakeTerminal } from './fake-terminal.js';

let server: Listening;
let folder: string;
/** An address where nobody is. */
let gone: string;

beforeAll(async () => {
  const agents = CONFORMANCE_SCRIPTS.map((script) => scriptedAgent(script, { wait: waitOn(systemClock) }));
  server = await listen(createServer({ store: createMemoryStore(), agents, auth: { keys: ['hk-local'] } }), {
    port: 0,
  });
  const leaving = await listen(createServer({ store: createMemoryStore(), agents, auth: { keys: ['hk'] } }), {
    port: 0,
  });
  gone = leaving.url;
  await leaving.close();
  folder = await mkdtemp(join(tmpdir(), 'conformance-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('conformance', () => {
  const run = async (...args: readonly string[]) => {
    const terminal = fakeTerminal({ environment: { H_API_KEY: 'hk-local' }, workingDirectory: folder });
    const code = await runProgram(['conformance', '--base-url', server.url, ...args], terminal);
    return { code, terminal };
  };

  it('tries a server over a real socket and writes the report to a file', async () => {
    const { code } = await run('--cheap', '--only', 'endpoints', '--report', 'junit', '--out', 'junit.xml');
    expect(code).toBe(EXIT_CODES.ok);
    const report = await readFile(join(folder, 'junit.xml'), 'utf8');
    expect(report).toContain('<testsuite name="endpoints"');
    expect(report).not.toContain('hk-local');
  });

  it('ends with a code of its own when a case fails', async () => {
    await writeFile(join(folder, 'other.txt'), 'hk-nobody');
    const only = ['--only', 'errors/other-key-get', '--other-key-file', 'other.txt'];
    const { code, terminal } = await run(...only, '--output', 'text');
    expect(code).toBe(EXIT_CODES.nonconforming);
    expect(terminal.out()).toContain('FAIL  errors/other-key-get');
    expect(terminal.out()).toContain('< 401');
  });

  it('does not exit with 0 when every case was skipped', async () => {
    const { code, terminal } = await run('--only', 'errors/other-key-get', '--output', 'text');
    expect(code).toBe(EXIT_CODES.nonconforming);
    expect(terminal.out()).toContain('nothing is proved');
  });

  it('prints a record for each case in a pipe, which fit the schema, and the totals at the end', async () => {
    const schema = JSON.parse(await readFile(join(import.meta.dirname, '../output.schema.json'), 'utf8')) as object;
    const validator = createAnswerValidator(schema as never);
    const { code, terminal } = await run('--only', 'endpoints/quota');
    expect(code).toBe(EXIT_CODES.ok);
    expect(terminal.err()).toBe('');
    for (const record of terminal.records()) {
      expect({ record, ok: validator.validate(record).ok }).toEqual({ record, ok: true });
    }
    expect(terminal.records().map(({ type }) => type)).toEqual(['case', 'conformance']);
    expect(terminal.records().at(-1)).toMatchObject({ passed: 1, failed: 0 });
  });

  it.each([
    ['at a terminal, where it says that the key stays in the history', true],
    ['in a script, silently', false],
  ])('takes the key on the command line %s', async (_, isTTY) => {
    const terminal = fakeTerminal({ environment: { HOME: folder }, isTTY });
    const only = ['--only', 'endpoints/quota'];
    const argv = ['conformance', '--base-url', server.url, '--api-key', 'hk-local', ...only];
    expect(await runProgram(argv, terminal)).toBe(EXIT_CODES.ok);
    expect(/history of your shell.*H_API_KEY.*--api-key-file/.test(terminal.err())).toBe(isTTY);
    expect(terminal.out() + terminal.err()).not.toContain('hk-local');
  });

  it('shows the report as it grows at a terminal, once', async () => {
    const terminal = fakeTerminal({ environment: { HOME: folder, H_API_KEY: 'hk-local' }, isTTY: true });
    const argv = ['conformance', '--base-url', server.url, '--only', 'errors/unknown-agent'];
    expect(await runProgram(argv, terminal)).toBe(EXIT_CODES.ok);
    expect(terminal.out()).toMatch(/^ok {4}errors\/unknown-agent .*\n\n1 passed, 0 failed/);
    expect(terminal.err()).toBe('');
  });

  it.each([
    ['nobody answers', ['--base-url', 'GONE'], EXIT_CODES.network, /no reply \(.*ECONNREFUSED/],
    ['the key is refused', ['--api-key', 'hk-nobody'], EXIT_CODES.authentication, /it refuses the key/],
    ['the report cannot be written', ['--out', 'no/such/folder.xml'], EXIT_CODES.usage, /Cannot write the report/],
  ])('says so at once when %s', async (_, args, code, message) => {
    const { code: ended, terminal } = await run(...args.map((arg) => (arg === 'GONE' ? gone : arg)));
    expect(ended).toBe(code);
    expect(terminal.err()).toMatch(message);
    expect(terminal.err().split('\n').length).toBeLessThan(4);
    expect(terminal.out()).toBe('');
  });

  it('says what is wrong with a case that does not exist', async () => {
    const { code, terminal } = await run('--only', 'nonsense');
    expect(code).toBe(EXIT_CODES.usage);
    expect(terminal.err()).toContain('No case begins with "nonsense"');
  });
});
