import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CODE_MEANINGS, EXIT_CODES, type ExitCodeName } from '../src/exit-codes.js';
import { createProgram } from '../src/program.js';
import { CONFIG_KEYS } from '../src/settings.js';

const packageFolder = resolve(import.meta.dirname, '..');

function helpOf(name?: string): string {
  let text = '';
  const out = {
    write: (part: string) => {
      text += part;
    },
  };
  const program = createProgram({ stdout: out, stderr: out }, () => Promise.resolve());
  const command = name === undefined ? program : program.commands.find((each) => each.name() === name);
  command?.outputHelp();
  return text.trim();
}

function commandNames(): string[] {
  return createProgram({ stdout: process.stdout, stderr: process.stderr }, () => Promise.resolve()).commands.map(
    (command) => command.name(),
  );
}

const exitCodes = (Object.keys(EXIT_CODES) as ExitCodeName[])
  .map((name) => `| ${EXIT_CODES[name]} | ${EXIT_CODE_MEANINGS[name]} |`)
  .join('\n');

describe('the reference', () => {
  it('is what the program says of itself', async () => {
    const commands = commandNames().map((name) => `## ${name}\n\n\`\`\`text\n${helpOf(name)}\n\`\`\`\n`);
    const page = [
      '# The command line\n',
      'Every command with its options, as `agent-session help <command>` prints them. Made by the tests of `packages/cli`; run them with `-u` after a change.\n',
      `\`\`\`text\n${helpOf()}\n\`\`\`\n`,
      ...commands,
    ].join('\n');
    await expect(page).toMatchFileSnapshot(resolve(packageFolder, '../../docs/reference/cli.md'));
  });

  it('gives an example for every command', () => {
    for (const name of commandNames()) {
      const [, examples = ''] = helpOf(name).split(/\nExamples?:\n/);
      expect(examples).toContain(`agent-session ${name}`);
    }
  });

  it('is repeated in the README: exit codes, config keys, every command', async () => {
    const readme = await readFile(join(packageFolder, 'README.md'), 'utf8');
    expect(readme).toContain(exitCodes);
    for (const key of Object.keys(CONFIG_KEYS)) expect(readme).toContain(`\`${key}\``);
    for (const name of commandNames()) expect(readme).toContain(`\`${name}`);
  });
});
