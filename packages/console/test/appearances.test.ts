import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATIENCE_MS } from '../../../scripts/patient-waits.ts';
import { chromiumPath, launchChromium } from './browser.js';
import { buildConsole } from './build-console.js';
import { comparePictures, MOST_DIFFERENT } from './compare-pictures.js';
import { packPicture } from './pack-picture.js';
import { SCENES, type Scene } from './scenes.js';
import { setStage, STAGE_KEY, type Stage } from './stage.js';

/** `UPDATE_APPEARANCES=1` takes the pictures anew, to be looked at and committed. */
const updates = process.env['UPDATE_APPEARANCES'] === '1';
const pictures = join(import.meta.dirname, 'appearances');
/**
 * What each picture was, to the bit, when it was taken: browsers of one version draw the same bits, and then nothing has
 * to be decoded. Where the bits differ, the pictures are compared.
 */
const exact = join(pictures, 'exact.json');
/** Where a picture goes that is not as it should be. */
const misses = join(import.meta.dirname, '../.cache/appearances');

const LOOKS = [
  { look: 'light', colorScheme: 'light', width: 1280, height: 820 },
  { look: 'phone', colorScheme: 'light', width: 390, height: 844 },
  { look: 'dark', colorScheme: 'dark', width: 1280, height: 820 },
] as const;

describe.skipIf(chromiumPath === undefined)('each view in each of its states', () => {
  let stage: Stage;
  let browser: Browser;
  let removeConsole: () => Promise<void>;
  const pages = new Map<string | null, Page>();
  let digests: Record<string, string>;

  beforeAll(async () => {
    digests = existsSync(exact) ? (JSON.parse(readFileSync(exact, 'utf8')) as typeof digests) : {};
    const built = await buildConsole();
    removeConsole = built.remove;
    stage = await setStage(built.handler);
    browser = await launchChromium(`--host-resolver-rules=MAP sessions.example 127.0.0.1:${stage.port}`);
  });
  afterAll(async () => {
    if (updates) writeFileSync(exact, `${JSON.stringify(digests, Object.keys(digests).toSorted(), 2)}\n`);
    await browser.close();
    await stage.close();
    await removeConsole();
  });

  async function open({ key = STAGE_KEY, open: lead }: Scene): Promise<Page> {
    const page = pages.get(key) ?? (await newPage(key));
    pages.set(key, page);
    // A page that was used before is as good as a new one, and there at once.
    await page.context().setOffline(false);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.goto('about:blank');
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1280, height: 820 });
    await lead(page, stage);
    return page;
  }

  async function newPage(key: string | null): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 820 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
      locale: 'en-GB',
      // For axe, which is put into the page. That the page runs under its policy is tested where it is driven.
      bypassCSP: true,
    });
    const kept = key === null ? null : JSON.stringify({ baseUrl: stage.url, apiKey: key, keep: true });
    await context.addInitScript((connection) => {
      if (connection !== null) sessionStorage.setItem('agent-session.connection', connection);
      // oxlint-disable-next-line no-restricted-properties -- in the page, so that it looks the same each time
      Math.random = () => 0.5;
    }, kept);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.clock.setFixedTime(stage.clock.now());
    return page;
  }

  async function photograph(page: Page): Promise<Uint8Array> {
    await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
    return page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
  }

  async function expectAppearance(page: Page, name: string): Promise<void> {
    const path = join(pictures, `${name}.png`);
    const actual = await photograph(page);
    const digest = createHash('sha256').update(actual).digest('base64url');
    if (existsSync(path) && digests[name] === digest) return;
    if (updates) {
      mkdirSync(pictures, { recursive: true });
      digests[name] = digest;
      // A picture that is the same but for what is tolerated stays as it is.
      if (!existsSync(path) || comparePictures(actual, readFileSync(path)).pixels > 0) {
        writeFileSync(path, packPicture(actual));
      }
    }
    if (!existsSync(path)) throw new Error(`There is no picture ${path}. Take it with UPDATE_APPEARANCES=1.`);
    const { pixels, marked } = comparePictures(actual, readFileSync(path));
    if (pixels <= MOST_DIFFERENT) return;
    mkdirSync(misses, { recursive: true });
    writeFileSync(join(misses, `${name}.actual.png`), actual);
    writeFileSync(join(misses, `${name}.marked.png`), marked);
    throw new Error(
      `${name} does not look as it did: ${pixels} pixels differ. See ${join(misses, `${name}.marked.png`)}. ` +
        'If it should look like this now, take the pictures anew with UPDATE_APPEARANCES=1, and look at them.',
    );
  }

  test.each(SCENES)('$name', async (scene) => {
    const page = await open(scene);
    const wrong: string[] = [];
    for (const { look, colorScheme, width, height } of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await expectAppearance(page, `${scene.name}.${look}`).catch((error: unknown) => wrong.push(String(error)));
      if (look !== 'phone') wrong.push(...(await seriousProblems(page)).map((problem) => `${look}: ${problem}`));
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (beyond > 0) wrong.push(`${look}: ${beyond} pixels are beyond the edge`);
    }
    expect(wrong).toEqual([]);
  });

  test('there is a picture for each of them, and no other', () => {
    const names = SCENES.flatMap(({ name }) => LOOKS.map(({ look }) => `${name}.${look}`)).toSorted();
    const files = readdirSync(pictures).filter((file) => file.endsWith('.png'));
    expect(files.toSorted()).toEqual(names.map((name) => `${name}.png`));
    expect(Object.keys(digests).toSorted()).toEqual(names);
  });

  // The pictures are worth what they notice.
  test('a picture taken twice is the same, and each small change of what is seen is noticed', async () => {
    const scene = SCENES.find(({ name }) => name === 'session-running');
    if (!scene) throw new Error('There is no running session.');
    const page = await open(scene);
    const before = await photograph(page);
    expect(comparePictures(await photograph(page), before).pixels).toBe(0);
    const changes: Readonly<Record<string, readonly [selector: string, property: string, value: string]>> = {
      'a button that moved by two pixels': ['.head .tools .button', 'transform', 'translateX(2px)'],
      'a word of another colour': ['.badge', 'color', 'rgb(120, 0, 0)'],
      'a title of another weight': ['h1', 'font-weight', '500'],
      'a state that is no longer lit': ['.node.current', 'opacity', '0.5'],
      'a panel without its edge': ['.steering', 'border-color', 'transparent'],
      'an icon that is gone': ['.steering .buttons svg', 'visibility', 'hidden'],
      'letters a little larger': ['.reasons', 'font-size', '13px'],
    };
    const unnoticed: string[] = [];
    for (const [what, [selector, property, value]] of Object.entries(changes)) {
      const set = (to: string): Promise<void> =>
        page
          .locator(selector)
          .first()
          .evaluate((element, [name, text]) => (element as HTMLElement).style.setProperty(name, text), [
            property,
            to,
          ] as const);
      await set(value);
      const { pixels } = comparePictures(await photograph(page), before);
      if (pixels <= MOST_DIFFERENT) unnoticed.push(`${what}: ${pixels} pixels`);
      await set('');
    }
    expect(unnoticed).toEqual([]);
  });
});

/** What axe finds that keeps people out. */
async function seriousProblems(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
}
