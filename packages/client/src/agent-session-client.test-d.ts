import type {
  ChangesReading,
  ChangesSource,
  ListFilesResponse,
  Page,
  QuotaStatus,
  ReadFileResponse,
  Session,
  SessionEvent,
  SessionStatusBody,
  SessionSummary,
  UserMessage,
  WriteFileResponse,
} from '@agent-session/protocol';
import { describe, expectTypeOf, it } from 'vitest';
import {
  createClient,
  isClientError,
  type AgentSessionClient,
  type ClientError,
  type ClientErrorCode,
  type ClientOptions,
  type FieldIssue,
  type PagedList,
  type SessionResource,
  type SharedSession,
} from './index.js';

declare const client: AgentSessionClient;
declare const id: string;
declare const message: UserMessage;

describe('the client', () => {
  it('is made from options that all have a default', () => {
    expectTypeOf(createClient).returns.toEqualTypeOf<AgentSessionClient>();
    createClient();
    createClient({ apiKey: async () => 'hk-1', region: 'us', apiVersion: 'newest', retry: false });
    createClient({ retry: { maxRetries: 5 } });
    // @ts-expect-error -- a region that does not exist
    createClient({ region: 'mars' });
    // @ts-expect-error -- retries are an object or false
    createClient({ retry: 3 });
    // @ts-expect-error -- an option that does not exist
    createClient({ timeout: 5 });
    expectTypeOf<ClientOptions['fetch']>().toEqualTypeOf<typeof fetch | undefined>();
  });

  it('is a ChangesSource', () => {
    expectTypeOf(client).toExtend<ChangesSource>();
  });

  it('reads', () => {
    expectTypeOf(client.get(id)).resolves.toEqualTypeOf<Session>();
    expectTypeOf(client.status(id, { timeoutMs: 5 })).resolves.toEqualTypeOf<SessionStatusBody>();
    expectTypeOf(client.quota()).resolves.toEqualTypeOf<QuotaStatus>();
    expectTypeOf(
      client.changes(id, { fromIndex: 3, waitSeconds: 20, limit: 5, includeEvents: false }),
    ).resolves.toEqualTypeOf<ChangesReading>();
    // @ts-expect-error -- the wire's name is not the option's
    void client.changes(id, { from_index: 3 });
    // @ts-expect-error -- an id is a text
    void client.get(7);
  });

  it('tells a page from nothing new', async () => {
    const reading = await client.changes(id);
    // @ts-expect-error -- there may be no page
    void reading.page;
    if (reading.kind === 'page') expectTypeOf(reading.page.status).toExtend<string>();
  });

  it('lists page by page and item by item', async () => {
    expectTypeOf(client.list({ status: ['idle', 'running'], groupId: 'g' })).toEqualTypeOf<PagedList<SessionSummary>>();
    expectTypeOf(client.list().page(2)).resolves.toEqualTypeOf<Page<SessionSummary>>();
    for await (const session of client.list()) expectTypeOf(session).toEqualTypeOf<SessionSummary>();
    for await (const event of client.events(id)) expectTypeOf(event).toEqualTypeOf<SessionEvent>();
    // @ts-expect-error -- an order that does not exist
    client.list({ sort: 'name' });
    // @ts-expect-error -- events are sorted by time
    client.events(id, { sort: 'created_at' });
  });

  it('launches', () => {
    expectTypeOf(client.create({ agent: 'a' })).resolves.toEqualTypeOf<Session>();
    void client.create({ agent: 'a', messages: [message], answer_format: { type: 'object' } }, { idempotencyKey: 'k' });
    // @ts-expect-error -- a session needs an agent
    void client.create({ messages: 'go' });
    // @ts-expect-error -- only a create has an Idempotency-Key
    void client.pause(id, { idempotencyKey: 'k' });
  });

  it('steers', () => {
    expectTypeOf(client.message(id, 'go on')).resolves.toBeVoid();
    void client.message(id, message);
    void client.message(id, [message]);
    void client.message(id, { type: 'batch', messages: [message] });
    // @ts-expect-error -- a number says nothing
    void client.message(id, 7);
    expectTypeOf(client.toolResults(id, { kind: 'tool_result', tool_req: { tool_name: 't' } })).resolves.toBeVoid();
    // @ts-expect-error -- a result names its call
    void client.toolResults(id, { kind: 'tool_result' });
    for (const command of ['pause', 'resume', 'forceAnswer', 'cancel', 'unshare'] as const) {
      expectTypeOf(client[command](id, { signal: AbortSignal.abort() })).resolves.toBeVoid();
    }
  });

  it('judges and shares', () => {
    expectTypeOf(client.feedback(id, { success: true })).resolves.toBeVoid();
    expectTypeOf(client.eventFeedback(id, 3, { success: true })).resolves.toBeVoid();
    expectTypeOf(client.share(id)).resolves.toEqualTypeOf<SharedSession>();
    // @ts-expect-error -- feedback says whether it went well
    void client.feedback(id, { message: 'nice' });
  });

  it('reads resources and files', () => {
    expectTypeOf(client.resource(id, 'screenshots', 'a.png')).resolves.toEqualTypeOf<SessionResource>();
    expectTypeOf(client.resourceUrl(id, 'screenshots', 'a.png')).resolves.toEqualTypeOf<string>();
    expectTypeOf(client.listFiles(id)).resolves.toEqualTypeOf<ListFilesResponse>();
    expectTypeOf(client.readFile(id, { path: 'a' })).resolves.toEqualTypeOf<ReadFileResponse>();
    expectTypeOf(client.writeFile(id, { path: 'a', content_base64: '' })).resolves.toEqualTypeOf<WriteFileResponse>();
    // @ts-expect-error -- a file has content
    void client.writeFile(id, { path: 'a' });
  });
});

describe('isClientError', () => {
  it('narrows to the base, and with a code to its class', () => {
    const error: unknown = null;
    if (isClientError(error)) {
      expectTypeOf(error).toEqualTypeOf<ClientError>();
      expectTypeOf(error.code).toEqualTypeOf<ClientErrorCode>();
    }
    if (isClientError(error, 'quota')) expectTypeOf(error.active).toEqualTypeOf<number | null>();
    if (isClientError(error, 'invalid-request')) expectTypeOf(error.issues).toEqualTypeOf<readonly FieldIssue[]>();
    if (isClientError(error, 'network')) expectTypeOf(error.maybeSent).toEqualTypeOf<boolean>();
    // @ts-expect-error -- a code of another package
    isClientError(error, 'stream-failed');
  });
});
