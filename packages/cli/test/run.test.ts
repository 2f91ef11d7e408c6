import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnswerValidator } from '@agent-session/answers';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { type Listening, listen } from '@agent-session/server/node';
import { STORIES_FORMAT } from '../src/demo-task.js';
import { runProgram } from '../src/program.js';
import { fakeTerminal } from './fake-terminal.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return name;
}

describe('run on the embedded server', () => {
  it('prints pending, running and completed in order, three steps and an answer that fits the format', async () => {
    const terminal = fakeTerminal();
    expect(await runProgram(['run', '--output', 'json'], terminal)).toBe(0);

    const records = terminal.records();
    expect(records.filter(({ type }) => type === 'status').map(({ status }) => status)).toEqual([
      'pending',
      'running',
      'completed',
    ]);
    const events = records.filter(({ type }) => type === 'event');
    expect(events.map(({ index }) => index)).toEqual(events.map((_, index) => index));
    const steps = events.filter(({ event }) => JSON.stringify(event).includes('"policy_event"'));
    expect(steps.length).toBeGreaterThanOrEqual(3);
    const answer = records.find(({ type }) => type === 'answer');
    expect(answer).toMatchObject({ ok: true });
    expect(createAnswerValidator(STORIES_FORMAT).validate(answer?.['answer']).ok).toBe(true);
    expect(answer).toMatchObject({ answer: { stories: [{}, {}, {}] } });
    expect(records.at(-1)).toMatchObject({ type: 'end', status: 'completed', error: null });
    expect(terminal.listeners()).toBe(0);
  });

  it('prints for people when asked to, with no escape sequence in a pipe', async () => {
    const terminal = fakeTerminal();
    expect(await runProgram(['run', '--output', 'text'], terminal)).toBe(0);

    const text = terminal.out();
    expect(text).toMatch(/pending\nrunning\n[\s\S]*step 1[\s\S]*step 2[\s\S]*step 3[\s\S]*completed\n/);
    expect(text).toContain('"stories": [');
    expect(text).not.toContain('\u001b');
  });

  it("works on the user's own page with the user's own schema", async () => {
    const site = createHttpServer((_, response) => {
      const row = (n: number): string =>
        `<tr><td><a href="/p/${n}">Product number ${n}</a></td><td>$${n}0.50</td></tr>`;
      response.setHeader('content-type', 'text/html');
      response.end(`<title>Shop</title><table>${[1, 2, 3, 4, 5, 6].map(row).join('')}</table>`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
    const schema = await file(
      'products.json',
      JSON.stringify({
        type: 'object',
        properties: {
          products: {
            type: 'array',
            items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
          },
        },
        required: ['products'],
      }),
    );
    const argv = ['run', 'First 4 products', '--url', url, '--schema', schema, '--output', 'json'];
    try {
      const refused = fakeTerminal({ workingDirectory: folder });
      expect(await runProgram(argv, refused)).toBe(3);
      expect(refused.err()).toContain('private');

      const allowed = fakeTerminal({ workingDirectory: folder });
      expect(await runProgram([...argv, '--allow-private-addresses'], allowed)).toBe(0);
      expect(allowed.records().find(({ type }) => type === 'answer')).toMatchObject({
        answer: { products: [1, 2, 3, 4].map((n) => ({ name: `Product number ${n}` })) },
      });
    } finally {
      site.close();
    }
  });

  it('fails with the field it could not fill, and invents nothing', async () => {
    const schema = await file(
      'shoe.json',
      JSON.stringify({
        type: 'object',
        properties: {
          stories: {
            type: 'array',
            items: { type: 'object', properties: { shoe_size: { type: 'number' } }, required: ['shoe_size'] },
          },
        },
        required: ['stories'],
      }),
    );
    const terminal = fakeTerminal({ workingDirectory: folder });
    expect(await runProgram(['run', 'Top 3 stories', '--schema', schema, '--output', 'json'], terminal)).toBe(3);
    expect(terminal.records().at(-1)).toMatchObject({ status: 'failed', error_code: 'answer_validation' });
    expect(terminal.err()).toContain('shoe_size');
  });

  it('leaves no temporary file behind, and stops cleanly on Ctrl-C while it is kept open', async () => {
    const before = await leftovers();
    const terminal = fakeTerminal();
    const ended = runProgram(['run', '--output', 'json', '--keep-open'], terminal);
    await terminal.waitFor(/stays up/);
    const key = /Bearer (hk-local-[\w-]+)/.exec(terminal.err())?.[1];
    const [, base = ''] = await terminal.waitFor(/listening on (\S+)/);
    const id = String(terminal.records()[0]?.['session_id']);
    for (const path of ['status', 'changes?wait_for_seconds=20', 'events']) {
      const response = await fetch(`${base}/api/v2/sessions/${id}/${path}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      expect(response.status).toBe(200);
    }
    terminal.stop();
    expect(await ended).toBe(0);
    expect(await leftovers()).toEqual(before);
  });
});

describe('run on the embedded server while a base URL is set', () => {
  const environment = { H_BASE_URL: 'http://127.0.0.1:9', H_API_KEY: 'hk-test' };
  const notice = 'H_BASE_URL is not used by run, which starts a server of its own.';

  it('says that run does not use it, and what does', async () => {
    const terminal = fakeTerminal({ environment });
    expect(await runProgram(['run', '--output', 'text'], terminal)).toBe(0);
    expect(terminal.err()).toContain(`${notice} Add --base-url "$H_BASE_URL" to run there, or use launch.\n`);
    expect(terminal.out()).not.toContain(notice);
  });

  it('names the variable that would be used', async () => {
    const terminal = fakeTerminal({ environment: { ...environment, HAI_BASE_URL: 'http://127.0.0.1:9' } });
    expect(await runProgram(['run', '--output', 'text'], terminal)).toBe(0);
    expect(terminal.err()).toContain('Add --base-url "$HAI_BASE_URL"');
  });

  it('says nothing to programs, nor to who asked for the embedded server', async () => {
    for (const more of [['--json'], ['--output', 'text', '--data', 'asked.db']]) {
      const terminal = fakeTerminal({ environment, workingDirectory: folder });
      expect(await runProgram(['run', ...more], terminal)).toBe(0);
      expect(terminal.err()).not.toContain(notice);
    }
  });

  it('says it again where an agent is not found, which is why', async () => {
    for (const output of ['json', 'text']) {
      const terminal = fakeTerminal({ environment });
      expect(await runProgram(['run', 'x', '--agent', 'team/titles', '--output', output], terminal)).toBe(9);
      expect(terminal.err()).toMatch(/error: .*Agent "team\/titles" not found[^\n]*\nH_BASE_URL is not used by run/);
    }
    const without = fakeTerminal();
    expect(await runProgram(['run', 'x', '--agent', 'team/titles'], without)).toBe(9);
    expect(without.err()).not.toContain('H_BASE_URL');
  });
});

describe('run with an agent of the user', () => {
  const greeter = `export const greeter = { name: 'team/greeter', description: 'Greets.', async *run(context) {
    yield { kind: 'answer_event', answer: { heard: context.messages.map(({ message }) => message) } };
  } };`;

  it('launches that one, and tells it the task word for word', async () => {
    const terminal = fakeTerminal({ workingDirectory: folder });
    await file('greeter.mjs', greeter);
    expect(await runProgram(['run', 'Hello', '--agents', 'greeter.mjs', '--json'], terminal)).toBe(0);
    const answer = terminal.records().find(({ type }) => type === 'answer');
    expect(answer).toMatchObject({ answer: { heard: ['Hello'] } });
  });

  it('wants a task, since that of the demo is none for it', async () => {
    const terminal = fakeTerminal({ workingDirectory: folder });
    await file('greeter.mjs', greeter);
    expect(await runProgram(['run', '--agents', 'greeter.mjs'], terminal)).toBe(2);
    expect(terminal.err()).toMatch(/none for team\/greeter\. Say what it should do/);
  });
});

async function leftovers(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('agent-session-'));
}

describe('run on another platform', () => {
  let listening: Listening;
  const environment = { H_API_KEY: 'hk-test' };
  beforeAll(async () => {
    const server = createServer({
      store: createMemoryStore(),
      auth: { keys: ['hk-test'] },
      agents: [
        defineAgent({
          name: 'test/echo',
          description: 'Says what it heard, or fails, or waits.',
          async *run(context) {
            const text = context.messages.at(-1)?.message ?? '';
            yield { kind: 'policy_event', content: 'Listening.' };
            if (text.startsWith('fail')) throw new Error('as told');
            if (text.startsWith('wait'))
              await new Promise((_, reject) =>
                context.signal.addEventListener('abort', () => reject(context.signal.reason as Error)),
              );
            yield { kind: 'answer_event', answer: `\u001b[31m${text}\u001b]0;title\u0007` };
          },
        }),
      ],
    });
    listening = await listen(server, { drainMs: 0 });
  });
  afterAll(() => listening.close());

  const argv = (task: string, ...more: string[]): string[] => [
    'run',
    task,
    '--base-url',
    listening.url,
    '--agent',
    'test/echo',
    ...more,
  ];

  it('runs there with the key of the environment', async () => {
    const terminal = fakeTerminal({ environment });
    expect(await runProgram(argv('hello', '--output', 'json'), terminal)).toBe(0);
    expect(terminal.records().find(({ type }) => type === 'answer')?.['answer']).toContain('hello');
    expect(terminal.out() + terminal.err()).not.toContain('hk-test');
  });

  it('prints hostile text without its control sequences', async () => {
    const terminal = fakeTerminal({ environment });
    expect(await runProgram(argv('hello', '--output', 'text'), terminal)).toBe(0);
    expect(terminal.out()).toContain('hello');
    for (const control of ['\u001b', '\u0007']) expect(terminal.out()).not.toContain(control);
  });

  it('ends with 3 and the reason when the session fails', async () => {
    const terminal = fakeTerminal({ environment });
    expect(await runProgram(argv('fail', '--output', 'json'), terminal)).toBe(3);
    expect(terminal.records().at(-1)).toMatchObject({ status: 'failed', error_code: 'internal' });
  });

  it('stops watching on Ctrl-C with 130, says that the session still runs, and does not cancel it', async () => {
    const terminal = fakeTerminal({ environment });
    const ended = runProgram(argv('wait', '--output', 'json'), terminal);
    await terminal.waitFor(/"status":"running"/);
    terminal.stop();
    expect(await ended).toBe(130);
    const id = String(terminal.records()[0]?.['session_id']);
    expect(terminal.err()).toContain(id);
    const response = await fetch(`${listening.url}/api/v2/sessions/${id}/status`, {
      headers: { authorization: 'Bearer hk-test' },
    });
    expect(await response.json()).toMatchObject({ status: 'running' });
  });

  it('ends with 7 when the key is not accepted, and never prints it', async () => {
    const terminal = fakeTerminal({ environment: { HAI_API_KEY: 'hk-wrong-key' } });
    expect(await runProgram(argv('hello'), terminal)).toBe(7);
    expect(terminal.err()).toMatch(/^error: /);
    expect(terminal.out() + terminal.err()).not.toContain('hk-wrong-key');
  });

  it('ends with 8 when nobody answers', async () => {
    const terminal = fakeTerminal({ environment });
    const argvNowhere = ['run', 'hello', '--base-url', 'http://127.0.0.1:9', '--agent', 'test/echo'];
    expect(await runProgram(argvNowhere, terminal)).toBe(8);
  });
});

describe('bad input', () => {
  it.each([
    [['run', '--nope'], /unknown option '--nope'/],
    [['rum'], /Did you mean run\?/],
    [['run', 'x', '--url', 'nope'], /not a URL/],
    [['run', 'x', '--url', 'ftp://host/'], /only http: and https:/],
    [['run', '--max-steps', '0'], /whole number, 1 or more/],
    [['run', '--max-time', 'soon'], /number above 0/],
    [['run', '--output', 'xml'], /text, json/],
    [['run', '--schema', 'missing.json'], /Cannot read the answer format .*missing\.json/],
    [['run', '--schema', 'broken.json'], /is not JSON/],
    [['run', '--schema', 'wrong.json'], /cannot be an answer format:\n {2}\/type/],
    [['run', '--remote'], /set H_API_KEY or HAI_API_KEY/],
    [['run', '--remote', '--data', 'x.db'], /leave them out with --remote/],
    [['run', '--data', 'no/such/folder/x.db'], /folder .* does not exist/],
    [['serve', '--port', '70000'], /0 to 65535/],
    [['serve', '--key', ''], /--key must not be empty/],
  ])('%j ends with 2 and one clear message', async (argv, message) => {
    await file('broken.json', '{"type"');
    await file('wrong.json', '{"type":"objct"}');
    const terminal = fakeTerminal({ workingDirectory: folder });
    expect(await runProgram(argv, terminal)).toBe(2);
    expect(terminal.err()).toMatch(message);
    expect(terminal.err()).not.toMatch(/\n\s+at /);
    expect(terminal.out()).toBe('');
  });
});

describe('serve', () => {
  it('says where it listens, answers each key as its own owner, keeps its data, and stops cleanly', async () => {
    const data = join(folder, 'serve.db');
    const argv = ['serve', '--port', '0', '--data', data, '--key', 'hk-a-key', '--key', 'hk-b-key'];
    let id = '';
    for (const round of [1, 2]) {
      const terminal = fakeTerminal();
      const ended = runProgram(argv, terminal);
      const [, base = ''] = await terminal.waitFor(/"url":"(http:\/\/127\.0\.0\.1:\d+)"/);
      const call = (key: string, path: string, init: RequestInit = {}): Promise<Response> =>
        fetch(`${base}/api/v2${path}`, {
          ...init,
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        });
      if (round === 1) {
        const body = JSON.stringify({ agent: 'local/web-reader', messages: 'Read nothing' });
        const created = (await (await call('hk-a-key', '/sessions', { method: 'POST', body })).json()) as {
          id: string;
        };
        id = created.id;
      }
      expect((await call('hk-a-key', `/sessions/${id}`)).status).toBe(200);
      expect((await call('hk-b-key', `/sessions/${id}`)).status).toBe(404);
      expect((await call('hk-c-key', `/sessions/${id}`)).status).toBe(401);
      terminal.stop();
      expect(await ended).toBe(0);
    }
  });

  it('explains a port that is taken and a data file that another server holds', async () => {
    const data = join(folder, 'held.db');
    const first = fakeTerminal();
    const ended = runProgram(['serve', '--port', '0', '--data', data], first);
    const [, port = ''] = await first.waitFor(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
    const second = fakeTerminal();
    expect(await runProgram(['serve', '--port', port, '--data', join(folder, 'other.db')], second)).toBe(2);
    expect(second.err()).toMatch(/the port is in use; choose another one with --port, or 0 for one that is free\.\n$/);
    const third = fakeTerminal();
    expect(await runProgram(['serve', '--port', '0', '--data', data], third)).toBe(2);
    expect(third.err()).toMatch(
      /error: .*held\.db cannot be used: another process holds it \(SQLITE_BUSY\)\. Most likely another server still runs: stop it, or give this one a file and a port of its own: --data other\.db --port 0\n$/,
    );
    const run = fakeTerminal();
    expect(await runProgram(['run', '--data', data], run)).toBe(2);
    expect(run.err()).toMatch(/still runs: stop it, or give this one a file of its own: --data other\.db\n$/);
    first.stop();
    expect(await ended).toBe(0);
  });
});
