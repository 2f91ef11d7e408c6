import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, createConsolePage, hostileTexts, KEY, type ConsolePage } from './console-page.js';

describe.skipIf(chromiumPath === undefined)('the console in Chromium, on a real server', () => {
  let site: ConsolePage;

  beforeAll(async () => {
    site = await createConsolePage();
  });
  afterAll(() => site.close());

  test('a session is launched, watched, paused, resumed, told something, and answers', async () => {
    const { page, complaints } = await site.open('#/launch');
    await page.getByLabel('Agent', { exact: true }).fill('test/walker');
    await page.getByLabel('Task').fill('walk');
    const schema = page.getByLabel('Answer format (JSON Schema, optional)');
    await schema.fill('{ "type": "object", "properties": { "heard": { "type": "arr" } } }');
    await page.locator('.issue').first().waitFor();
    await schema.fill('{ "type": "object", "properties": { "heard": { "type": "array" } }, "required": ["heard"] }');
    await page.getByText('This schema can be sent.').waitFor();
    await page.getByRole('button', { name: 'Launch' }).click();

    await page.locator('.node.current[data-state=working]').waitFor();
    await page.getByText('step 5', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.node.current[data-state=paused]').waitFor();
    const pause = page.getByRole('button', { name: 'Pause' });
    expect(await pause.getAttribute('aria-disabled')).toBe('true');
    expect(await pause.getAttribute('title')).not.toBe('');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.node.current[data-state=working]').waitFor();
    await page.getByLabel('Message to the agent').fill('enough');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.node.current[data-state=completed]').waitFor();
    await page.getByRole('region', { name: 'Answer' }).getByText('"enough"').waitFor();
    expect(
      await page.locator('.node.visited').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-state'))),
    ).toEqual(expect.arrayContaining(['launching', 'working', 'paused']));
    expect(page.url()).not.toContain(KEY);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('an answer is forced, and a run is cancelled', async () => {
    const forced = await site.open(`#/sessions/${await site.launch('test/forced')}`);
    await forced.page.getByRole('button', { name: 'Force answer' }).click();
    await forced.page.getByRole('region', { name: 'Answer' }).getByText('what there was').waitFor();
    const cancelled = await site.open(`#/sessions/${await site.launch('test/walker')}`);
    await cancelled.page.getByRole('button', { name: 'Cancel run' }).click();
    await cancelled.page.locator('.node.current[data-state=interrupted]').waitFor();
    expect([...forced.complaints, ...cancelled.complaints]).toEqual([]);
    await forced.page.context().close();
    await cancelled.page.context().close();
  });

  test('a page that is reloaded goes on, and a link into an event shows that event', async () => {
    const id = await site.launch('test/walker');
    const { page, complaints } = await site.open(`#/sessions/${id}`);
    await page.getByText('step 20', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('step 30', { exact: true }).waitFor();
    await page.goto(`${site.url}/#/sessions/${id}?event=4`);
    await page.locator('li.marked').waitFor();
    expect(await page.locator('li.marked header a').textContent()).toBe('#4');
    await page.getByRole('button', { name: 'Cancel run' }).click();
    await page.locator('.node.current[data-state=interrupted]').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('the network goes and comes back, the server is killed and restarted: the page says so and goes on', async () => {
    const id = await site.launch('test/walker');
    const { page, complaints } = await site.open(`#/sessions/${id}`);
    await page.locator('.link-live').waitFor();
    await page.context().setOffline(true);
    await page.locator('.link-offline').waitFor();
    await page.context().setOffline(false);
    await page.locator('.link-live').waitFor();
    await site.stop();
    await page.locator('.link-retrying, .link-stalled').waitFor();
    await site.start();
    // An agent that cannot go on after a restart has failed, and the session says why.
    await page.locator('.node.current[data-state=failed]').waitFor({ timeout: 40_000 });
    await page.getByRole('alert').first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('what an agent writes stays text', async () => {
    const id = await site.launch('test/hostile', { answer_format: { type: 'object' } });
    const { page, complaints } = await site.open(`#/sessions/${id}`);
    await page.locator('.node.current[data-state=completed]').waitFor();
    await page
      .getByText(hostileTexts[0] ?? '', { exact: true })
      .first()
      .waitFor();
    expect(await page.evaluate(() => (window as { broken?: unknown }).broken)).toBeUndefined();
    expect(await page.locator('main img, main script, svg[onload], [onerror], a[href^="javascript"]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('ten thousand events are all there, and only those in sight are rendered', async () => {
    const id = await site.launch('test/many');
    const { page, complaints } = await site.open(`#/sessions/${id}`);
    await page.locator('.node.current[data-state=completed]').waitFor();
    await page.getByText(/10,00\d events/).waitFor();
    await page.getByText('all seen').first().waitFor();
    expect(await page.locator('.rows li').count()).toBeLessThan(60);
    await page.getByRole('region', { name: 'Events' }).focus();
    await page.keyboard.press('Home');
    await page.getByText('thing 0', { exact: true }).waitFor();
    await page.goto(`${site.url}/#/sessions/${id}?event=5000`);
    await page.locator('li.marked').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a session is exported, dropped into the replay, moved through, and compared', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'console-log-'));
    const { page, complaints } = await site.open(`#/sessions/${await site.launch('test/hostile')}`);
    await page.locator('.node.current[data-state=completed]').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const file = join(folder, 'run.jsonl');
    await (await download).saveAs(file);
    await page.goto(`${site.url}/#/replay`);
    const data = await page.evaluateHandle(
      (text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], 'run.jsonl'));
        return transfer;
      },
      await readFile(file, 'utf8'),
    );
    await page.dispatchEvent('.replay', 'drop', { dataTransfer: data });
    const slider = page.getByLabel('Position');
    await slider.waitFor();
    expect(await slider.inputValue()).toBe('0');
    await slider.press('End');
    await page.locator('.node.current[data-state=completed]').waitFor();
    await slider.press('ArrowLeft');
    await page.getByRole('button', { name: 'One entry on' }).click();
    expect(await slider.inputValue()).toBe(await slider.getAttribute('max'));
    await slider.press('Home');
    await page.getByText('No events yet.').waitFor();
    expect(await page.getByRole('region', { name: 'Answer' }).count()).toBe(0);
    await page.getByLabel('Speed').selectOption('100');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.locator('.node.current[data-state=completed]').waitFor();
    await page.getByLabel('Compare with another').setInputFiles(file);
    await page.getByText('Both runs are the same.').waitFor();

    const broken = join(folder, 'broken.jsonl');
    await writeFile(broken, '{"kind":"event"\nnothing');
    await page.getByLabel('Open a log').setInputFiles(broken);
    await page.getByRole('alert').first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
    await rm(folder, { recursive: true });
  });

  test('a shared session is seen without a key, others are not, and the list asks for one', async () => {
    const [shared, secret] = [await site.launch('test/hostile'), await site.launch('test/hostile')];
    const owner = await site.open(`#/sessions/${shared}`);
    await owner.page.getByRole('button', { name: 'Share' }).click();
    const link = await owner.page.locator('.note a').getAttribute('href');
    expect(link).not.toContain(KEY);
    const guest = await site.open(new URL(link ?? '').hash, { key: null });
    await guest.page.locator('.node.current[data-state=completed]').waitFor();
    await guest.page.goto(`${site.url}/#/shared/${secret}`);
    await guest.page.getByRole('alert').waitFor();
    await guest.page.goto(`${site.url}/#/`);
    await guest.page.getByLabel('Key').waitFor();
    await guest.page.getByLabel('Key').fill(KEY);
    await guest.page.getByRole('button', { name: 'Connect' }).click();
    await guest.page.locator('.list li').first().waitFor();
    // In memory alone, as it was not asked to be kept.
    expect(
      await guest.page.evaluate(() =>
        JSON.stringify([...Object.values(sessionStorage), ...Object.values(localStorage)]),
      ),
    ).not.toContain(KEY);
    expect([...owner.complaints, ...guest.complaints]).toEqual([]);
    await owner.page.context().close();
    await guest.page.context().close();
  });

  test('the list filters, searches and says how much of the quota is used', async () => {
    await site.launch('test/hostile', { messages: 'a needle in the hay' });
    const { page, complaints } = await site.open('#/');
    await page.getByText(/\d+ of 50 at work/).waitFor();
    await page.getByLabel('Search').fill('needle');
    await page.locator('.list li', { hasText: 'a needle in the hay' }).waitFor();
    await expect.poll(() => page.locator('.list li').count()).toBe(1);
    await page.getByLabel('Search').fill('nothing at all like it');
    await page.getByText('Nothing matches.').waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Status').selectOption('interrupted');
    await expect.poll(() => page.locator('.list .badge:not(.status-interrupted)').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'dark', width: 390 },
  ] as const)(
    'nobody is kept out, and nothing is cut off: $colorScheme, $width wide',
    async ({ colorScheme, width }) => {
      const id = await site.launch('test/hostile', { answer_format: { type: 'object' } });
      const { page } = await site.open('', { colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
      for (const place of ['#/', '#/launch', '#/connection', '#/replay', `#/sessions/${id}`]) {
        await page.goto(`${site.url}/${place}`);
        await page.locator('main h1').waitFor();
        if (place.includes(id)) await page.locator('.node.current[data-state=completed]').waitFor();
        await page.evaluate(axe.source);
        const found = await page.evaluate(async () => {
          const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
          return violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
        });
        expect([place, found]).toEqual([place, []]);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect([place, beyond <= 0]).toEqual([place, true]);
      }
      await page.context().close();
    },
  );

  test('the page runs under a policy without eval, and is served for nothing but itself', async () => {
    const response = await fetch(`${site.url}/`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|eval/);
    const { page } = await site.open('#/launch');
    expect(await page.evaluate(() => document.querySelectorAll('script:not([src])').length)).toBe(0);
    await page.context().close();
    expect((await fetch(`${site.url}/../../package.json`)).status).toBe(404);
    expect((await fetch(`${site.url}/assets/none.js`)).status).toBe(404);
    expect((await fetch(`${site.url}/api/v2/sessions`)).status).toBe(401);
  });
});
