import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './workspace.mjs';

/** A checkout with one dependency, where `npx` and `npm` are stand-ins that write down how they were called. */
let checkout: string;
const inCheckout = (...path: string[]) => join(checkout, ...path);

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'setup-'));
  for (const script of ['setup.mjs', 'end-with-npm.mjs', 'lock.mjs', 'workspace.mjs']) {
    cpSync(join(root, 'scripts', script), inCheckout('scripts', script));
  }
  writeFileSync(inCheckout('package.json'), '{ "dependencies": { "a": "1.0.0" } }');
  writeFileSync(inCheckout('pnpm-lock.yaml'), 'lockfile');
  writeFileSync(inCheckout('pnpm-workspace.yaml'), 'packages:\n  - packages/*\n');
  mkdirSync(inCheckout('bin'));
  program('npx', 'echo "$@" >> calls; mkdir -p node_modules/a');
  program('npm', 'echo "npm error code ENOTFOUND" >&2; exit 1');
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

const stamp = () => inCheckout('node_modules/.agent-session-setup');

function program(name: string, script: string) {
  writeFileSync(inCheckout('bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(inCheckout('bin', name), 0o755);
}

const environment = () => ({
  PATH: [inCheckout('bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
  npm_config_registry: 'https://user:secret@registry.example/',
});

function setUp() {
  return spawnSync(process.execPath, ['scripts/setup.mjs'], { cwd: checkout, encoding: 'utf8', env: environment() });
}

function installs() {
  return existsSync(inCheckout('calls')) ? readFileSync(inCheckout('calls'), 'utf8').trim().split('\n') : [];
}

describe('setup', () => {
  it('installs exactly what the lockfile says, with the pinned pnpm', () => {
    expect(setUp().status).toBe(0);
    expect(installs()).toEqual([expect.stringMatching(/^-y pnpm@\d+\.\d+\.\d+ install --frozen-lockfile /)]);
  });

  it('does nothing more the second time', () => {
    setUp();
    expect(setUp().status).toBe(0);
    expect(installs()).toHaveLength(1);
  });

  it('does not miss the dependencies of a folder that the workspace leaves out', () => {
    mkdirSync(inCheckout('packages/apart'), { recursive: true });
    writeFileSync(inCheckout('packages/apart/package.json'), '{ "dependencies": { "huge": "1" } }');
    writeFileSync(inCheckout('pnpm-workspace.yaml'), "packages:\n  - packages/*\n  - '!packages/apart'\n");
    setUp();
    setUp();
    expect(installs()).toHaveLength(1);
  });

  it('needs no registry where everything is installed', () => {
    setUp();
    program('npx', 'exit 1');
    expect(setUp()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it.each([
    { what: 'the lockfile changed', change: () => writeFileSync(inCheckout('pnpm-lock.yaml'), 'other') },
    { what: 'a package.json changed', change: () => writeFileSync(inCheckout('package.json'), '{}') },
    { what: 'a dependency went missing', change: () => rmSync(inCheckout('node_modules/a'), { recursive: true }) },
    { what: 'the record of the last one cannot be read', change: () => writeFileSync(stamp(), '0123') },
  ])('installs again when $what', ({ change }) => {
    setUp();
    change();
    setUp();
    expect(installs()).toHaveLength(2);
  });

  it('finishes the job of a run that was killed', async () => {
    setUp();
    writeFileSync(inCheckout('pnpm-lock.yaml'), 'other');
    program('npx', 'echo started >> calls; exec sleep 60');
    const killed = spawn(process.execPath, ['scripts/setup.mjs'], {
      cwd: checkout,
      env: environment(),
      detached: true,
    });
    await expect.poll(installs).toHaveLength(2);
    process.kill(-(killed.pid ?? Number.NaN), 'SIGKILL');
    await new Promise((resolve) => killed.once('close', resolve));

    program('npx', 'echo again >> calls; mkdir -p node_modules/a');
    expect(setUp().status).toBe(0);
    expect(installs().at(-1)).toBe('again');
  });

  it('names the registry that cannot be reached, without its credentials', () => {
    program('npx', 'exit 1');
    const { status, stderr } = setUp();
    expect(status).toBe(1);
    expect(stderr).toContain('the npm registry https://registry.example/ cannot be reached (ENOTFOUND)');
    expect(stderr).not.toContain('secret');
    expect(stderr).not.toContain('at ');
  });

  it('says what to do when the lockfile does not match', () => {
    program('npx', 'exit 1');
    program('npm', 'echo 12.0.0');
    expect(setUp().stderr).toMatch(/ended with code 1.*commit the lockfile/s);
  });

  it('is not fooled by a failed install', () => {
    program('npx', 'mkdir -p node_modules/a; exit 1');
    setUp();
    program('npx', 'echo again >> calls; mkdir -p node_modules/a');
    expect(setUp().status).toBe(0);
    expect(installs()).toEqual(['again']);
  });
});
