import { describe, expect, it } from 'vitest';
import { createRedactingLog, type LogRecord } from './server-log.js';

function logged(record: LogRecord, secrets: readonly string[] = []): string {
  let line = '';
  createRedactingLog((clean) => (line = JSON.stringify(clean)), secrets)(record);
  return line;
}

describe('the log', () => {
  it.each([
    ['a known secret', { note: 'the word is swordfish!' }],
    ['a key', { note: 'used hk-live-123456 today' }],
    ['a bearer token', { note: 'Authorization: Bearer abc.def' }],
    ['a field named like a secret', { headers: { authorization: 'abc.def', Password: 'abc.def' } }],
    ['an error that tells too much', { error: new Error('401 for hk-live-123456') }],
    ['the cause of an error', { error: new Error('no', { cause: new Error('401 for hk-live-123456') }) }],
    ['something deep in a list', { list: [{ token: 'abc.def' }] }],
  ])('blanks %s', (_, fields) => {
    const line = logged({ level: 'info', event: 'x', ...fields }, ['swordfish']);
    expect(line).toContain('[redacted]');
    expect(line).not.toMatch(/swordfish|hk-live|abc\.def/);
  });

  it('tells what caused an error', () => {
    const error = new Error('not ready', { cause: new TypeError('no browser') });
    expect(JSON.parse(logged({ level: 'warn', event: 'x', error }))).toMatchObject({
      error: { name: 'Error', message: 'not ready', cause: { name: 'TypeError', message: 'no browser' } },
    });
    const loop = new Error('loop');
    loop.cause = loop;
    expect(logged({ level: 'warn', event: 'x', error: loop })).toContain('loop');
  });

  it('survives records without an end, and a sink that throws', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(logged({ level: 'info', event: 'x', loop })).toContain('[…]');
    const broken = createRedactingLog(() => {
      throw new Error('full');
    }, []);
    expect(() => broken({ level: 'info', event: 'x' })).not.toThrow();
  });
});
