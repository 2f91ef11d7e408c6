import { join } from 'node:path';
import { DEFAULT_POLL_SETTINGS } from '@agent-session/rxjs';
import { markdownDocument, markdownTable } from './markdown-table.js';
import { readMembers, type Member } from './read-members.js';

const source = (path: string): string => join(import.meta.dirname, '../../../packages', path);

/** `docs/reference/limits.md`, from the tables and the TSDoc of the options. */
export function limitsMarkdown(): string {
  const contract = readMembers(source('protocol/src/limits.ts'), 'LIMITS');
  const serverLimits = readMembers(source('server/src/server-options.ts'), 'ServerLimits');
  const serverDefaults = readMembers(source('server/src/server-options.ts'), 'DEFAULT_LIMITS');
  const poll = readMembers(source('rxjs/src/poll-settings.ts'), 'PollSettings');
  const clientOptions = readMembers(source('client/src/client-options.ts'), 'ClientOptions');
  const retry = readMembers(source('client/src/retry-policy.ts'), 'RetryOptions');
  const schemas = readMembers(source('answers/src/schema/schema-limits.ts'), 'SCHEMA_LIMITS');
  const answers = readMembers(source('answers/src/schema/schema-limits.ts'), 'ANSWER_LIMITS');
  return markdownDocument(
    '# Limits',
    'Generated from the tables and options named below; edit those, then run `npm run reference` in `docs/site`.',
    'Every limit has its unit in its name.',
    '## Of the contract',
    '`LIMITS` of `@agent-session/protocol`: what the platform documents. The client refuses what is beyond before it sends; the server answers 422 or 413.',
    limitTable(contract),
    '## Of a server',
    'The option `limits` of `createServer`.',
    limitTable(withDefaults(serverLimits, new Map(serverDefaults.map(({ name, value }) => [name, value ?? ''])))),
    '## Of the client',
    'Options of `createClient`, and of its `retry`.',
    limitTable(clientOptions.filter(({ name }) => /(?:Ms|Bytes)$/.test(name)).map(defaultOf)),
    limitTable(retry.filter(({ says }) => /Default [\d,]+/.test(says)).map(defaultOf)),
    '## Of following a session',
    'The option `poll` of `watchSession` and `launchSession`.',
    limitTable(
      withDefaults(poll, new Map(Object.entries(DEFAULT_POLL_SETTINGS).map(([name, value]) => [name, String(value)]))),
    ),
    '## Of answers and their schemas',
    '`SCHEMA_LIMITS` of `@agent-session/answers`: a schema beyond them is refused before launch.',
    limitTable(schemas),
    '`ANSWER_LIMITS`: an answer beyond them is not valid.',
    limitTable(answers),
  );
}

function limitTable(members: readonly Member[]): string {
  const rows = members.map(({ name, says, value }) => {
    if (value === null || says === '') throw new Error(`The limit ${name} has no value, or nothing is said of it.`);
    return [`\`${name}\``, readable(value), says];
  });
  return markdownTable(['limit', 'value', 'what it bounds'], rows);
}

/** Members of an interface with the defaults of the code. What their TSDoc says of the default has to agree. */
function withDefaults(members: readonly Member[], defaults: ReadonlyMap<string, string>): Member[] {
  return members.map((member) => {
    const value = defaults.get(member.name);
    if (value === undefined) throw new Error(`${member.name} has no default.`);
    const documented = defaultOf(member);
    if (documented.value !== null && readable(documented.value) !== readable(value)) {
      throw new Error(`The TSDoc of ${member.name} says ${documented.value}, the code ${value}.`);
    }
    return { ...documented, value };
  });
}

/** The default that the TSDoc tells, taken out of it. */
function defaultOf({ name, says }: Member): Member {
  const told = /\s*(?:\d+-\d+, )?[Dd]efault:? ([\d ,_]*\d(?: MiB)?)[.;,]?\s*/.exec(says);
  if (told === null) return { name, says, value: null };
  const before = says.slice(0, told.index);
  const after = says.slice(told.index + told[0].length);
  return {
    name,
    says: [before, after.slice(0, 1).toUpperCase() + after.slice(1)].join(' ').trim(),
    value: told[1] ?? null,
  };
}

/** 10_000_000, "10 000" and "10,000" as 10,000,000 and 10,000. */
function readable(value: string): string {
  const digits = value.replaceAll(/[_ ,](?=\d)/g, '');
  return /^\d+$/.test(digits) ? Number(digits).toLocaleString('en') : value;
}
