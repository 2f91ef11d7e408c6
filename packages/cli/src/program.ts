import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { CliError } from './cli-error.js';
import { defineConformanceCommand } from './define-conformance-command.js';
import { defineReadingCommands } from './define-reading-commands.js';
import { defineRunCommands } from './define-run-commands.js';
import { defineSteeringCommands } from './define-steering-commands.js';
import { EXIT_CODES, EXIT_CODE_MEANINGS, type ExitCodeName } from './exit-codes.js';
import { nearest } from './nearest.js';
import type { Perform } from './perform.js';
import { printableLines } from './printable.js';
import type { Terminal } from './terminal.js';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Lines that are longer are hard to read. */
const MAX_HELP_COLUMNS = 110;

/**
 * Runs one command line and resolves with the exit code. Bad input is explained on stderr, never thrown.
 *
 * @param argv the arguments after the program's name
 */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT_CODES.ok;
  const program = createProgram(terminal, async (work) => {
    exitCode = await work(terminal);
  });
  if (argv.length === 0) {
    terminal.stderr.write(program.helpInformation());
    return EXIT_CODES.usage;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
    if (error instanceof CliError) {
      terminal.stderr.write(`error: ${printableLines(error.message).join('\n')}\n`);
      return error.exitCode;
    }
    throw error;
  }
}

/** The whole command line: what is parsed, and what help, completion and the reference are written from. */
export function createProgram(terminal: Pick<Terminal, 'stdout' | 'stderr'>, perform: Perform): Command {
  const program = new Command('agent-session')
    .description('Launch, watch, steer, serve and replay agent sessions.')
    .version(version(), '-V, --version', 'print the version')
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text, write) => write(withoutId(withoutValue(text, program), program)),
    })
    .configureHelp({ helpWidth: Math.min(MAX_HELP_COLUMNS, terminal.stdout.columns || MAX_HELP_COLUMNS) })
    .showHelpAfterError('(run with --help for the options)')
    .exitOverride();
  defineRunCommands(program, perform);
  defineSteeringCommands(program, perform);
  defineReadingCommands(program, perform);
  defineConformanceCommand(program, perform);
  program.addHelpText(
    'after',
    `
Exit codes:
${(Object.keys(EXIT_CODES) as ExitCodeName[])
  .map((name) => `  ${String(EXIT_CODES[name]).padEnd(4)} ${EXIT_CODE_MEANINGS[name]}`)
  .join('\n')}

Examples:
  $ agent-session run
  $ agent-session run "Top 5 stories" --url https://news.ycombinator.com --answer-format stories.json
  $ agent-session serve --port 4100 --data ./sessions.db`,
  );
  return program;
}

/** What the parser complains of, without the value of an option that is none: it may be a key. */
function withoutValue(text: string, program: Command): string {
  const [, name] = /^error: unknown option '--([\w-]+)=/.exec(text) ?? [];
  if (name === undefined) return text;
  const known = program.commands.flatMap(({ options }) => options.flatMap(({ long }) => long?.slice(2) ?? []));
  const meant = known.includes(name) ? null : nearest(name, [...new Set(known)]);
  return `error: unknown option '--${name}'\n${meant === null ? '' : `(Did you mean --${meant}?)\n`}`;
}

/** What the parser complains of, where the id was left out and what follows it was taken for the id. */
function withoutId(text: string, program: Command): string {
  const command = program.commands.find((each) => each.name() === program.args[0]);
  const [first, second, third] = command?.registeredArguments.map((argument) => argument.name()) ?? [];
  const isMissing = first === 'id' && third === undefined && text === `error: missing required argument '${second}'\n`;
  if (!isMissing || command?.args.length !== 1 || UUID.test(command.args[0] ?? '')) return text;
  return `error: missing required argument 'id': say which session, as in agent-session ${command.name()} <id> <${second}>\n`;
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return text;
}
