import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileTexts } from './agents.js';
import { chromiumPath } from './browser.js';
import { createConsolePage, KEY, type ConsolePage } from './console-page.js';

const state = (page: Page, name: string): Promise<void> => page.locator(`.node.current[data-state=${name}]`).waitFor();

/** Waits until a step, or a later one, is in sight. */
const step = (page: Page, number: number): Promise<void> =>
  expect
    .poll(() =>
      page
        .locator('.rows p')
        .evaluateAll((texts) =>
          Math.max(...texts.map((text) => Number(/^step (\d+)$/.exec(text.textContent)?.[1] ?? -1))),
        ),
    )
    .toBeGreaterThanOrEqual(number);

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
    const schema = page.getByRole('textbox', { name: /^Answer format/ });
    await schema.fill('{ "type": "object",\n "properties": {\n  "heard": { "type": "arr" } } }');
    await page.locator('.schema .issue').first().waitFor();
    await page.getByRole('button', { name: 'line 3' }).click();
    expect(await page.evaluate(() => window.getSelection()?.toString())).toContain('"heard"');
    await page.getByRole('button', { name: 'Launch' }).click({ force: true });
    expect(page.url()).toContain('#/launch');
    for (const beginning of ['Facts', 'Rows']) {
      await page.getByRole('button', { name: beginning }).click();
      await page.getByText('This schema can be sent.').waitFor();
    }
    await schema.fill('{ "type": "object", "properties": { "heard": { "type": "array" } }, "required": ["heard"] }');
    await page.getByRole('button', { name: 'Launch' }).click();

    await state(page, 'working');
    await step(page, 5);
    const pause = page.getByRole('button', { name: 'Pause' });
    const resume = page.getByRole('button', { name: 'Resume' });
    expect(await resume.getAttribute('aria-disabled')).toBe('true');
    await page.getByText('the session is running already').first().waitFor({ state: 'attached' });
    await pause.click();
    await state(page, 'paused');
    expect(await pause.getAttribute('aria-disabled')).toBe('true');
    expect(await pause.getAttribute('title')).toBe('the session is paused already');
    await resume.click();
    await state(page, 'working');
    await page.getByLabel('Message to the agent').fill('enough');
    await page.keyboard.press('Control+Enter');
    await state(page, 'completed');
    await page.getByRole('region', { name: 'Answer' }).getByText('enough').waitFor();
    expect(
      await page.locator('.node.visited').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-state'))),
    ).toEqual(expect.arrayContaining(['launching', 'working', 'paused']));
    expect(await page.getByLabel('Path taken').locator('li').allTextContents()).toEqual([
      expect.stringMatching(/^pending/),
      expect.stringMatching(/^running/),
      expect.stringMatching(/^paused/),
      expect.stringMatching(/^running/),
      expect.stringMatching(/^completed/),
    ]);
    expect(page.url()).not.toContain(KEY);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('the chart says how far the run was at the moment one points at', async () => {
    const { page } = await site.open(`#/sessions/${await site.launch('test/walker')}`);
    await step(page, 30);
    await page.getByRole('button', { name: 'Pause' }).click();
    await state(page, 'paused');
    const chart = page.locator('.chart');
    const steps = async (): Promise<number> => Number(await chart.locator('figcaption b').first().textContent());
    await page.getByRole('img', { name: /^Cost over time: from \$0.00 to \$0\.0\d+ in 0:0/ }).waitFor();
    const all = await steps();
    const { width = 0 } = (await chart.boundingBox()) ?? {};
    await chart.hover({ position: { x: width / 2, y: 40 } });
    await expect.poll(steps).toBeGreaterThan(all * 0.2);
    expect(await steps()).toBeLessThan(all * 0.8);
    await page.mouse.move(0, 0);
    await expect.poll(steps).toBe(all);
    await page.context().close();
  });

  test('an answer is forced, and a run is cancelled only when it is meant', async () => {
    const forced = await site.open(`#/sessions/${await site.launch('test/forced')}`);
    await forced.page.getByRole('button', { name: 'Force answer' }).click();
    await forced.page.getByRole('region', { name: 'Answer' }).getByText('what there was').waitFor();
    const cancelled = await site.open(`#/sessions/${await site.launch('test/walker')}`);
    const cancel = cancelled.page.getByRole('button', { name: 'Cancel run' });
    await cancel.click();
    await cancelled.page.getByRole('button', { name: 'Let it run' }).click();
    await step(cancelled.page, 20);
    await cancel.click();
    await cancelled.page.keyboard.press('Escape');
    await step(cancelled.page, 40);
    await cancel.click();
    await cancelled.page.getByRole('button', { name: 'Cancel for good' }).click();
    await state(cancelled.page, 'interrupted');
    expect([...forced.complaints, ...cancelled.complaints]).toEqual([]);
    await forced.page.context().close();
    await cancelled.page.context().close();
  });

  test('a tool that the agent waits for is answered from the page', async () => {
    const { page, complaints } = await site.open(`#/sessions/${await site.launch('test/asker')}`);
    await state(page, 'awaitingTools');
    await page.getByLabel(/look_up/).fill('{ "height": 3 }');
    await page.getByRole('button', { name: 'Send result' }).click();
    await state(page, 'completed');
    await page.getByRole('region', { name: 'Answer' }).getByText('{"height":3}').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a page that is reloaded goes on, and a link into an event shows that event', async () => {
    const id = await site.launch('test/walker');
    const { page, complaints } = await site.open(`#/sessions/${id}`);
    await step(page, 20);
    await page.reload();
    await step(page, 30);
    await page.goto(`${site.url}/#/sessions/${id}?event=4`);
    await page.locator('li.marked').waitFor();
    expect(await page.locator('li.marked .place').textContent()).toBe('#4');
    // What comes after it does not take the reader away.
    await page.getByText(/1\d\d events/).waitFor();
    expect(await page.locator('li.marked').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Follow the end' }).click();
    await step(page, 60);
    // Neither is somebody taken away who opens the row that is the last one now.
    const name = await page.evaluate(() => {
      const last = [...document.querySelectorAll('button[aria-expanded]')].at(-1) as HTMLElement;
      last.click();
      return last.ariaLabel ?? '';
    });
    const opened = page.getByRole('button', { name, exact: true });
    const length = async (): Promise<number> =>
      Number((await page.locator('.timeline .count').textContent())?.match(/\d+/)?.[0]);
    const before = await length();
    await expect.poll(length).toBeGreaterThan(before + 30);
    expect(await opened.evaluate((button) => button.getBoundingClientRect().top)).toBeGreaterThan(0);
    expect(await page.locator('.row .tree').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('the network goes and comes back, the server is killed and restarted: the page says so and goes on', async () => {
    const [lost, kept] = [await site.launch('test/walker'), await site.launch('test/steady')];
    const { page, complaints } = await site.open(`#/sessions/${lost}`);
    const steady = await site.open(`#/sessions/${kept}`);
    const list = await site.open('#/');
    await list.page.locator('.list li').first().waitFor();
    await page.locator('.link-live').waitFor();
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await page.context().setOffline(false);
    await page.locator('.link-live').waitFor();
    await site.stop();
    await page.getByText(/cannot be reached|fell silent/).waitFor();
    await steady.page.getByText(/cannot be reached|fell silent/).waitFor();
    await list.page.getByRole('alert').waitFor();
    await site.start();
    // An agent that cannot go on after a restart has failed, and the session says why; one that can goes on.
    await state(page, 'failed');
    await page.getByRole('alert').first().waitFor();
    await steady.page.locator('.link-live').waitFor();
    await steady.page.getByLabel('Message to the agent').fill('enough');
    await steady.page.getByRole('button', { name: 'Send' }).click();
    await steady.page
      .getByRole('region', { name: 'Answer' })
      .getByText(/^stopped at/)
      .waitFor();
    const steps = steady.page.getByText(/^step \d+$/);
    const numbers = (await steps.allTextContents()).map((text) => Number(text.slice(5)));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    await list.page.getByRole('alert').waitFor({ state: 'detached' });
    expect([...complaints, ...steady.complaints, ...list.complaints]).toEqual([]);
    await page.context().close();
    await steady.page.context().close();
    await list.page.context().close();
  });

  test('what an agent writes stays text', async () => {
    const id = await site.launch('test/hostile', { answer_format: { type: 'object' }, messages: hostileTexts[0] });
    const { page, complaints } = await site.open(`#/sessions/${id}`);
    await state(page, 'completed');
    await page.getByRole('heading', { name: hostileTexts[0] ?? '' }).waitFor();
    await page
      .getByText(hostileTexts[0] ?? '', { exact: true })
      .first()
      .waitFor();
    await expectHarmless(page);
    await page.goto(`${site.url}/#/`);
    await page
      .getByText(hostileTexts[0] ?? '', { exact: true })
      .first()
      .waitFor();
    await expectHarmless(page);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a log from anywhere stays text, in every field of every event, however large or crooked', async () => {
    const { page, complaints } = await site.open('#/replay');
    await dropLog(page, hostileLog());
    const slider = page.getByLabel('Position');
    await slider.press('End');
    await page.getByText(/\d+ events/).waitFor();
    const timeline = page.getByRole('region', { name: 'Events' });
    await timeline.focus();
    await page.keyboard.press('Home');
    // Every row is seen, and opened.
    const length = Number((await page.locator('.timeline .count').textContent())?.match(/\d+/)?.[0]);
    const seen = new Set<string>();
    let hasMarks = false;
    for (let tries = 0; seen.size < length && tries < 500; tries += 1) {
      const { names, text } = await page.locator('.rows').evaluate((rows) => {
        for (const button of rows.querySelectorAll<HTMLElement>('button[aria-expanded=false]')) button.click();
        const buttons = [...rows.querySelectorAll('button[aria-expanded]')];
        return { names: buttons.map((button) => button.getAttribute('aria-label') ?? ''), text: rows.textContent };
      });
      for (const name of names) seen.add(name);
      hasMarks ||= text.includes('[U+202E]') && !text.includes('\u202E');
      await page.keyboard.press('PageDown');
    }
    expect([seen.size, hasMarks]).toEqual([length, true]);
    await page.getByText('State at this point').click();
    await expectHarmless(page);
    expect(
      await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('ten thousand events are all there, only those in sight are rendered, and none is missing from the export', async () => {
    const id = await site.launch('test/many');
    const { page, complaints } = await site.open(`#/sessions/${id}`);
    await state(page, 'completed');
    await page.getByText(/10,00\d events/).waitFor();
    await page.getByText('all seen').first().waitFor();
    expect(await page.locator('.rows li').count()).toBeLessThan(60);
    await page.getByRole('region', { name: 'Events' }).focus();
    await page.keyboard.press('Home');
    await page.getByText('thing 0', { exact: true }).waitFor();
    await page.keyboard.press('End');
    await page.getByText('thing 9999', { exact: true }).waitFor();
    const events = page.getByRole('region', { name: 'Events' });
    await events.hover();
    for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, -5000);
    // It moves as far as it is asked to, and shows rows all the way.
    const { bottom, rows } = await events.evaluate((element) => ({
      bottom: element.scrollHeight - element.scrollTop - element.clientHeight,
      rows: element.querySelectorAll('article').length,
    }));
    expect(bottom).toBeGreaterThan(50_000);
    expect(rows).toBeGreaterThan(5);
    expect(rows).toBeLessThan(100);
    await page.goto(`${site.url}/#/sessions/${id}?event=5000`);
    await page.locator('li.marked').waitFor();
    expect(await page.locator('li.marked .place').textContent()).toBe('#5000');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
    const indexes = lines
      .map((line) => JSON.parse(line) as { kind: string; index?: number })
      .filter(({ kind }) => kind === 'event');
    expect(indexes.map(({ index }) => index)).toEqual(Array.from({ length: indexes.length }, (_, index) => index));
    expect(indexes.length).toBeGreaterThan(10_000);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a session is exported, dropped into the replay, moved through, and compared', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'console-log-'));
    const { page, complaints } = await site.open(`#/sessions/${await site.launch('test/hostile')}`);
    await state(page, 'completed');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const file = join(folder, 'run.jsonl');
    await (await download).saveAs(file);
    await page.goto(`${site.url}/#/replay`);
    await dropLog(page, await readFile(file, 'utf8'));
    const slider = page.getByLabel('Position');
    await slider.waitFor();
    expect(await slider.inputValue()).toBe('0');
    await slider.press('End');
    await state(page, 'completed');
    await slider.press('ArrowLeft');
    await page.getByRole('button', { name: 'One entry on' }).click();
    expect(await slider.inputValue()).toBe(await slider.getAttribute('max'));
    await slider.press('Home');
    await page.getByText('No events yet').waitFor();
    expect(await page.getByRole('region', { name: 'Answer' }).count()).toBe(0);
    await page.getByLabel('Speed').selectOption('100');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await state(page, 'completed');
    await page.getByText('State at this point').click();
    await page.locator('.point').getByText('wireStatus').waitFor();
    await page.getByLabel('Compare with a log').setInputFiles(file);
    await page.getByText('Both runs did the same.').waitFor();
    const broken = { name: 'broken.jsonl', mimeType: 'text/plain', buffer: Buffer.from('{"kind":"event"\nnothing') };
    await page.getByLabel('Open a log').setInputFiles(broken);
    await page.getByText(/^broken\.jsonl is no log: line 1 cannot be read/).waitFor();
    // A writer that was killed leaves half a line; what is before it is there.
    const torn = { ...broken, name: 'torn.jsonl', buffer: Buffer.from((await readFile(file, 'utf8')).slice(0, -20)) };
    await page.getByLabel('Open a log').setInputFiles(torn);
    await page.getByText(/^Line \d+ of torn\.jsonl cannot be read/).waitFor();
    await page.getByRole('heading', { name: 'torn.jsonl' }).waitFor();
    expect(Number(await slider.getAttribute('max'))).toBeGreaterThan(5);
    expect(complaints).toEqual([]);
    await page.context().close();
    await rm(folder, { recursive: true });
  });

  test('any past session is replayed by its address, at a point, beside another one', async () => {
    const first = await site.launch('test/hostile', { messages: 'the first of two runs' });
    const second = await site.launch('test/hostile', { messages: 'the second of two runs' });
    const third = await site.launch('test/walker', { messages: 'still at work' });
    const { page, complaints } = await site.open(`#/sessions/${first}`);
    await state(page, 'completed');
    await page.getByRole('link', { name: 'Replay' }).last().click();
    const slider = page.getByLabel('Position');
    await slider.waitFor();
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    await page.waitForURL(/at=2/);
    await page.reload();
    await slider.waitFor();
    await expect.poll(() => slider.inputValue()).toBe('2');
    await page.getByLabel('Compare with a session').selectOption(second);
    await page.getByText(/They part after \d+ events/).waitFor();
    await page.getByText('B: the second of two runs').waitFor();
    await page.getByRole('button', { name: 'Go there' }).click();
    await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(2);
    await page.goto(`${site.url}/#/replay/${third}`);
    await page.getByText('This session is still at work.').waitFor();
    await page.getByRole('button', { name: 'Replay what there is' }).click();
    await slider.waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a shared session is seen without a key, others are not, and sharing can be taken back', async () => {
    const [shared, secret] = [await site.launch('test/hostile'), await site.launch('test/hostile')];
    const owner = await site.open(`#/sessions/${shared}`);
    await owner.page.getByRole('button', { name: 'Share' }).click();
    const link = await owner.page.locator('.banner a').getAttribute('href');
    expect(link).not.toContain(KEY);
    const guest = await site.open(new URL(link ?? '').hash, { key: null });
    await state(guest.page, 'completed');
    expect(await guest.page.getByRole('region', { name: 'Steering' }).count()).toBe(0);
    await guest.page.goto(`${site.url}/#/shared/${secret}`);
    await guest.page.getByRole('alert').waitFor();
    await owner.page.getByRole('button', { name: 'Stop sharing' }).click();
    await owner.page.getByText('no longer shared').waitFor();
    await guest.page.goto(link ?? '');
    await guest.page.reload();
    await guest.page.getByText('not shared').waitFor();
    await guest.page.goto(`${site.url}/#/`);
    await guest.page.getByLabel('Key').fill(KEY);
    await guest.page.getByRole('button', { name: 'Connect' }).click();
    await guest.page.locator('.list li').first().waitFor();
    expect([...owner.complaints, ...guest.complaints]).toEqual([]);
    await owner.page.context().close();
    await guest.page.context().close();
  });

  test('the page works from another address than the server, and a guest link names the server, but sends it no key', async () => {
    const elsewhere = await site.servePageElsewhere();
    const id = await site.launch('test/walker');
    const { page, complaints } = await site.open(`#/sessions/${id}`, { from: elsewhere.url });
    await step(page, 5);
    await page.getByRole('button', { name: 'Share' }).click();
    const link = await page.locator('.banner a').getAttribute('href');
    expect(new URL(link ?? '').origin).toBe(elsewhere.url);
    const sent: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/')) sent.push(request.headers()['authorization']);
    });
    await page.goto(link ?? '');
    await page.getByText('Somebody shared this session.').waitFor();
    sent.length = 0;
    await step(page, 20);
    expect(sent.filter((key) => key !== undefined)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a key that the server does not know is told of, with the way to another one', async () => {
    const { page } = await site.open('#/', { key: 'hk-nobody' });
    await page.getByRole('alert').getByText('The server does not know this key.').waitFor();
    expect(await page.locator('.server i.on').count()).toBe(0);
    await page.getByRole('link', { name: 'Use another key' }).click();
    await page.getByRole('heading', { name: 'Connect' }).waitFor();
  });

  test('the key is forgotten with the page, or kept in the tab, as one chooses; it is in no address', async () => {
    const { page } = await site.open('#/', { key: null });
    const kept = (): Promise<string> =>
      page.evaluate(() => JSON.stringify([...Object.values(sessionStorage), ...Object.values(localStorage)]));
    const connect = async (): Promise<void> => {
      await page.getByLabel('Key').fill(KEY);
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.locator('.list li').first().waitFor();
      expect(page.url()).not.toContain(KEY);
    };
    await connect();
    expect(await kept()).not.toContain(KEY);
    await page.reload();
    await page.getByLabel('Keep it in this tab').check();
    await connect();
    expect(await kept()).toContain(KEY);
    await page.reload();
    await page.locator('.list li').first().waitFor();
    await page.goto(`${site.url}/#/connection`);
    await page.getByRole('button', { name: 'Forget the key' }).click();
    expect(await kept()).not.toContain(KEY);
    await page.context().close();
  });

  test('the list filters, searches, is linked to as it is, and says how much of the quota is used', async () => {
    await site.launch('test/hostile', { messages: 'a needle in the hay' });
    const { page, complaints } = await site.open('#/');
    await page.getByText(/\d+ of 50 at work/).waitFor();
    await page.getByLabel('Search').fill('needle');
    await page.locator('.list li', { hasText: 'a needle in the hay' }).waitFor();
    await expect.poll(() => page.locator('.list li').count()).toBe(1);
    await page.reload();
    await page.locator('.list li', { hasText: 'a needle in the hay' }).waitFor();
    await page.getByLabel('Search').fill('nothing at all like it');
    await page.getByText('Nothing matches').waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByRole('radio', { name: 'Interrupted' }).check();
    await expect.poll(() => page.locator('.list .badge:not(.state-interrupted)').count()).toBe(0);
    expect(page.url()).toContain('status=interrupted');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a session in the list moves on while one looks', async () => {
    const id = await site.launch('test/walker', { messages: 'watch me walk' });
    const { page } = await site.open('#/?search=watch%20me');
    const row = page.locator('.list li', { hasText: 'watch me walk' });
    await row.getByText(/[1-9]\d? steps/).waitFor();
    const before = await row.locator('.facts').textContent();
    await expect.poll(() => row.locator('.facts').textContent()).not.toBe(before);
    const { page: other } = await site.open(`#/sessions/${id}`);
    await other.getByRole('button', { name: 'Pause' }).click();
    await row.locator('.state-paused').waitFor();
    await page.context().close();
    await other.context().close();
  });

  test('everything is done by keyboard alone', async () => {
    await site.launch('test/walker', { messages: 'driven by keys' });
    const { page, complaints } = await site.open('#/');
    await page.locator('.list li').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('driven by');
    await page.locator('.list li', { hasText: 'driven by keys' }).waitFor();
    await expect.poll(() => page.locator('.list li').count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.getByText('Nothing matches').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.locator('.list li').first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await state(page, 'working');
    await tabTo(page, 'Message to the agent');
    await page.keyboard.type('hello');
    await page.keyboard.press('Control+Enter');
    await tabTo(page, 'Cancel run');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('Let it run');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await state(page, 'interrupted');
    await tabTo(page, 'Events');
    await page.keyboard.press('Home');
    await page.getByText('step 0', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a screen reader hears names, and is told what changes', async () => {
    const { page } = await site.open(`#/sessions/${await site.launch('test/forced', { messages: 'speak to me' })}`);
    await state(page, 'working');
    for (const name of ['Lifecycle', 'Steering', 'Timeline', 'Events', 'Metrics']) {
      expect(await page.getByRole('region', { name, exact: true }).count()).toBe(1);
    }
    expect(await page.locator('.diagram').getAttribute('aria-label')).toMatch(/^Lifecycle\. Now working\. Path: /);
    await page.getByRole('heading', { level: 1, name: 'speak to me' }).waitFor();
    expect(await page.title()).toMatch(/^running · speak to me/);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, input, select, textarea')]
        .filter((element) => {
          const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
          const words = [
            element.getAttribute('aria-label'),
            element.textContent,
            ...labels.map((label) => label.textContent),
          ];
          return words.every((word) => (word ?? '').trim() === '');
        })
        .map((element) => element.outerHTML),
    );
    expect(nameless).toEqual([]);
    const told = page.getByRole('status', { name: 'News' });
    await page.getByRole('button', { name: 'Force answer' }).click();
    await state(page, 'completed');
    await expect.poll(() => told.textContent()).toBe('The session is completed. There is an answer.');
    await page.context().close();
  });

  test('colours follow the device, or a choice that stays', async () => {
    const { page } = await site.open('#/', { colorScheme: 'light' });
    const ground = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.getByRole('button', { name: 'Colours: as the device' }).click();
    await page.getByRole('button', { name: 'Colours: light' }).click();
    expect(await ground()).not.toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Colours: dark' }).waitFor();
    expect(await ground()).not.toBe(light);
    await page.context().close();
  });

  test('the page runs under a policy without eval, and is served for nothing but itself', async () => {
    const policy = (await fetch(`${site.url}/`)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|eval/);
    const { page } = await site.open('#/launch');
    expect(await page.evaluate(() => document.querySelectorAll('script:not([src])').length)).toBe(0);
    // Strings are no programs here, and neither is markup.
    const evaluated = await page.evaluate(() => {
      const script = document.createElement('script');
      const tries: Readonly<Record<string, () => unknown>> = {
        markup: () => (document.body.innerHTML = '<b>no</b>'),
        text: () => (script.text = 'window.broken = true'),
        style: () => document.body.setAttribute('style', 'display: none'),
      };
      return Object.entries(tries).map(([name, run]) => {
        try {
          run();
          return `${name}: ${getComputedStyle(document.body).display}`;
        } catch (error) {
          return `${name}: ${(error as Error).name}`;
        }
      });
    });
    expect(evaluated).toEqual(['markup: TypeError', 'text: TypeError', 'style: block']);
    await page.context().close();
    expect((await fetch(`${site.url}/../../package.json`)).status).toBe(404);
    expect((await fetch(`${site.url}/assets/none.js`)).status).toBe(404);
    expect((await fetch(`${site.url}/api/v2/sessions`)).status).toBe(401);
    const licenses = await (await fetch(`${site.url}/licenses.md`)).text();
    for (const part of ['react-dom', 'rxjs', '@fontsource-variable/geist']) expect(licenses).toContain(part);
  });
});

async function expectHarmless(page: Page): Promise<void> {
  expect(await page.evaluate(() => (window as { broken?: unknown }).broken)).toBeUndefined();
  expect(await page.locator('main img, main script, main iframe, svg[onload], [onerror]').count()).toBe(0);
  expect(await page.locator('a[href^="javascript" i], a[href^="data" i]').count()).toBe(0);
}

async function dropLog(page: Page, text: string): Promise<void> {
  const data = await page.evaluateHandle((lines) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([lines], 'run.jsonl'));
    return transfer;
  }, text);
  await page.dispatchEvent('.replay', 'drop', { dataTransfer: data });
}

/** A log in which every field that is shown anywhere holds what must never be believed. */
function hostileLog(): string {
  const texts = [
    hostileTexts.join(' '),
    'javascript:window.broken=true',
    `\u202Egpj.exe\u2066\u200B\u0007`,
    'x'.repeat(200_000),
    'Z\u0334\u0335'.repeat(500),
  ];
  const timestamp = '2026-01-01T00:00:00.000Z';
  const events = texts.flatMap((text) => [
    { type: text, data: { [text]: text } },
    { type: 'AgentEvent', data: { kind: text, text } },
    {
      type: 'AgentEvent',
      data: {
        kind: 'policy_event',
        content: text,
        reasoning_content: text,
        tool_reqs: [{ tool_name: text, args: { [text]: text }, id: text }],
        validation_errors: [text],
      },
    },
    { type: 'AgentEvent', data: { kind: 'tool_result', tool_req: { tool_name: text }, result: { [text]: [text] } } },
    {
      type: 'AgentEvent',
      data: { kind: 'message_event', caller_id: text, content: [text, { type: text, source: text }] },
    },
    {
      type: 'AgentEvent',
      data: { kind: 'observation_event', text, image: { type: 'base64', source: text, media_type: text } },
    },
    { type: 'AgentEvent', data: { kind: 'error_event', error: text, origin: text } },
    { type: 'AgentEvent', data: { kind: 'flow_event', flow: text, origin: text } },
    { type: 'AgentEvent', data: { kind: 'answer_event', answer: [{ [text]: text }], outcome: text } },
    { type: 'LiveViewUrlEvent', data: { live_view_url: text } },
    { type: 'FileTransferEvent', data: { direction: text, path: text } },
    { type: 'AttachmentEvent', data: { name: text, media_type: text, url: text, path: text } },
    { type: 'MetricsUpdateEvent', data: { metrics: { total_cost: text, cost_per_model: [{ name: text }] } } },
    { type: 'AgentRunStatusChangeEvent', data: { status: text } },
    { type: 'AgentErrorEvent', data: { error: text, trace: text } },
  ]);
  return events
    .map((event, index) =>
      JSON.stringify({
        kind: 'event',
        index,
        at: timestamp,
        event: { ...event, timestamp: index % 2 === 0 ? timestamp : '<b>' },
      }),
    )
    .join('\n');
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: element } = document;
    const labels = element && 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
    return (element?.getAttribute('aria-label') ?? labels[0]?.textContent ?? element?.textContent ?? '').trim();
  });
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard does not reach "${name}".`);
}
