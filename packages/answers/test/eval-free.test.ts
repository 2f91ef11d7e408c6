import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { bundleProgram, suiteCases, withFolder } from './eval-free/bundle.js';
import type { Report } from './eval-free/program.js';
import { judge } from './eval-free/program.js';

const run = promisify(execFile);
const cases = suiteCases();
const here = judge(cases);

/** Node runs the standalone module of every schema; the others, which load the script anew, a part of them. */
const SOME = 8;

function expectSameVerdicts(report: Report, standaloneEvery: number): void {
  const withModule = cases.filter((_, index) => index % standaloneEvery === 0);
  expect(report.evalIsBanned).toBe(true);
  expect(report.engines).toEqual(['interpreted', 'standalone']);
  expect(report.automatic).toBe(here.interpreted);
  expect(report.interpreted).toBe(here.interpreted);
  expect(report.standalone).toBe(judge(withModule).interpreted);
  expect(report.issues).toBe(here.issues);
}

describe('where code may not be generated, the verdicts and issues are the same', () => {
  test('this process may generate code, and compiles', () => {
    expect(here.evalIsBanned).toBe(false);
    expect(here.engines).toContain('compiled');
    expect(here.automatic).toBe(here.interpreted);
    expect(here.automatic.length).toBeGreaterThan(2900);
  });

  test('Node with --disallow-code-generation-from-strings', () =>
    withFolder(async (folder) => {
      const script = await bundleProgram({
        cases,
        standaloneEvery: 1,
        entry: 'console.log(JSON.stringify(judge(cases)));',
        folder,
      });
      const { stdout } = await run(process.execPath, ['--disallow-code-generation-from-strings', script], {
        maxBuffer: 1e8,
      });
      expectSameVerdicts(JSON.parse(stdout) as Report, 1);
    }));

  test('workerd', () =>
    withFolder(async (folder) => {
      const script = await bundleProgram({
        cases,
        standaloneEvery: SOME,
        entry: 'export default { async test() { console.log(`REPORT ${JSON.stringify(judge(cases))}`); } };',
        folder,
      });
      const config = join(folder, 'config.capnp');
      writeFileSync(
        config,
        `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .worker)]);
const worker :Workerd.Worker = (modules = [(name = "worker.mjs", esModule = embed "${script.split('/').at(-1)}")], compatibilityDate = "2025-09-01");
`,
      );
      const { stdout, stderr } = await run(workerdBinary(), ['test', config], { maxBuffer: 1e8 });
      const line = `${stdout}\n${stderr}`.split('\n').find((each) => each.includes('REPORT '));
      expectSameVerdicts(JSON.parse((line ?? '').replace(/^.*?REPORT /, '')) as Report, SOME);
    }));

  const executablePath = findChromium();
  test.skipIf(executablePath === undefined)(
    'a Chromium page under a Content-Security-Policy (skipped without Chromium)',
    () =>
      withFolder(async (folder) => {
        const script = await bundleProgram({
          cases,
          standaloneEvery: SOME,
          entry: 'globalThis.report = judge(cases);',
          folder,
        });
        const server = createServer((request, response) => {
          const isScript = request.url === '/bundle.mjs';
          response.setHeader('content-security-policy', "default-src 'none'; script-src 'self'");
          response.setHeader('content-type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
          response.end(
            isScript ? readFileSync(script) : '<!doctype html><script type="module" src="/bundle.mjs"></script>',
          );
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const browser = await chromium.launch({
          executablePath: executablePath ?? '',
          args: [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        });
        try {
          const page = await browser.newPage();
          await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
          const report = await page.waitForFunction('globalThis.report', undefined, { timeout: 60_000 });
          expectSameVerdicts((await report.jsonValue()) as Report, SOME);
        } finally {
          await browser.close();
          await new Promise((resolve) => server.close(resolve));
        }
      }),
  );
});

function workerdBinary(): string {
  return createRequire(import.meta.url).resolve('workerd/bin/workerd');
}

/** `CHROMIUM`, or a Chromium on the path. */
function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined) return named;
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}
