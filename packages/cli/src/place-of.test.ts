import { describe, expect, it } from 'vitest';
import { placeOf } from './place-of.js';

const place = (...frames: string[]): string | null =>
  placeOf(`TypeError: no (file:///not/a/frame.js:1:1\n${frames.map((frame) => `    at ${frame}`).join('\n')}`, '/work');

describe('the place of a stack', () => {
  it.each([
    ['of a function', ['Object.run (file:///work/agents.mjs:3:20)'], 'agents.mjs:3:20'],
    ['of a module itself', ['file:///work/mine/agents.mjs:3:20'], 'mine/agents.mjs:3:20'],
    ['of something awaited', ['async file:///work/agents.mjs:3:20'], 'agents.mjs:3:20'],
    ['of a module that is required', ['run (/work/agents.cjs:3:20)'], 'agents.cjs:3:20'],
    ['in a folder with a blank', ['run (file:///work/my%20agents/a.mjs:3:20)'], 'my agents/a.mjs:3:20'],
    ['elsewhere', ['run (file:///else/agents.mjs:3:20)'], '/else/agents.mjs:3:20'],
    [
      'below Node, this program and a package',
      [
        'JSON.parse (<anonymous>)',
        'node:internal/deps/undici/undici:12:9',
        `fetch (${new URL('program.js', import.meta.url).href}:9:9)`,
        'parse (file:///work/node_modules/parser/index.js:7:7)',
        'run (file:///work/agents.mjs:3:20)',
      ],
      'agents.mjs:3:20',
    ],
    ['in a package, for want of a better', ['x (/work/node_modules/p/i.js:7:7)'], 'node_modules/p/i.js:7:7'],
  ] as const)('is that %s', (_, frames, expected) => {
    expect(place(...frames)).toBe(expected);
  });

  it('is none where nothing is of the user', () => {
    expect(place('node:internal/modules/esm/loader:606:24', 'new Promise (<anonymous>)', 'a (index 3)')).toBeNull();
  });
});
