import { type Command, Option } from 'commander';
import type { ConformanceCommandOptions } from './commands/conformance.js';
import { collect, positiveInteger } from './option-values.js';
import type { Perform } from './perform.js';
import { withKey, withOutput } from './shared-options.js';

/** The command that tries whether a server keeps to the contract. */
export function defineConformanceCommand(program: Command, perform: Perform): void {
  const conformance = withKey(
    program
      .command('conformance')
      .description('Try whether a server of the sessions API keeps to its contract.')
      .requiredOption('--base-url <url>', 'where the server is'),
  )
    .option('--other-key-file <file>', 'read the key of another owner from a file, for the cases about others')
    .option('--agent <name>', 'the one agent to use (default: the agents conformance/answers, conformance/works, …)')
    .addOption(
      new Option('--profile <profile>', 'what is expected where the contract is open')
        .choices(['strict', 'documented'])
        .default('strict'),
    )
    .option('--cheap', 'for a platform that costs money: at most 3 sessions, harmless tasks')
    .option('--max-sessions <count>', 'launch at most so many sessions', positiveInteger)
    .option('--only <case>', 'a section, a case, or how cases begin; repeat for more', collect)
    .addOption(
      new Option(
        '--report <format>',
        'print a report (default: text; in a pipe and with --json, a record for each case)',
      ).choices(['text', 'junit', 'json']),
    )
    .option('--out <file>', 'write the report to a file instead');
  withOutput(conformance)
    .addHelpText(
      'after',
      `
Examples:
  $ agent-session conformance --base-url http://localhost:4100
  $ agent-session conformance --base-url https://agp.eu.hcompany.ai --cheap --profile documented --agent h/web-surfer-holo3-1-35b
  $ agent-session conformance --base-url http://localhost:4100 --only commands --report junit --out junit.xml`,
    )
    .action((options: ConformanceCommandOptions) =>
      perform(async (terminal) => (await import('./commands/conformance.js')).conformance(options, terminal)),
    );
}
