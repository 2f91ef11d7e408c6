import { describe, expect, it } from 'vitest';
import { isClientError } from './index.js';
import { createKeySource } from './key-source.js';

describe('createKeySource', () => {
  it('asks a function once for all calls, and again only when the key in use was rejected', async () => {
    const keys = ['hk-old', 'hk-new'];
    let asked = 0;
    const source = createKeySource(async () => keys[asked++]!);
    expect(await Promise.all([source.get(), source.get()])).toEqual(['hk-old', 'hk-old']);
    expect(asked).toBe(1);
    expect(source.rejected('hk-old')).toBe(true);
    expect(await source.get()).toBe('hk-new');
    // A call that was still out with the old key must not make it ask a third time.
    expect(source.rejected('hk-old')).toBe(true);
    expect(await source.get()).toBe('hk-new');
    expect(asked).toBe(2);
  });

  it('does not remember a failure', async () => {
    let up = false;
    const source = createKeySource(() => {
      if (up) return 'hk-late';
      throw new Error('vault is closed');
    });
    await expect(source.get()).rejects.toMatchObject({ code: 'authentication', cause: { message: 'vault is closed' } });
    up = true;
    expect(await source.get()).toBe('hk-late');
  });

  it.each(['', ' ', 'hk-a b', 'hk-a\nhk-b', 'clé'])('refuses %j without repeating it', (key) => {
    let refusal: unknown;
    try {
      createKeySource(key);
    } catch (error) {
      refusal = error;
    }
    expect(isClientError(refusal, 'invalid-argument')).toBe(true);
    if (key.trim()) expect(String(refusal)).not.toContain(key);
  });

  it('blanks out its own key, whatever it looks like, and everything that looks like one', () => {
    const { redact } = createKeySource('local.key');
    expect(redact('bad key local.key')).toBe('bad key [key]');
    expect(redact('hk-abc123 and whsec_zzz999, Authorization: Bearer abc.def')).toBe(
      '[key] and [key], Authorization: [key]',
    );
  });

  it('leaves JSON whole that quotes a header, and a placeholder as it is', () => {
    const { redact } = createKeySource(undefined);
    const body = (key: string): string => JSON.stringify({ message: `Send "Authorization: Bearer ${key}".` });
    expect(redact(body('<key>'))).toBe(body('<key>'));
    expect(JSON.parse(redact(body('abc.def')))).toEqual({ message: 'Send "Authorization: [key]".' });
  });
});
