import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildBin, type BuiltBin } from './build-bin.js';
import { type InTerminal, startInTerminal } from './in-terminal.js';

let bin: BuiltBin;
let folder: string;
let environment: Record<string, string>;
let shell: InTerminal | null = null;

const isHere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

beforeAll(async () => {
  bin = await buildBin();
  folder = await mkdtemp(join(tmpdir(), 'cli-completion-'));
  await writeFile(join(folder, 'agent-session'), `#!/bin/sh\nexec "${process.execPath}" "${bin.path}" "$@"\n`, {
    mode: 0o755,
  });
  await writeFile(join(folder, 'recorded.jsonl'), '');
  environment = { HOME: folder, PATH: `${folder}:${process.env['PATH'] ?? ''}`, PS1: '> ' };
});
afterAll(async () => {
  await bin.remove();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  shell?.kill();
  shell = null;
});

/** Types a beginning and Tab into a shell that sourced the script, and reads what the line has become. */
const COMPLETED: readonly (readonly [typed: string, becomes: string])[] = [
  ['agent-session wat', 'agent-session watch '],
  ['agent-session watch --fr', 'agent-session watch --from-index '],
  ['agent-session list --output t', 'agent-session list --output text '],
  ['agent-session replay rec', 'agent-session replay recorded.jsonl '],
  ['agent-session watch x --log rec', 'agent-session watch x --log recorded.jsonl '],
  ['agent-session feedback x go', 'agent-session feedback x good '],
  ['agent-session help unsh', 'agent-session help unshare '],
  ['agent-session completion fi', 'agent-session completion fish '],
];

async function completesIn(terminal: InTerminal): Promise<void> {
  for (const [typed, becomes] of COMPLETED) {
    terminal.press(`${typed}\t`);
    await terminal.shows(new RegExp(`> ${becomes.trimEnd()}\\s*$`));
    // Something typed after it shows where the cursor is: a finished word is followed by a space.
    terminal.press('!');
    await terminal.shows(new RegExp(`> ${becomes}!$`));
    terminal.press('\u0015');
    await terminal.shows(/>\s*$/);
  }
}

describe('completion', () => {
  it.runIf(isHere('bash'))('completes in bash', async () => {
    shell = startInTerminal('bash', ['--norc', '--noprofile', '-i'], { folder, environment });
    shell.press('source <(agent-session completion bash); clear\r');
    await shell.shows(/^\s*>$/);
    await completesIn(shell);
  });

  it.runIf(isHere('zsh'))('completes in zsh', async () => {
    shell = startInTerminal('zsh', ['-f', '-i'], { folder, environment });
    shell.press('source <(agent-session completion zsh); clear\r');
    await shell.shows(/^\s*>\s*$/);
    await completesIn(shell);
  });

  it.runIf(isHere('fish'))('completes in fish, with descriptions', () => {
    const ask = (line: string): string[] => {
      const script = `agent-session completion fish | source; complete -C '${line}'`;
      const { stdout } = spawnSync('fish', ['--no-config', '-c', script], {
        cwd: folder,
        env: { ...process.env, ...environment },
      });
      return stdout.toString().trimEnd().split('\n');
    };
    for (const [typed, becomes] of COMPLETED) {
      const word = becomes.trimEnd().split(' ').at(-1);
      expect(ask(typed).map((line) => line.split('\t')[0])).toContain(word);
    }
    expect(ask('agent-session wat')).toEqual(['watch\tFollow a session that was launched before.']);
  });
});
