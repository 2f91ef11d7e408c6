import '@angular/compiler';
import { createClient } from '@agent-session/client';
import { launchSession, type LiveSession } from '@agent-session/rxjs';
import { createTestPlatform, script, type TestPlatform } from '@agent-session/testing';
import { createComponent, provideZonelessChangeDetection } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { flushSync, mount, unmount } from 'svelte';
import { createApp, h } from 'vue';
import { afterEach, beforeEach, expect, test } from 'vitest';
import SessionStatus from './SessionStatus.svelte';
import { SessionStatusComponent } from './session-status.component.js';
import { showSession } from './show-session.js';
import { useSession } from './use-session.js';

let platform: TestPlatform;
let session: LiveSession;
let open = 0;

beforeEach(async () => {
  platform = createTestPlatform({ script: script().starts().step('looking').waits({ seconds: 60 }).answers('42') });
  const client = createClient({
    baseUrl: platform.baseUrl,
    apiKey: platform.apiKey,
    allowInsecureHttp: true,
    async fetch(input, init) {
      open += 1;
      try {
        return await platform.fetch(input, init);
      } finally {
        open -= 1;
      }
    },
  });
  const request = { agent: platform.agent, messages: 'go', idle_timeout_s: 600 };
  session = await launchSession(client, request, { clock: platform.clock, random: () => 0.5 });
});

afterEach(() => platform.close());

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

test('Svelte reads the observables as stores', async () => {
  const target = document.createElement('main');
  const component = mount(SessionStatus, { target, props: { session } });
  flushSync();
  await showsARun(
    target,
    () => flushSync(),
    () => unmount(component),
  );
});

test('Vue has them as refs', async () => {
  const target = document.createElement('main');
  const app = createApp({
    setup() {
      const { state, link } = useSession(session);
      return () =>
        h('p', `${state.value?.status ?? 'unknown'}, ${state.value?.steps ?? 0} steps, ${link.value.status}`);
    },
  });
  app.mount(target);
  await showsARun(
    target,
    () => platform.settle(),
    () => app.unmount(),
  );
});

test('Angular reads them through the async pipe', async () => {
  const hostElement = document.createElement('session-status');
  const app = await createApplication({ providers: [provideZonelessChangeDetection()] });
  const component = createComponent(SessionStatusComponent, { environmentInjector: app.injector, hostElement });
  component.setInput('session', session);
  app.attachView(component.hostView);
  await showsARun(
    hostElement,
    () => app.tick(),
    () => app.destroy(),
  );
});

test('plain DOM subscribes', async () => {
  const element = document.createElement('p');
  await showsARun(element, () => undefined, showSession(session, element));
});
