import type { ListQuery } from '@agent-session/client';
import type { SessionSummary } from '@agent-session/protocol';
import { toJSONL } from '@agent-session/core';
import { callPlatform } from '../call-platform.js';
import { describeEvent } from '../describe-event.js';
import { EXIT_CODES } from '../exit-codes.js';
import { outputMode, type OutputOptions } from '../output-mode.js';
import { printRecord } from '../print-record.js';
import { printable, printableJson } from '../printable.js';
import { readEvents, readLog } from '../read-to-end.js';
import type { ConnectionOptions } from '../settings.js';
import type { Terminal } from '../terminal.js';
import type { SessionCommandOptions } from './command.js';

/** Prints the status of a session: the wire's record, or one line. */
export function status(options: SessionCommandOptions, terminal: Terminal): Promise<number> {
  return callPlatform(options, terminal, async ({ client, call }) => {
    const body = await client.status(options.id, call);
    printRecord(options, terminal, { type: 'session_status', session_id: options.id, ...body }, () => [
      printable(body.status) + (body.error ? `: ${printable(body.error, 500)}` : ''),
    ]);
    return EXIT_CODES.ok;
  });
}

/** Prints a session with its request and its latest answer. */
export function get(options: SessionCommandOptions, terminal: Terminal): Promise<number> {
  return callPlatform(options, terminal, async ({ client, call }) => {
    const session = await client.get(options.id, call);
    printRecord(options, terminal, { type: 'session', session }, () => printableJson(session, 2).split('\n'));
    return EXIT_CODES.ok;
  });
}

/** The options of `agent-session list`, as they stand on the command line. */
export interface ListOptions extends ConnectionOptions, OutputOptions {
  readonly status?: readonly string[];
  readonly agent?: string;
  readonly search?: string;
  readonly limit: number;
}

/** Prints sessions, newest first. */
export function list(options: ListOptions, terminal: Terminal): Promise<number> {
  return callPlatform(options, terminal, async ({ client, call }) => {
    const query: ListQuery = {
      size: Math.min(100, options.limit),
      ...(options.status === undefined ? {} : { status: options.status }),
      ...(options.agent === undefined ? {} : { agent: options.agent }),
      ...(options.search === undefined ? {} : { search: options.search }),
    };
    let left = options.limit;
    for await (const summary of client.list(query, call)) {
      printRecord(options, terminal, { type: 'listed', session: summary }, () => [row(summary)]);
      left -= 1;
      if (left === 0) break;
    }
    if (left === options.limit && outputMode(options, terminal) !== 'json') terminal.stderr.write('No sessions.\n');
    return EXIT_CODES.ok;
  });
}

function row({ id, status: word, created_at: createdAt, agent, first_message: first }: SessionSummary): string {
  const cells = [id, word.padEnd(11), createdAt.slice(0, 19), agent ?? '-', first?.message ?? ''];
  return cells.map((cell) => printable(cell, 60)).join('  ');
}

/** The options of `agent-session events`, as they stand on the command line. */
export interface EventsOptions extends SessionCommandOptions {
  readonly fromIndex: number;
  readonly type?: string;
}

/** Prints the events there are now, each with its index. */
export function events(options: EventsOptions, terminal: Terminal): Promise<number> {
  return callPlatform(options, terminal, async ({ client, call }) => {
    for await (const { index, event } of readEvents(client, options.id, options.fromIndex, call)) {
      if (options.type !== undefined && event.type !== options.type) continue;
      printRecord(options, terminal, { type: 'event', index, event }, () => {
        const description = describeEvent(event);
        const text = description === null ? printable(event.type) : `${description.label}  ${description.text}`;
        return [`${String(index).padStart(5)}  ${printable(event.timestamp ?? '').slice(0, 19)}  ${text}`];
      });
    }
    return EXIT_CODES.ok;
  });
}

/** Prints the log of a session as JSONL: what `replay`, `diff` and `--log` read. */
export function exportLog(options: SessionCommandOptions, terminal: Terminal): Promise<number> {
  return callPlatform(options, terminal, async ({ client, call }) => {
    for await (const entry of readLog(client, options.id, call, Date.now)) {
      // A file keeps what came; a terminal must not act on it.
      for (const line of terminal.stdout.isTTY ? [`${printableJson(entry)}\n`] : toJSONL([entry])) {
        terminal.stdout.write(line);
      }
    }
    return EXIT_CODES.ok;
  });
}

/** Prints how many sessions may run and do run. */
export function quota(options: ConnectionOptions & OutputOptions, terminal: Terminal): Promise<number> {
  return callPlatform(options, terminal, async ({ client, call }) => {
    const body = await client.quota(call);
    printRecord(options, terminal, { type: 'quota', ...body }, () => [
      `${body.active} of ${body.limit} sessions run (${printable(body.scope)}); ${body.available} more may start`,
    ]);
    return EXIT_CODES.ok;
  });
}
