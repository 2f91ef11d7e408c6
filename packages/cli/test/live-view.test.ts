import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildBin, type BuiltBin } from './build-bin.js';
import { inPipe } from './in-pipe.js';
import { inTerminal, type InTerminal, type TerminalOptions } from './in-terminal.js';
import { testPlatform, type TestPlatform } from './test-platform.js';

let bin: BuiltBin;
let folder: string;
let platform: TestPlatform;
const opened: InTerminal[] = [];

beforeAll(async () => {
  bin = await buildBin();
  folder = await mkdtemp(join(tmpdir(), 'cli-live-'));
});
afterAll(async () => {
  await bin.remove();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  platform = await testPlatform();
});
afterEach(async () => {
  for (const terminal of opened.splice(0)) terminal.kill();
  await platform.close();
});

function start(argv: readonly string[], options: TerminalOptions = {}): InTerminal {
  const terminal = inTerminal(bin.path, argv, {
    folder,
    ...options,
    environment: { H_API_KEY: platform.key, ...options.environment },
  });
  opened.push(terminal);
  return terminal;
}

const runIt = (agent: string, ...more: string[]): string[] => [
  'run',
  'Top stories',
  '--base-url',
  platform.url,
  '--agent',
  agent,
  ...more,
];

/** What differs from run to run. */
function stable(screen: string): string {
  return screen
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
    .replace(/127\.0\.0\.1:\d+/g, '<host>')
    .replace(/\d+(\.\d)? s(?= ·|$)/gm, '<time>')
    .replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, '⠿');
}

async function statusOf(terminal: InTerminal): Promise<unknown> {
  const id = /session {2}([0-9a-f-]{36})/.exec(terminal.screen())?.[1] ?? '';
  return ((await (await platform.call(`/sessions/${id}/status`)).json()) as { readonly status: unknown }).status;
}

