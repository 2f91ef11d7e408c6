import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './workspace.mjs';

/** A fresh clone with one package, where compiling writes its one file, and `npx` packs what is there. */
let checkout: string;
const inCheckout = (...path: string[]) => join(checkout, ...path);

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'registry-'));
  for (const script of readdirSync(join(root, 'scripts')).filter((name) => name.endsWith('.mjs'))) {
    cpSync(join(root, 'scripts', script), inCheckout('scripts', script));
  }
  write('package.json', '{}');
  write('packages/one/tsconfig.json', '{}');
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
  write('packages/one/package.json', JSON.stringify({ name: 'one', version: '1.0.0', files: ['dist'], exports }));
  write(
    'node_modules/typescript/bin/tsc',
    `const { mkdirSync, writeFileSync } = require('node:fs');
     mkdirSync('packages/one/dist');
     for (const end of ['js', 'd.ts']) writeFileSync('packages/one/dist/index.' + end, 'export {};');`,
  );
  program('npm', 'echo http://127.0.0.1:9/');
  program(
    'npx',
    `case "$*" in *pack-destination*)
       for last; do :; done
       tar -czf "$last/one-1.0.0.tgz" --transform 's,^packages/one,package,' packages/one
     esac`,
  );
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function write(file: string, text: string) {
  mkdirSync(dirname(inCheckout(file)), { recursive: true });
  writeFileSync(inCheckout(file), text);
}

function program(name: string, script: string) {
  write(join('bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(inCheckout('bin', name), 0o755);
}

const options = () => ({
  cwd: checkout,
  env: { PATH: [inCheckout('bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter) },
});

describe('the registry of a fresh clone', () => {
  it('builds what it serves', async () => {
    const serving = spawn(process.execPath, ['scripts/local-registry.mjs', '0'], options());
    const ended = once(serving, 'close');
    try {
      let said = '';
      const collect = (chunk: Buffer) => (said += String(chunk));
      serving.stdout.on('data', collect);
      serving.stderr.on('data', collect);
      const url = () => /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      await Promise.race([ended, expect.poll(url, { timeout: 20_000 }).toBeDefined()]);
      expect(url(), said).toBeDefined();
      const tarball = Buffer.from(await (await fetch(`${url()}/tarballs/one-1.0.0.tgz`)).arrayBuffer());
      const files = spawnSync('tar', ['-tz'], { input: tarball, encoding: 'utf8' }).stdout;
      expect(files).toContain('package/dist/index.js');
    } finally {
      serving.kill('SIGTERM');
      await ended;
    }
  });

  it('is refused in words where the packages are not built', () => {
    write('pack.mjs', `import('./scripts/pack.mjs').then(({ withTarballs }) => withTarballs(async () => {}));`);
    const { status, stderr } = spawnSync(process.execPath, ['pack.mjs'], { ...options(), encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('one has no ./dist/index.d.ts: it is not built. Run `npm run build`');
  });
});
