import process from 'node:process';
import type { LogEntry } from '@agent-session/core';
import { fileLogSink } from '../../src/node.js';

/** Appends entries one by one after those it finds, as others do at the same time. Prints how many. */
const [, , folder = ''] = process.argv;
const sink = fileLogSink({ folder });
let appended = 0;
while (appended < 50) {
  const index = (await sink.load('many')).length;
  const event = { type: 'Note', data: { by: process.pid }, timestamp: '2026-01-01T00:00:00.000Z' };
  const entry: LogEntry = { kind: 'event', index, event, at: '2026-01-01T00:00:00.000Z' };
  if ((await sink.append('many', [entry], index)) !== 'moved') appended += 1;
}
process.stdout.write(JSON.stringify({ appended }));
