import { type Command, InvalidArgumentError, Option } from 'commander';
import { positiveInteger, positiveNumber } from './option-values.js';

/** Options of commands that print. */
export function withOutput(command: Command): Command {
  return command
    .addOption(
      new Option('--output <mode>', 'how to print (default: text on a terminal, json in a pipe)').choices([
        'text',
        'json',
      ]),
    )
    .addOption(new Option('--json', 'the same as --output json').conflicts('output'));
}

/** Options that say which key is used. */
export function withKey(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--api-key <key>',
        'the API key; it stays in the history of your shell (default: H_API_KEY, HAI_API_KEY)',
      ).conflicts('apiKeyFile'),
    )
    .option('--api-key-file <file>', 'read the API key from a file, or from stdin with -')
    .option('--config <file>', 'config file (default: AGENT_SESSION_CONFIG, else ~/.config/agent-session/config.json)');
}

/** What the help says of the options that tell where a platform is. */
export interface PlaceHelp {
  readonly baseUrl: string;
  readonly region: string;
}

const PLACES: PlaceHelp = {
  baseUrl: 'where the platform is (default: HAI_BASE_URL, H_BASE_URL, else the region)',
  region: 'region of the live platform (default: H_REGION, else eu)',
};

/** Options of commands that talk to a platform. */
export function withConnection(command: Command, { baseUrl, region }: PlaceHelp = PLACES): Command {
  return withKey(command)
    .option('--base-url <url>', baseUrl)
    .addOption(new Option('--region <region>', region).choices(['eu', 'us']))
    .option('--give-up-after <seconds>', 'give up when the platform is away for so long (default: 120)', seconds)
    .option('--max-wait <seconds>', 'stop waiting after so long, whatever happens (default: no limit)', seconds);
}

/** Options that say what to launch. */
export function withRequest(command: Command): Command {
  return command
    .option('--url <url>', 'the page to work on')
    .option('--answer-format <file>', 'JSON Schema file the answer must conform to')
    .addOption(new Option('--schema <file>', 'the same as --answer-format').conflicts('answerFormat').hideHelp())
    .option('--agent <name>', 'catalog id of the agent (default: H_AGENT, else the usual one)')
    .option('--max-steps <steps>', 'ask for an answer after so many steps', positiveInteger)
    .option('--max-time <seconds>', 'ask for an answer after so many seconds', positiveNumber)
    .option('--idle-timeout <seconds>', 'keep the session idle for messages so long after each answer', positiveNumber);
}

/** Options of commands that follow a session to its end. */
export function withFollowing(command: Command): Command {
  return command
    .option('--log <file>', 'keep the log in a JSONL file, and go on from what it holds')
    .addOption(
      new Option('--until <end>', 'follow until the session is over or idle, or until it is over')
        .choices(['settled', 'terminal'])
        .default('settled'),
    );
}

/** `--schema` is `--answer-format` by another name. */
export function answerFormatOption<Options extends { schema?: string; answerFormat?: string }>({
  schema,
  ...options
}: Options): Omit<Options, 'schema'> {
  return schema === undefined ? options : { ...options, answerFormat: schema };
}

/** An id as an argument: never empty, never an option that was meant. */
export function sessionId(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must be the id of a session.');
  return text;
}

/** Longer than a timer can run makes no sense. */
function seconds(text: string): number {
  const value = positiveNumber(text);
  if (value > 2_000_000) throw new InvalidArgumentError('It must be at most 2000000.');
  return value;
}
