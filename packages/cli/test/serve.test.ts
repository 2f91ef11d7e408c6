import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildBin, type BuiltBin } from './build-bin.js';
import { inPipe, type InPipe, type PipeOptions } from './in-pipe.js';
import { inTerminal, type InTerminal, type TerminalOptions } from './in-terminal.js';

let bin: BuiltBin;
let folder: string;
const opened: { kill(): void }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-serve-'));
  const site = join(folder, 'site');
  const page = resolve(import.meta.dirname, '../../console');
  const vite = join(page, 'node_modules/vite/bin/vite.js');
  const build = spawnSync(process.execPath, [vite, 'build', '--outDir', site, '--emptyOutDir'], { cwd: page });
  expect(build.status, build.stderr.toString()).toBe(0);
  bin = await buildBin({ site });
});
afterAll(async () => {
  await bin.remove();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  for (const one of opened.splice(0)) one.kill();
});

function pipe(argv: readonly string[], options: PipeOptions = {}): InPipe {
  const child = inPipe(bin.path, argv, { folder, ...options });
  opened.push({ kill: () => child.process.kill('SIGKILL') });
  return child;
}

function terminal(argv: readonly string[], options: TerminalOptions = {}): InTerminal {
  const one = inTerminal(bin.path, argv, { folder, columns: 160, ...options });
  opened.push(one);
  return one;
}

async function serving(child: InPipe): Promise<Record<string, unknown>> {
  await child.shows(/"type":"serving"/);
  return child.records()[0] ?? {};
}

