import { Command, CommanderError, Option } from 'commander';
import { CliError } from './cli-error.js';
import type { RunOptions } from './commands/run.js';
import type { ServeOptions } from './commands/serve.js';
import { EXIT_CODES } from './exit-codes.js';
import { positiveInteger, positiveNumber, portNumber } from './option-values.js';
import type { Terminal } from './terminal.js';

/**
 * Runs one command line and resolves with the exit code. Bad input is explained on stderr, never thrown.
 *
 * @param argv the arguments after the program's name
 */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT_CODES.ok;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
    if (error instanceof CliError) {
      terminal.stderr.write(`error: ${error.message}\n`);
      return error.exitCode;
    }
    throw error;
  }
}

function createProgram(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const program = new Command('agent-session')
    .description('Launch, watch, steer and serve agent sessions.')
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .showHelpAfterError('(run with --help for the options)')
    .exitOverride();

  program
    .command('run')
    .description('Launch a session, follow it, and print its answer.')
    .argument('[task]', 'what the agent should do (default: the top stories of a news page served by the demo)')
    .option('--url <url>', 'the page to work on')
    .option('--schema <file>', 'JSON Schema file the answer must conform to')
    .option('--agent <name>', 'catalog id of the agent (default: local/web-reader, or H_AGENT with --remote)')
    .option('--max-steps <steps>', 'ask for an answer after so many steps', positiveInteger)
    .option('--max-time <seconds>', 'ask for an answer after so many seconds', positiveNumber)
    .option('--remote', 'run on the live platform instead of the embedded server; needs H_API_KEY or HAI_API_KEY')
    .option('--base-url <url>', 'the platform to run on; implies --remote')
    .addOption(
      new Option('--output <mode>', 'how to print (default: text on a terminal, json in a pipe)').choices([
        'text',
        'json',
      ]),
    )
    .option('--data <file>', 'data file of the embedded server (default: a temporary one)')
    .option('--allow-private-addresses', 'let the embedded agent fetch loopback and private pages')
    .option('--keep-open', 'leave the embedded server up after the answer, until Ctrl-C')
    .addHelpText(
      'after',
      `
Examples:
  $ agent-session run
  $ agent-session run "Top 5 stories" --url https://news.ycombinator.com --schema stories.json
  $ H_API_KEY=hk-… agent-session run "Top 3 stories on Hacker News" --remote --output json`,
    )
    .action(async (task: string | undefined, options: Omit<RunOptions, 'task'>) => {
      const { run } = await import('./commands/run.js');
      setExitCode(await run({ task, ...options }, terminal));
    });

  program
    .command('serve')
    .description('Serve the sessions API on this machine.')
    .option('--port <port>', 'port to listen on; 0 picks a free one', portNumber, 4100)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <file>', 'SQLite data file', './sessions.db')
    .option('--key <key>', 'an API key to accept; repeat for more, each is its own owner', collect, [])
    .option('--allow-private-addresses', 'let agents fetch loopback and private pages')
    .addHelpText(
      'after',
      `
Example:
  $ agent-session serve --port 4100 --data ./sessions.db --key hk-local`,
    )
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./commands/serve.js');
      setExitCode(await serve(options, terminal));
    });

  return program;
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
