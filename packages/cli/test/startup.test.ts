import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBin, type BuiltBin } from './build-bin.js';

let bin: BuiltBin;
beforeAll(async () => {
  bin = await buildBin();
});
afterAll(() => bin.remove());

/** The packages whose code is loaded when the module of a command is: `rxjs`, `packages/server`, … */
function loadedBy(source: string): Set<string> {
  const { outputs } = bin.metafile;
  const start = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === source);
  expect(start, source).toBeDefined();
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (name: string): void => {
    const output = outputs[name];
    if (output === undefined || seen.has(name)) return;
    seen.add(name);
    for (const input of Object.keys(output.inputs)) packages.add(packageOf(input));
    for (const { path, kind } of output.imports) if (kind === 'import-statement') visit(path);
  };
  visit(start!);
  return packages;
}

function packageOf(input: string): string {
  const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
  return (
    library ??
    relative(resolve(import.meta.dirname, '../../..'), resolve(import.meta.dirname, '..', input))
      .split('/', 2)
      .join('/')
  );
}

const SERVER = ['packages/server', 'hono', 'undici', 'parse5'];
const STREAMS = ['packages/rxjs', 'rxjs'];
const LIVE_VIEW = ['log-update', 'cli-truncate', 'marked'];

describe('a command loads only what it needs', () => {
  it.each([
    ['src/bin.ts', ['commander', 'packages/client', ...SERVER, ...STREAMS, ...LIVE_VIEW]],
    ['src/main.ts', ['packages/client', 'packages/core', 'packages/testing', ...SERVER, ...STREAMS, ...LIVE_VIEW]],
    ['src/commands/completion.ts', ['packages/client', 'packages/core', ...SERVER, ...STREAMS, ...LIVE_VIEW]],
    ['src/commands/read.ts', ['packages/answers', ...SERVER, ...STREAMS, ...LIVE_VIEW]],
    ['src/commands/command.ts', ['packages/answers', ...SERVER, ...STREAMS, ...LIVE_VIEW]],
    ['src/commands/resource.ts', ['packages/answers', ...SERVER, ...STREAMS, ...LIVE_VIEW]],
    ['src/commands/launch.ts', [...SERVER, ...STREAMS, ...LIVE_VIEW]],
    ['src/commands/diff.ts', ['packages/client', 'packages/answers', ...SERVER, ...STREAMS, ...LIVE_VIEW]],
    ['src/commands/replay.ts', ['packages/client', 'node-fetch', ...SERVER, ...LIVE_VIEW]],
    ['src/commands/watch.ts', [...SERVER, ...LIVE_VIEW]],
    ['src/commands/run.ts', [...SERVER, ...LIVE_VIEW]],
    ['src/commands/serve.ts', ['packages/client', ...STREAMS, ...LIVE_VIEW]],
    ['src/commands/conformance.ts', ['packages/server', 'fast-check', ...LIVE_VIEW]],
  ])('%s without %j', (source, without) => {
    const loaded = loadedBy(source);
    expect(without.filter((name) => loaded.has(name))).toEqual([]);
  });

  it('as the reading of the bundle shows, which sees what they do load', () => {
    expect([...loadedBy('src/commands/watch.ts')]).toEqual(
      expect.arrayContaining(['packages/cli', 'packages/client', 'packages/answers', ...STREAMS]),
    );
    expect([...loadedBy('src/live-reporter.ts')]).toEqual(expect.arrayContaining(LIVE_VIEW));
    expect([...loadedBy('src/commands/serve.ts')]).toEqual(
      expect.arrayContaining(['packages/console', 'packages/server', 'hono']),
    );
    expect([...loadedBy('src/main.ts')]).toContain('commander');
  });

  it('and none the compiler of schemas, the state machine, or a second URL parser', () => {
    const all = new Set(Object.keys(bin.metafile.inputs).map(packageOf));
    for (const library of ['ajv', 'xstate', 'whatwg-url', 'tr46', 'react']) expect(all).not.toContain(library);
  });
});

describe('the bundle', () => {
  it('carries the licence of every library that is in it', async () => {
    const notices = await readFile(join(dirname(bin.path), 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const libraries = Object.keys(bin.metafile.inputs)
      .filter((input) => input.includes('node_modules/'))
      .map(packageOf);
    for (const library of new Set(libraries)) expect(notices).toMatch(new RegExp(`^${library} \\d+\\.`, 'm'));
  });

  it('says its version, and nothing on stderr', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [bin.path, '--version'], { encoding: 'utf8' });
    expect({ stdout, stderr, status }).toEqual({
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
      status: 0,
    });
  });
});
