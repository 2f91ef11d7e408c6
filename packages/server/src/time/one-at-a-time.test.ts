import { describe, expect, it } from 'vitest';
import { createOneAtATime } from './one-at-a-time.js';

describe('one at a time', () => {
  it('runs the tasks of a key in order, those of other keys meanwhile, and goes on after a failure', async () => {
    const turns = createOneAtATime();
    const log: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const first = turns.run('a', async () => {
      await gate;
      log.push('a1');
      throw new Error('a1 failed');
    });
    const second = turns.run('a', async () => void log.push('a2'));
    await turns.run('b', async () => void log.push('b1'));
    expect(log).toEqual(['b1']);
    release();
    await expect(first).rejects.toThrow('a1 failed');
    await second;
    await turns.idle();
    expect(log).toEqual(['b1', 'a1', 'a2']);
  });
});
