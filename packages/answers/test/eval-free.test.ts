import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { bundleProgram, STANDALONE_EVERY, suiteCases, withFolder } from './eval-free/bundle.js';
import type { Report } from './eval-free/program.js';
import { judge } from './eval-free/program.js';

const run = promisify(execFile);
const cases = suiteCases();
const here = judge(cases);

/** The verdicts of this process, where code may be generated, for the cases that have a standalone module. */
const expectedStandalone = judge(cases.filter((_, index) => index % STANDALONE_EVERY === 0)).interpreted;

function expectSameVerdicts(report: Report): void {
  expect(report.evalIsBanned).toBe(true);
  expect(report.engines).toEqual(['interpreted', 'standalone']);
  expect(report.automatic).toBe(here.interpreted);
  expect(report.interpreted).toBe(here.interpreted);
  expect(report.standalone).toBe(expectedStandalone);
  expect(report.issues).toBe(here.issues);
}

describe('where code may not be generated, the verdicts and issues are the same', { timeout: 120_000 }, () => {
  test('this process may generate code, and compiles', () => {
    expect(here.evalIsBanned).toBe(false);
    expect(here.engines).toContain('compiled');
    expect(here.automatic).toBe(here.interpreted);
    expect(here.automatic.length).toBeGreaterThan(2900);
  });

  test('Node with --disallow-code-generation-from-strings', () =>
    withFolder(async (folder) => {
      const script = await bundleProgram(cases, 'console.log(JSON.stringify(judge(cases)));', folder);
      const { stdout } = await run(process.execPath, ['--disallow-code-generation-from-strings', script], {
        maxBuffer: 1e8,
      });
      expectSameVerdicts(JSON.parse(stdout) as Report);
    }));

  test('workerd', () =>
    withFolder(async (folder) => {
      const script = await bundleProgram(
        cases,
        'export default { async test() { console.log(`REPORT ${JSON.stringify(judge(cases))}`); } };',
        folder,
      );
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
      expectSameVerdicts(JSON.parse((line ?? '').replace(/^.*?REPORT /, '')) as Report);
    }));

  const executablePath = findChromium();
  test.skipIf(executablePath === undefined)(
    'a Chromium page under a Content-Security-Policy (skipped without Chromium)',
    () =>
      withFolder(async (folder) => {
        const script = await bundleProgram(cases, 'globalThis.report = judge(cases);', folder);
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
          expectSameVerdicts((await report.jsonValue()) as Report);
        } finally {
          await browser.close();
          await new Promise((resolve) => server.close(resolve));
        }
      }),
  );
});

function workerdBinary(): string {
  return join(import.meta.dirname, '../node_modules/.bin/workerd');
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