describe('the live view', () => {
  it('shows lifecycle, time, steps, tokens, cost, link, latest step and keys; then the answer', async () => {
    const terminal = start(runIt('test/gated'));
    await terminal.shows(/step Waiting at the gate\.\n.*q quit/);
    await terminal.shows(/\$0\.012[\s\S]*● connected/);
    expect(stable(terminal.screen())).toMatchInlineSnapshot(`
      "task     Top stories
      session  <id>
               agent-session get <id> --base-url http://<host>

      pending
      running
        message  user: Top stories
        step 1   Waiting at the gate.

      ✓ pending ─ ● running ─ ○ paused ─ ○ idle ─ ○ end
      <time> · 1 step · 12.3k tokens in · 678 out · $0.012
      ● connected
      ⠿ step Waiting at the gate.
      p pause  r resume  f force answer  m message  q quit"
    `);
    platform.open();
    expect(await terminal.ended).toBe(0);
    expect(stable(terminal.screen())).toMatchInlineSnapshot(`
      "task     Top stories
      session  <id>
               agent-session get <id> --base-url http://<host>

      pending
      running
        message  user: Top stories
        step 1   Waiting at the gate.
        step 2   Through the gate.
      completed

      answer
      Top stories

      completed  2 steps · <time> · 12.3k tokens in · 678 out · $0.012"
    `);
  });

  it('sends a typed message with m, and drops it on Esc', async () => {
    const terminal = start(runIt('test/gated'));
    await terminal.shows(/● running[\s\S]*q quit/);
    terminal.press('m');
    await terminal.shows(/Enter sends, Esc drops/);
    terminal.press('only today p r f qq\u007f');
    await terminal.shows(/message: only today p r f q█/);
    terminal.press('\r');
    await terminal.shows(/message: accepted/);
    terminal.press('m');
    await terminal.shows(/Enter sends/);
    terminal.press('\u001b');
    await terminal.shows(/p pause/);
    platform.open();
    await terminal.shows(/user: only today p r f q/);
    platform.open();
    expect(await terminal.ended).toBe(0);
  });

  it('pauses with p, resumes with r', async () => {
    const terminal = start(runIt('test/gated'));
    await terminal.shows(/● running[\s\S]*q quit/);
    terminal.press('p');
    await terminal.shows(/pause: accepted/);
    platform.open();
    await terminal.shows(/● paused/);
    terminal.press('r');
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toMatch(/paused\n(.*\n)*running\n(.*\n)*completed/);
  });

  it('asks for an answer with f', async () => {
    const terminal = start(runIt('test/gated'));
    await terminal.shows(/● running[\s\S]*q quit/);
    terminal.press('f');
    await terminal.shows(/force answer: accepted/);
    platform.open();
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toContain('force_answer');
  });

  it('leaves the session running on q, says how to come back, and ends with 130', async () => {
    const terminal = start(runIt('test/gated'));
    await terminal.shows(/● running/);
    terminal.press('q');
    expect(await terminal.ended).toBe(130);
    expect(stable(terminal.screen())).toContain(
      'The session <id> still runs on http://<host>.\nCome back with: agent-session watch <id> --base-url http://<host>',
    );
    expect(await statusOf(terminal)).toBe('running');
  });

  it('stops watching on Ctrl-C, offers to cancel on the second, and cancels on y', async () => {
    const terminal = start(runIt('test/gated'));
    await terminal.shows(/● running/);
    terminal.press('\u0003');
    await terminal.shows(/still runs on[\s\S]*Ctrl-C again offers to cancel/);
    terminal.press('\u0003');
    await terminal.shows(/Cancel the session for good\? y\/N/);
    expect(await statusOf(terminal)).toBe('running');
    terminal.press('y');
    expect(await terminal.ended).toBe(5);
    expect(await statusOf(terminal)).toBe('interrupted');
  });

  it('leaves the session alone on Ctrl-C and then any other key', async () => {
    const terminal = start(runIt('test/gated'));
    await terminal.shows(/● running/);
    terminal.press('\u0003');
    await terminal.shows(/Ctrl-C again/);
    terminal.press('\u0003');
    await terminal.shows(/y\/N/);
    terminal.press('n');
    expect(await terminal.ended).toBe(130);
    expect(await statusOf(terminal)).toBe('running');
  });

  it('shows an outage with its countdown and goes on when the server is back', async () => {
    const terminal = start(runIt('test/gated'));
    await terminal.shows(/● running[\s\S]*connected/);
    await platform.goAway();
    await terminal.shows(/connection lost, retrying in \d+ s \(try \d+\)/);
    platform.open();
    await platform.comeBack();
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toContain('Through the gate.');
    expect(terminal.screen().match(/Waiting at the gate\./g)).toHaveLength(1);
  });

  it('fits a narrow terminal', async () => {
    const terminal = start(runIt('test/gated'), { columns: 30 });
    await terminal.shows(/● running[\s\S]*p pause/);
    await terminal.shows(/\$0\.012/);
    const frame = stable(terminal.screen()).split('\n\n').at(-1);
    expect(frame).toMatchInlineSnapshot(`
      "✓ ─ ● running ─ ○ ─ ○ ─ ○
      <time> · 1 step
      12.3k tokens in · 678 out
      $0.012
      ● connected
      ⠿ step Waiting at the gate.
      p pause  r resume
      f force answer  m message
      q quit"
    `);
    for (const line of frame!.split('\n')) expect(line.length).toBeLessThan(30);
    terminal.resize(60, 30);
    await terminal.shows(/✓ pending ─ ● running ─ ○ paused ─ ○ idle ─ ○ end/);
    // Made narrower, lines that were drawn wide wrap; nothing of them stays behind.
    terminal.resize(30, 30);
    await terminal.shows(/✓ ─ ● running ─ ○ ─ ○ ─ ○/);
    expect(terminal.screen().match(/connected/g)).toHaveLength(1);
    expect(terminal.screen().match(/running ─/g)).toHaveLength(1);
    platform.open();
    expect(await terminal.ended).toBe(0);
  });

  it('uses no colour with NO_COLOR, and no escape sequence at all in a dumb terminal', async () => {
    const plain = start(runIt('test/quick'), { environment: { NO_COLOR: '1' } });
    expect(await plain.ended).toBe(0);
    expect(plain.raw()).not.toMatch(/\u001b\[[\d;]*m/);
    const dumb = start(runIt('test/quick'), { environment: { TERM: 'dumb' } });
    expect(await dumb.ended).toBe(0);
    expect(dumb.raw()).not.toContain('\u001b');
    expect(dumb.screen()).toContain('"stories"');
  });

  it.each(['text', 'json'])(
    'prints hostile events and answers as %s without what a terminal acts on',
    async (output) => {
      const terminal = start(runIt('test/hostile', '--output', output));
      expect(await terminal.ended).toBe(0);
      expect(terminal.screen()).toContain('rtl');
      expect(terminal.raw()).not.toContain('\u001b[31m title');
      for (const active of ['\u001b]', '\u0007', '\u009b', '\u202e']) expect(terminal.raw()).not.toContain(active);
    },
  );

  it('shows an answer in Markdown as what it means, and none of what it hides', async () => {
    const terminal = start(runIt('test/markdown'));
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toContain('answer\nStories\n\n• First see (https://example.com/1)\n• Second');
    expect(terminal.raw()).not.toContain('\u001b]0;owned');
  });

  it('leaves the terminal usable: cursor shown, keys echoed', async () => {
    const terminal = start(runIt('test/gated'));
    await terminal.shows(/● running/);
    terminal.press('q');
    await terminal.ended;
    expect(terminal.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw().lastIndexOf('\u001b[?25l'));
  });
});

describe('replay in the live view', () => {
  it('plays, stands still, steps, seeks and changes its speed', async () => {
    const log = join(folder, 'replayed.jsonl');
    const recorded = inPipe(bin.path, runIt('test/quick', '--log', log), { environment: { H_API_KEY: platform.key } });
    expect(await recorded.ended).toBe(0);

    const terminal = start(['replay', log, '--paused']);
    await terminal.shows(/‖ paused +─+ entry 0 of \d+, speed 1\n/);
    terminal.press('\u001b[C');
    await terminal.shows(/entry 1 of/);
    terminal.press('\u001b[A');
    await terminal.shows(/speed 2\n/);
    terminal.press('\u001b[F');
    await terminal.shows(/● completed[\s\S]*at the end/);
    await terminal.shows(/"stories"/);
    terminal.press('\u001b[H');
    await terminal.shows(/entry 0 of/);
    terminal.press('5');
    await terminal.shows(/● running/);
    terminal.press(' ');
    await terminal.shows(/● completed/);
    terminal.press('q');
    expect(await terminal.ended).toBe(0);
  });
});