describe('serve', () => {
  it('runs agents of a module and of a script, says where everything is in one record, and stops on SIGTERM', async () => {
    await writeFile(
      join(folder, 'agents.mjs'),
      `export const greeter = { name: 'mine/greeter', description: 'Greets.', async *run() { yield { kind: 'answer_event', answer: 'Hello.' }; } };`,
    );
    const script = { name: 'mine/scripted', turns: [[{ kind: 'policy_event' }, { kind: 'echo' }]] };
    await writeFile(join(folder, 'scripted.json'), JSON.stringify(script));
    const agents = ['--agents', 'agents.mjs', '--agents', 'scripted.json'];
    const server = pipe(['serve', '--port', '0', '--data', 'serve.db', ...agents, '--key', 'hk-mine']);
    const record = await serving(server);
    expect(record).toEqual({
      type: 'serving',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      console: `${String(record['url'])}/`,
      data: join(folder, 'serve.db'),
      agents: ['local/web-reader', 'mine/greeter', 'mine/scripted'],
      keys: 1,
      key_file: null,
    });
    expect(server.out() + server.err()).not.toContain('hk-mine');
    const child = pipe(['run', 'hi', '--base-url', String(record['url']), '--agent', 'mine/greeter'], {
      environment: { H_API_KEY: 'hk-mine' },
    });
    expect(await child.ended).toBe(0);
    expect(child.records().find(({ type }) => type === 'answer')).toMatchObject({ answer: 'Hello.' });
    const echo = pipe(['run', 'hi', '--base-url', String(record['url']), '--agent', 'mine/scripted'], {
      environment: { H_API_KEY: 'hk-mine' },
    });
    expect(await echo.ended).toBe(0);
    expect(echo.records().find(({ type }) => type === 'answer')).toMatchObject({ answer: 'hi' });
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.err()).toContain('stopping');
  });

  it('tells in one line which agent failed, in which session, why and where; with no key in it', async () => {
    await writeFile(
      join(folder, 'broken.mjs'),
      `export const agents = [
  { name: 'mine/broken', description: 'x', async *run(context) {
    yield { kind: 'policy_event', content: 'Waiting.' };
    yield await context.takeMessage();
  } },
  { name: 'mine/tells', description: 'x', async *run() { throw new Error('hk-secret-key\\nrefused'); } },
  { name: 'mine/unready', description: 'x', async launch() { throw new Error('No browser.'); }, async *run() {} },
  { name: 'mine/fetches', description: 'x', async *run() { await fetch('http://127.0.0.1:9/'); } },
];`,
    );
    const given = ['--agents', 'broken.mjs', '--key', 'hk-mine'];
    for (const output of ['json', 'text']) {
      const server = pipe(['serve', '--port', '0', '--data', 'broken.db', ...given, '--output', output]);
      await server.shows(/http:\/\/127\.0\.0\.1:\d+/);
      const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(server.out()) ?? [];
      const failed: string[] = [];
      for (const agent of ['mine/broken', 'mine/tells', 'mine/unready', 'mine/fetches', 'local/web-reader']) {
        const run = pipe(['run', 'hi', '--base-url', url, '--agent', agent], { environment: { H_API_KEY: 'hk-mine' } });
        expect(await run.ended).toBe(3);
        failed.push(String(run.records()[0]?.['session_id']));
      }
      server.process.kill('SIGTERM');
      expect(await server.ended).toBe(0);
      const lines = server.err().split('\n').slice(1, -2);
      expect(lines).toEqual([
        `warning: agent mine/broken failed in session ${failed[0]}: context.takeMessage is not a function, at broken.mjs:4:25`,
        `warning: agent mine/tells failed in session ${failed[1]}: [redacted] refused, at broken.mjs:6:64`,
        `warning: agent mine/unready failed in session ${failed[2]}: The agent mine/unready could not be made ready: No browser, at broken.mjs:7:68`,
        expect.stringMatching(
          `^warning: agent mine/fetches failed in session ${failed[3]}: fetch failed: \\S[^\n]*, at broken\\.mjs:8:\\d+$`,
        ),
        expect.stringMatching(`^warning: agent local/web-reader failed in session ${failed[4]}: [^\n]*environment\\.$`),
      ]);
    }
  });

  it('serves the console it carries beside the API, under its policy', async () => {
    const server = pipe(['serve', '--port', '0', '--data', 'console.db']);
    const page = String((await serving(server))['console']);
    const response = await fetch(page);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
    );
    const assets = Array.from(
      (await response.text()).matchAll(/(?:src|href)="(\.\/assets\/[^"]+)"/g),
      ([, path]) => path,
    );
    expect(assets.length).toBeGreaterThanOrEqual(2);
    for (const asset of assets) expect((await fetch(new URL(asset!, page))).status).toBe(200);
    expect((await fetch(new URL('/api/v2/sessions', page))).status).toBe(401);
    expect((await fetch(new URL('/package.json', page))).status).toBe(404);
  });

  it('keeps the key it made up beside the data, for the user alone, and takes it again', async () => {
    const keys = [];
    for (let round = 0; round < 2; round += 1) {
      const server = pipe(['serve', '--port', '0', '--data', 'kept.db']);
      const { url, key_file: file } = await serving(server);
      expect(file).toBe(join(folder, 'kept.db.key'));
      keys.push(await readFile(String(file), 'utf8'));
      expect((await stat(String(file))).mode & 0o077).toBe(0);
      const quota = pipe(['quota', '--base-url', String(url), '--api-key-file', String(file)]);
      expect(await quota.ended).toBe(0);
      server.process.kill('SIGTERM');
      expect(await server.ended).toBe(0);
      expect(server.out() + server.err()).not.toContain(keys[0]!.trim());
    }
    expect(keys[0]).toBe(keys[1]);
  });

  it('says where everything is on a terminal, with the key it made up, and stops on Ctrl-C', async () => {
    const one = terminal(['serve', '--port', '0', '--data', 'seen.db']);
    await one.shows(/listening on[\s\S]*try/);
    const key = (await readFile(join(folder, 'seen.db.key'), 'utf8')).trim();
    expect(
      one
        .screen()
        .replaceAll(folder, '<folder>')
        .replaceAll(/127\.0\.0\.1:\d+/g, '<host>')
        .replaceAll(key, '<key>'),
    ).toMatchInlineSnapshot(`
      "starting the server
      listening on http://<host>
      console  http://<host>/
      data     <folder>/seen.db
      agents   local/web-reader
      key      <key> (kept in <folder>/seen.db.key)
      try      agent-session run "Top 3 stories" --url https://news.ycombinator.com --agent local/web-reader --base-url http://<host> --api-key-file <folder>/seen.db.key"
    `);
    one.press('\u0003');
    expect(await one.ended).toBe(0);
    expect(one.screen()).toContain('stopping');
  });

  it('suggests a command that works as it is typed: an agent of the user, their key, and npx where it was started by that', async () => {
    await writeFile(
      join(folder, 'greet.mjs'),
      `export const greeter = { name: 'mine/greeter', description: 'Greets.', async *run() { yield { kind: 'answer_event', answer: 'Hello.' }; } };`,
    );
    await writeFile(join(folder, 'my key.txt'), 'hk-from-a-file');
    const shims = join(folder, 'shims');
    await mkdir(shims, { recursive: true });
    const program = `exec '${process.execPath}' '${bin.path}' "$@"\n`;
    await writeFile(join(shims, 'agent-session'), `#!/bin/sh\n${program}`, { mode: 0o755 });
    await writeFile(join(shims, 'npx'), `#!/bin/sh\n[ "$1" = agent-session ] || exit 99\nshift\n${program}`, {
      mode: 0o755,
    });
    const agents = ['--agents', 'greet.mjs', '--output', 'text'];
    for (const [key, environment, begins] of [
      [[], {}, 'agent-session run "Hello" --agent mine/greeter '],
      [['--key-file', 'my key.txt'], {}, 'agent-session run "Hello" --agent mine/greeter '],
      [[], { npm_command: 'exec' }, 'npx agent-session run "Hello" --agent mine/greeter '],
      [[], { npm_command: 'run-script' }, 'agent-session run "Hello" --agent mine/greeter '],
      [['--key', 'hk-typed'], {}, 'H_API_KEY=your-key agent-session run "Hello" --agent mine/greeter '],
    ] as const) {
      const server = pipe(['serve', '--port', '0', '--data', 'tried.db', ...agents, ...key], { environment });
      await server.shows(/^try .*\n/m);
      if (key[0] !== undefined) expect(server.out()).toContain('\nkey      the one you gave\n');
      const [, command = ''] = /^try +(.*)$/m.exec(server.out()) ?? [];
      expect(command.startsWith(begins), command).toBe(true);
      const typed = inPipe('-c', [command.replace('your-key', 'hk-typed')], {
        folder,
        program: 'sh',
        environment: { PATH: `${shims}:${process.env['PATH'] ?? ''}` },
      });
      expect(await typed.ended, typed.err()).toBe(0);
      expect(typed.out()).toContain('"answer":"Hello."');
      server.process.kill('SIGTERM');
      expect(await server.ended).toBe(0);
    }
  });

  it('opens the console in the browser of a machine with a screen, unless it is told not to', async () => {
    // Stands in for the desktop: writes down what it is asked to open.
    const opener = join(folder, 'xdg-open');
    await writeFile(opener, `#!/bin/sh\necho "$1" >> "${folder}/opened.txt"\n`);
    await chmod(opener, 0o755);
    const environment = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, DISPLAY: ':7' };
    const wasOpened = (): Promise<string> => readFile(join(folder, 'opened.txt'), 'utf8').catch(() => '');

    for (const quiet of [['--no-open'], []]) {
      const refuses: Record<string, string> = quiet.length === 0 ? { BROWSER: 'none' } : {};
      const one = terminal(['serve', '--port', '0', '--data', 'open.db', ...quiet], {
        environment: { ...environment, ...refuses },
      });
      await one.shows(/try/);
      one.press('\u0003');
      expect(await one.ended).toBe(0);
      expect(await wasOpened()).toBe('');
    }

    const one = terminal(['serve', '--port', '0', '--data', 'open.db'], { environment });
    await one.shows(/try/);
    await expect.poll(wasOpened).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
    expect(one.screen()).toContain((await wasOpened()).trim());
    one.press('\u0003');
    expect(await one.ended).toBe(0);
  });

  it('goes on when there is no browser to open, and says so', async () => {
    await rm(join(folder, 'xdg-open'), { force: true });
    const server = pipe(['serve', '--port', '0', '--data', 'none.db', '--open'], { environment: { PATH: folder } });
    await serving(server);
    await server.shows(/No browser could be opened .*Open http:\S+ yourself/);
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });
});

describe('a build without a console', () => {
  it('serves the API alone and says so', async () => {
    const bare = await buildBin();
    const server = inPipe(bare.path, ['serve', '--port', '0', '--data', 'bare.db', '--open'], { folder });
    opened.push({ kill: () => server.process.kill('SIGKILL') });
    expect(await serving(server)).toMatchObject({ console: null });
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    await bare.remove();
  });
});
