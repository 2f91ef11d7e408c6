import process from 'node:process';
import type { LogEntry } from '@agent-session/core';
import { fileLogSink } from '../../src/node.js';

/** Appends an entry that fits the limit of the file, then two of which the second goes beyond it. Prints what was said. */
const [, , folder = ''] = process.argv;
const entry = (index: number, length: number): LogEntry => ({
  kind: 'event',
  index,
  event: { type: 'Note', data: { text: 'x'.repeat(length) }, timestamp: '2026-01-01T00:00:00.000Z' },
  at: '2026-01-01T00:00:00.000Z',
});
const sink = fileLogSink({ folder });
await sink.append('full', [entry(0, 100)]);
const code = await sink.append('full', [entry(1, 100), entry(2, 8_000)]).then(
  () => 'kept',
  (error: unknown) => (error as NodeJS.ErrnoException).code,
);
process.stdout.write(JSON.stringify({ code }));
