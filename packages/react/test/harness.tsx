import { createClient } from '@agent-session/client';
import { createTestPlatform, type TestPlatform, type TestPlatformOptions } from '@agent-session/testing';
import { act, cleanup, render, type RenderResult } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { afterEach } from 'vitest';
import { AgentSessionProvider, type SessionClient } from '../src/index.js';

const open: TestPlatform[] = [];

afterEach(async () => {
  cleanup();
  for (const platform of open.splice(0)) {
    await platform.advance({ seconds: 2 });
    await platform.close();
  }
});

/** Every request that was made, and how many are in flight. */
export interface Traffic {
  readonly requests: string[];
  open: number;
}

export interface Harness {
  readonly platform: TestPlatform;
  readonly client: SessionClient & ReturnType<typeof createClient>;
  readonly traffic: Traffic;
  /** Renders under StrictMode and the provider. */
  show(children: ReactNode): RenderResult;
  wrap(children: ReactNode): ReactNode;
  launch(idle?: boolean): Promise<string>;
  /** Lets virtual time pass, and React render what happened. */
  pass(seconds: number): Promise<void>;
}

export function setUp(options: TestPlatformOptions = {}): Harness {
  const platform = createTestPlatform(options);
  open.push(platform);
  const traffic: Traffic = { requests: [], open: 0 };
  const client = createClient({
    baseUrl: platform.baseUrl,
    apiKey: platform.apiKey,
    allowInsecureHttp: true,
    clock: platform.clock,
    async fetch(input, init) {
      const request = new Request(input, init);
      traffic.requests.push(`${request.method} ${new URL(request.url).pathname.replace(/^\/api\/v2\/sessions/, '')}`);
      traffic.open += 1;
      try {
        return await platform.fetch(request);
      } finally {
        traffic.open -= 1;
      }
    },
  });
  const followed = { clock: platform.clock, random: () => 0.5 };
  const wrap = (children: ReactNode): ReactNode => (
    <StrictMode>
      <AgentSessionProvider client={client} options={followed}>
        {children}
      </AgentSessionProvider>
    </StrictMode>
  );
  return {
    platform,
    client,
    traffic,
    wrap,
    show: (children) => render(wrap(children)),
    async launch(idle = false) {
      const request = { agent: platform.agent, messages: 'go', ...(idle ? { idle_timeout_s: 600 } : {}) };
      return (await client.create(request)).id;
    },
    pass: (seconds) => act(() => platform.advance({ seconds })),
  };
}
