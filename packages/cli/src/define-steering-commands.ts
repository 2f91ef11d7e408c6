import { Argument, type Command } from 'commander';
import type { FeedbackOptions, PlainCommandName, SessionCommandOptions } from './commands/command.js';
import { nonNegativeInteger } from './option-values.js';
import type { Perform } from './perform.js';
import { sessionId, withConnection, withOutput } from './shared-options.js';

const PLAIN: readonly { readonly word: string; readonly name: PlainCommandName; readonly description: string }[] = [
  { word: 'pause', name: 'pause', description: 'Ask a run to pause.' },
  { word: 'resume', name: 'resume', description: 'Ask a paused run to go on.' },
  { word: 'force-answer', name: 'forceAnswer', description: 'Ask the agent to answer now with what it has.' },
  { word: 'cancel', name: 'cancel', description: 'End a session for good.' },
];

/** Commands that send something to a session and are done when it is accepted. */
export function defineSteeringCommands(program: Command, perform: Perform): void {
  const onSession = (word: string, description: string): Command =>
    program.command(word).description(description).argument('<id>', 'the session', sessionId);
  const plain = ({ word, name, description }: (typeof PLAIN)[number]): void => {
    withOutput(withConnection(onSession(word, description)))
      .addHelpText('after', `\nExample:\n  $ agent-session ${word} 3f0c…`)
      .action((id: string, options: Omit<SessionCommandOptions, 'id'>) =>
        perform(async (terminal) => {
          const { plainCommand } = await import('./commands/command.js');
          return plainCommand({ ...options, id, name }, terminal);
        }),
      );
  };

  withOutput(
    withConnection(
      onSession('message', 'Say something to the agent.').argument('<text>', 'what to say; - reads it from stdin'),
    ),
  )
    .addHelpText(
      'after',
      `
Examples:
  $ agent-session message 3f0c… "Only those of today"
  $ agent-session message 3f0c… - < notes.txt`,
    )
    .action((id: string, text: string, options: Omit<SessionCommandOptions, 'id'>) =>
      perform(async (terminal) => (await import('./commands/command.js')).message({ ...options, id, text }, terminal)),
    );
  for (const command of PLAIN) plain(command);

  withOutput(
    withConnection(
      onSession('feedback', 'Say whether a session, or one of its events, went well.')
        .addArgument(new Argument('<verdict>', 'how it went').choices(['good', 'bad']))
        .option('--comment <text>', 'why')
        .option('--event <index>', 'about this event only', nonNegativeInteger),
    ),
  )
    .addHelpText('after', `\nExample:\n  $ agent-session feedback 3f0c… bad --comment "The second link is wrong"`)
    .action((id: string, verdict: 'good' | 'bad', options: Omit<FeedbackOptions, 'id' | 'verdict'>) =>
      perform(async (terminal) =>
        (await import('./commands/command.js')).feedback({ ...options, id, verdict }, terminal),
      ),
    );

  withOutput(
    withConnection(onSession('share', 'Make a session readable by everybody who has the link; prints the link.')),
  )
    .addHelpText('after', `\nExample:\n  $ agent-session share 3f0c…`)
    .action((id: string, options: Omit<SessionCommandOptions, 'id'>) =>
      perform(async (terminal) => (await import('./commands/command.js')).share({ ...options, id }, terminal)),
    );
  plain({ word: 'unshare', name: 'unshare', description: 'Take the link back.' });
}
