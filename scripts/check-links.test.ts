import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLinks } from './check-links.mjs';

let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'links-'));
  execFileSync('git', ['init', '-q'], { cwd: checkout });
  writeFileSync(join(checkout, 'other.md'), '# One `two` three\n\n## Same\n\n## Same\n');
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function broken(text: string) {
  writeFileSync(join(checkout, 'document.md'), text);
  return checkLinks(checkout).broken;
}

describe('the link check', () => {
  it.each(['other.md', 'other.md#one-two-three', 'other.md#same-1', '#here', 'https://example.com/nowhere', '.'])(
    'has nothing to say of %s',
    (url) => {
      expect(broken(`# Here\n\n[text](${url})`)).toEqual([]);
    },
  );

  it.each([
    { text: '[text](missing.md)', problem: 'document.md:1: missing.md leads nowhere' },
    { text: '![image](missing.png)', problem: 'document.md:1: missing.png leads nowhere' },
    { text: '\n[text][reference]\n\n[reference]: missing.md', problem: 'document.md:4: missing.md leads nowhere' },
    { text: '[text](other.md#two)', problem: 'document.md:1: other.md#two: no heading has this anchor' },
    { text: '[text](#nowhere)', problem: 'document.md:1: #nowhere: no heading has this anchor' },
  ])('names $problem', ({ text, problem }) => {
    expect(broken(text)).toEqual([problem]);
  });

  it('leaves alone what only looks like a link, in code', () => {
    expect(broken('`[text](missing.md)`')).toEqual([]);
  });
});
