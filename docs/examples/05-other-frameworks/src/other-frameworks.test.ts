import '@angular/compiler';
import { createClient } from '@agent-session/client';
import { launchSession, watchSession, type LiveSession } from '@agent-session/rxjs';
import { createTestPlatform, script, type TestPlatform } from '@agent-session/testing';
import { createComponent, provideZonelessChangeDetection } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { flushSync, mount, unmount } from 'svelte';
import { createApp, h } from 'vue';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import SessionStatus from './SessionStatus.svelte';
import { SessionStatusComponent } from './session-status.component.js';
import { showSession } from './show-session.js';
import { useSession } from './use-session.js';

let platform: TestPlatform;
let session: LiveSession;
let open = 0;

function clientOf({ baseUrl, apiKey, fetch }: TestPlatform) {
  return createClient({
    baseUrl,
    apiKey,
    async fetch(input, init) {
      open += 1;
      try {
        return await fetch(input, init);
      } finally {
        open -= 1;
      }
    },
  });
}

beforeEach(async () => {
  platform = createTestPlatform({ script: script().starts().step('looking').waits({ seconds: 60 }).answers('42') });
  const client = clientOf(platform);
  const request = { agent: platform.agent, messages: 'go', idle_timeout_s: 600 };
  session = await launchSession(client, request, { clock: platform.clock, random: () => 0.5 });
});

afterEach(() => platform.close());

/** A session that nobody has: following it is refused for good. */
const lost = () =>
  watchSession(clientOf(platform), '6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001', {
    clock: platform.clock,
    random: () => 0.5,
  });

async function showsTheFailure(element: HTMLElement, rendered: () => Promise<void> | void): Promise<void> {
  await platform.advance({ seconds: 5 });
  await rendered();
  expect(element.textContent.trim()).toMatch(/^cannot be followed: .*Session not found/i);
}

/** What each framework has to do: show the run from nothing to its end, and leave nothing behind. */
async function showsARun(
  element: HTMLElement,
  rendered: () => Promise<void> | void,
  stop: () => Promise<void> | void,
): Promise<void> {
  const text = async (): Promise<string> => {
    await rendered();
    return element.textContent.trim();
  };
  await platform.advance({ seconds: 2 });
  expect(await text()).toMatch(/^running, \d+ steps, live/);
  expect(open).toBe(1);
  await platform.advance({ seconds: 60 });
  expect(await text()).toMatch(/^idle, /);
  await session.cancel();
  await platform.advance({ seconds: 5 });
  expect(await text()).toMatch(/^interrupted, \d+ steps, closed/);
  await stop();
  await platform.advance({ seconds: 2 });
  expect(open).toBe(0);
}

interface Mounted {
  readonly element: HTMLElement;
  rendered(): Promise<void> | void;
  stop(): Promise<void> | void;
}

const frameworks: Readonly<Record<string, (of: LiveSession) => Promise<Mounted> | Mounted>> = {
  Svelte(of) {
    const target = document.createElement('main');
    const component = mount(SessionStatus, { target, props: { session: of } });
    return { element: target, rendered: () => flushSync(), stop: () => unmount(component) };
  },
  Vue(of) {
    const target = document.createElement('main');
    const app = createApp({
      setup() {
        const { state, link, error } = useSession(of);
        return () =>
          h(
            'p',
            error.value === null
              ? `${state.value?.status ?? 'unknown'}, ${state.value?.steps ?? 0} steps, ${link.value.status}`
              : `cannot be followed: ${error.value.message}`,
          );
      },
    });
    app.mount(target);
    return { element: target, rendered: () => platform.settle(), stop: () => app.unmount() };
  },
  async Angular(of) {
    const hostElement = document.createElement('session-status');
    const app = await createApplication({ providers: [provideZonelessChangeDetection()] });
    const component = createComponent(SessionStatusComponent, { environmentInjector: app.injector, hostElement });
    component.setInput('session', of);
    app.attachView(component.hostView);
    return { element: hostElement, rendered: () => app.tick(), stop: () => app.destroy() };
  },
  'plain DOM'(of) {
    const element = document.createElement('p');
    const stop = showSession(of, element);
    return { element, rendered: () => undefined, stop };
  },
};

describe.each(Object.entries(frameworks))('%s', (_name, mounted) => {
  test('shows a run from nothing to its end, and leaves nothing behind', async () => {
    const { element, rendered, stop } = await mounted(session);
    await showsARun(element, rendered, stop);
  });

  test('says so when the session cannot be followed', async () => {
    const { element, rendered, stop } = await mounted(lost());
    await showsTheFailure(element, rendered);
    await stop();
  });
});
