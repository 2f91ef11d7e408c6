import { type Command, Option } from 'commander';
import type { SessionCommandOptions } from './commands/command.js';
import type { DiffCommandOptions } from './commands/diff.js';
import type { EventsOptions, ListOptions } from './commands/read.js';
import type { ResourceOptions } from './commands/resource.js';
import { collect, nonNegativeInteger, positiveInteger } from './option-values.js';
import type { OutputOptions } from './output-mode.js';
import type { Perform } from './perform.js';
import type { ConnectionOptions } from './settings.js';
import { sessionId, withConnection, withOutput } from './shared-options.js';

type GivenOptions = Omit<SessionCommandOptions, 'id'>;

/** Commands that read something and print it. */
export function defineReadingCommands(program: Command, perform: Perform): void {
  const onSession = (word: string, description: string): Command =>
    program.command(word).description(description).argument('<id>', 'the session', sessionId);

  withOutput(withConnection(onSession('status', 'Print the status of a session.')))
    .addHelpText('after', `\nExample:\n  $ agent-session status 3f0c… --output text`)
    .action((id: string, options: GivenOptions) =>
      perform(async (terminal) => (await import('./commands/read.js')).status({ ...options, id }, terminal)),
    );

  withOutput(withConnection(onSession('get', 'Print a session with its request and its latest answer.')))
    .addHelpText('after', `\nExample:\n  $ agent-session get 3f0c… --json | jq .session.latest_answer`)
    .action((id: string, options: GivenOptions) =>
      perform(async (terminal) => (await import('./commands/read.js')).get({ ...options, id }, terminal)),
    );

  withOutput(
    withConnection(
      program
        .command('list')
        .description('List sessions, newest first.')
        .option('--status <status>', 'only those in this status; repeat for more', collect)
        .option('--agent <name>', 'only those of this agent')
        .option('--search <words>', 'only those with these words in the first message or the answer')
        .option('--limit <count>', 'at most so many', positiveInteger, 20),
    ),
  )
    .addHelpText('after', `\nExample:\n  $ agent-session list --status running --status paused`)
    .action((options: ListOptions) =>
      perform(async (terminal) => (await import('./commands/read.js')).list(options, terminal)),
    );

  withOutput(
    withConnection(
      onSession('events', 'Print the events of a session as they are now.')
        .option('--from-index <index>', 'from this index on', nonNegativeInteger, 0)
        .option('--type <type>', 'only events of this type, such as AgentEvent'),
    ),
  )
    .addHelpText('after', `\nExample:\n  $ agent-session events 3f0c… --from-index 40 --output text`)
    .action((id: string, options: Omit<EventsOptions, 'id'>) =>
      perform(async (terminal) => (await import('./commands/read.js')).events({ ...options, id }, terminal)),
    );

  withConnection(onSession('export', 'Print the log of a session as JSONL, for replay, diff and --log.'))
    .addHelpText('after', `\nExample:\n  $ agent-session export 3f0c… > run.jsonl`)
    .action((id: string, options: GivenOptions) =>
      perform(async (terminal) => (await import('./commands/read.js')).exportLog({ ...options, id }, terminal)),
    );

  withOutput(
    program
      .command('diff')
      .description('Say where two logs part; ends with 11 when they do.')
      .argument('<a>', 'a JSONL log')
      .argument('<b>', 'another one')
      .option('--read-times', 'compare when things were read, too'),
  )
    .addHelpText('after', `\nExample:\n  $ agent-session diff yesterday.jsonl today.jsonl`)
    .action((a: string, b: string, options: Omit<DiffCommandOptions, 'a' | 'b'>) =>
      perform(async (terminal) => (await import('./commands/diff.js')).diff({ ...options, a, b }, terminal)),
    );

  withOutput(
    withConnection(
      onSession('resource', 'Write a screenshot or a file of a session to a file, or to a pipe.')
        .argument('<bucket>', 'where it is kept, as its event says')
        .argument('<key>', 'its name there')
        .option('--out <file>', 'the file to write; it must not exist')
        .addOption(new Option('--url', 'print a short-lived address to fetch it from instead').conflicts('out')),
    ),
  )
    .addHelpText('after', `\nExample:\n  $ agent-session resource 3f0c… screenshots step-1.png --out step-1.png`)
    .action((id: string, bucket: string, key: string, options: Omit<ResourceOptions, 'id' | 'bucket' | 'key'>) =>
      perform(async (terminal) =>
        (await import('./commands/resource.js')).resource({ ...options, id, bucket, key }, terminal),
      ),
    );

  withOutput(withConnection(program.command('quota').description('Print how many sessions may run and do run.')))
    .addHelpText('after', `\nExample:\n  $ agent-session quota --output text`)
    .action((options: ConnectionOptions & OutputOptions) =>
      perform(async (terminal) => (await import('./commands/read.js')).quota(options, terminal)),
    );
}
