import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.js';

const everything = `export * from '@agent-session/client'`;
const clientAlone = `export { createClient, isClientError } from '@agent-session/client'`;

/**
 * Minified and gzipped. It moves only with a reason. 8 kB is the aim; the sentences of the errors alone take 1.5 kB, the
 * endpoint table 0.4 kB.
 */
const sizeLimitBytes = 10_120;
/** What ties cross-fetch to its connection. */
const nodeExtraBytes = 400;

describe('a bundle', () => {
  it.each(['browser', 'worker', 'workerd', 'edge-light', 'deno', 'bun', 'react-native'])(
    'for the condition %s carries no shim and nothing of Node',
    async (condition) => {
      const { inputs, text } = await bundle(everything, { conditions: [condition], platform: 'neutral' });
      expect(inputs.filter((input) => /cross-fetch|node-fetch/.test(input))).toEqual([]);
      expect(text).not.toMatch(/from\s*"node:|require\(/);
    },
  );

  it('for a runtime nobody named uses the fetch of the platform', async () => {
    const { inputs } = await bundle(everything, { conditions: [], platform: 'neutral' });
    expect(inputs.some((input) => input.endsWith('transport/platform-fetch.ts'))).toBe(true);
    expect(inputs.some((input) => /cross-fetch/.test(input))).toBe(false);
  });

  it('for Node uses cross-fetch', async () => {
    const { inputs } = await bundle(everything, { conditions: [], platform: 'node', external: ['cross-fetch'] });
    expect(inputs.some((input) => input.endsWith('transport/cross-fetch.ts'))).toBe(true);
  });

  it('of the client stays small', async () => {
    const browser = await bundle(clientAlone, { conditions: ['browser'], platform: 'browser' });
    const node = await bundle(clientAlone, { conditions: [], platform: 'node', external: ['cross-fetch'] });
    expect(browser.bytes).toBeLessThanOrEqual(sizeLimitBytes);
    expect(node.bytes).toBeLessThanOrEqual(sizeLimitBytes + nodeExtraBytes);
  });
});
