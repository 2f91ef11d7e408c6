import { Argument, type Command } from 'commander';
import type { LaunchCommandOptions } from './commands/launch.js';
import type { ReplayCommandOptions } from './commands/replay.js';
import type { RunOptions } from './commands/run.js';
import type { ServeOptions } from './commands/serve.js';
import type { WatchCommandOptions } from './commands/watch.js';
import { collect, nonNegativeInteger, portNumber, positiveNumber } from './option-values.js';
import type { Perform } from './perform.js';
import { announceRun } from './run-place.js';
import {
  answerFormatOption,
  type PlaceHelp,
  sessionId,
  withConnection,
  withFollowing,
  withOutput,
  withRequest,
} from './shared-options.js';
import { SHELLS } from './shells.js';

/** Only a flag takes a run to a platform; the environment then says which. */
const PLACES_OF_RUN: PlaceHelp = {
  baseUrl: 'run on the platform at this address (default with --remote: HAI_BASE_URL, H_BASE_URL, else the region)',
  region: 'run in this region of the live platform (default with --remote: H_REGION, else eu)',
};

/** Commands that run something for a while: sessions, servers, recordings. */
export function defineRunCommands(program: Command, perform: Perform): void {
  const run = program
    .command('run')
    .description('Launch a session, follow it, and print its answer.')
    .argument('[task]', 'what the agent should do (default: the top stories of a news page served by the demo)')
    .option('--remote', 'run on the live platform instead of a server of this process; so do --base-url and --region')
    .option('--data <file>', 'data file of the embedded server (default: a temporary one)')
    .option(
      '--agents <file>',
      'module that exports agents for the embedded server, or JSON script of one; the first runs unless --agent names another; repeat for more',
      collect,
    )
    .option('--allow-private-addresses', 'let the embedded agents fetch loopback and private pages')
    .option('--keep-open', 'leave the embedded server up after the answer, until Ctrl-C');
  withOutput(withConnection(withFollowing(withRequest(run)), PLACES_OF_RUN))
    .addHelpText(
      'after',
      `
On a terminal: p pauses, r resumes, f asks for an answer, m sends a message, q quits.

Examples:
  $ agent-session run
  $ agent-session run "Top 5 stories" --url https://news.ycombinator.com --answer-format stories.json
  $ H_API_KEY=hk-… agent-session run "Top 3 stories on Hacker News" --remote --json`,
    )
    .action((task: string | undefined, options: Omit<RunOptions, 'task'>) =>
      perform(async (terminal) => {
        announceRun(options, terminal);
        const { run: start } = await import('./commands/run.js');
        return start({ ...answerFormatOption(options), task }, terminal);
      }),
    );

  const launch = program
    .command('launch')
    .description('Launch a session and leave it to run; prints its id.')
    .argument('<task>', 'what the agent should do');
  withOutput(withConnection(withRequest(launch)))
    .addHelpText(
      'after',
      `
Example:
  $ id=$(agent-session launch "Top 3 stories on Hacker News" --output text)`,
    )
    .action((task: string, options: Omit<LaunchCommandOptions, 'task'>) =>
      perform(async (terminal) => {
        const { launch: start } = await import('./commands/launch.js');
        return start({ ...answerFormatOption(options), task }, terminal);
      }),
    );

  const watch = program
    .command('watch')
    .description('Follow a session that was launched before.')
    .argument('<id>', 'the session', sessionId)
    .option(
      '--from-index <index>',
      'print events from this index on (the state is always that of all)',
      nonNegativeInteger,
    )
    .option(
      '--answer-format <file>',
      'JSON Schema file to check the answer against (default: the one it was launched with)',
    );
  withOutput(withConnection(withFollowing(watch)))
    .addHelpText(
      'after',
      `
On a terminal: p pauses, r resumes, f asks for an answer, m sends a message, q quits.

Examples:
  $ agent-session watch 3f0c…
  $ agent-session watch 3f0c… --log run.jsonl --json | jq -r 'select(.type == "status").status'`,
    )
    .action((id: string, options: Omit<WatchCommandOptions, 'id'>) =>
      perform(async (terminal) => (await import('./commands/watch.js')).watch({ ...options, id }, terminal)),
    );

  withOutput(
    program
      .command('replay')
      .description('Play a recorded log in the live view.')
      .argument('<file>', 'a JSONL log, as export and --log write it')
      .option(
        '--speed <factor>',
        'how fast: 1 as recorded, 10 ten times (default: 1 on a terminal, else at once)',
        positiveNumber,
      )
      .option('--from <entry>', 'begin at this entry', nonNegativeInteger)
      .option('--max-pause <seconds>', 'never stand still for longer than this, at speed 1', positiveNumber, 5)
      .option('--paused', 'wait for a key before playing'),
  )
    .addHelpText(
      'after',
      `
On a terminal: space plays and pauses, ← and → step, ↑ and ↓ change the speed, 0 to 9, home and end seek, q quits.

Examples:
  $ agent-session replay run.jsonl --speed 10
  $ agent-session replay run.jsonl --json | jq -c 'select(.type == "event")'`,
    )
    .action((file: string, options: Omit<ReplayCommandOptions, 'file'>) =>
      perform(async (terminal) => (await import('./commands/replay.js')).replay({ ...options, file }, terminal)),
    );

  const serve = program
    .command('serve')
    .description('Serve the sessions API on this machine, and a console in the browser beside it.')
    .option('--port <port>', 'port to listen on; 0 picks a free one', portNumber, 4100)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <file>', 'SQLite data file', './sessions.db')
    .option(
      '--key <key>',
      'an API key to accept; repeat for more, each is its own owner (default: one that is kept beside the data)',
      collect,
    )
    .option('--key-file <file>', 'read an API key to accept from a file; repeat for more', collect)
    .option('--agents <file>', 'module that exports agents, or JSON script of one; repeat for more', collect)
    .option('--allow-private-addresses', 'let agents fetch loopback and private pages')
    .option('--open', 'open the console in the browser (default: on a terminal of a machine with a screen)')
    .option('--no-open', 'do not open it (as does BROWSER=none)');
  withOutput(serve)
    .addHelpText(
      'after',
      `
Examples:
  $ agent-session serve --port 4100 --data ./sessions.db --key hk-local
  $ agent-session serve --agents ./agents.mjs --key-file ./key.txt`,
    )
    .action((options: ServeOptions) =>
      perform(async (terminal) => {
        terminal.stderr.write('starting the server\n');
        return (await import('./commands/serve.js')).serve(options, terminal);
      }),
    );

  program
    .command('completion')
    .description('Print a script that completes commands and options in your shell.')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Example:
  $ source <(agent-session completion bash)`,
    )
    .action((shell: (typeof SHELLS)[number]) =>
      perform(async (terminal) => (await import('./commands/completion.js')).completion(shell, program, terminal)),
    );
}
