import type { AgentEventData, JsonValue, SessionEvent, SessionRequest } from '@agent-session/protocol';
import type { AgentContext, AgentOutput } from '@agent-session/server';
import { type WebReaderOptions, webReader } from '../src/web-reader.js';

/** Pages by address, served from memory: a string is HTML, a function answers the request. */
export type FakeWeb = Readonly<Record<string, string | ((request: Request) => Response | Promise<Response>)>>;

export interface RunOptions {
  readonly message: string;
  readonly web: FakeWeb | ((request: Request) => Response | Promise<Response>);
  readonly schema?: AgentContext['answerFormat'];
  readonly request?: Partial<SessionRequest>;
  readonly history?: readonly SessionEvent[];
  readonly reader?: WebReaderOptions;
  readonly signal?: AbortSignal;
  /** Called after each output; what it returns changes the context from then on. */
  readonly after?: (output: AgentOutput) => Partial<AgentContext> | undefined;
}

export interface RunResult {
  readonly answer: JsonValue | undefined;
  readonly outcome: string | null | undefined;
  readonly outputs: readonly AgentOutput[];
  readonly events: readonly SessionEvent[];
  readonly visited: readonly string[];
  readonly error: unknown;
}

/** Drives one turn of the web reader against pages in memory. */
export async function runReader(options: RunOptions): Promise<RunResult> {
  const visited: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    visited.push(request.url);
    const { web } = options;
    const page = typeof web === 'function' ? web : (web[request.url] ?? web[request.url.replace(/\/$/, '')]);
    if (page === undefined)
      return new Response('<h1>Not found</h1>', {
        status: 404,
        statusText: 'Not Found',
        headers: { 'content-type': 'text/html' },
      });
    return typeof page === 'function'
      ? await page(request)
      : new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } });
  };
  let context: AgentContext = {
    sessionId: '00000000-0000-4000-8000-000000000001',
    request: { agent: 'local/web-reader', ...options.request },
    answerFormat: options.schema ?? null,
    turn: options.history === undefined ? 1 : 2,
    history: options.history ?? [],
    resumed: false,
    messages: [{ type: 'user_message', message: options.message }],
    takeMessages: () => [],
    untilMessage: () => Promise.resolve(),
    signal: options.signal ?? new AbortController().signal,
    limits: { stepsTaken: 0, maxSteps: null, answerDueAtMs: null },
    answerRequested: null,
    answerIssues: [],
    fetch,
    now: () => Date.UTC(2026, 0, 1),
    saveResource: () => Promise.reject(new Error('not used')),
    callTools: () => Promise.reject(new Error('not used')),
    runSubSession: () => Promise.reject(new Error('not used')),
  };
  const live = new Proxy({} as AgentContext, { get: (_, key: keyof AgentContext) => context[key] });
  const outputs: AgentOutput[] = [];
  let error: unknown;
  try {
    for await (const output of webReader({ fetch, ...options.reader }).run(live)) {
      outputs.push(output);
      context = { ...context, ...options.after?.(output) };
    }
  } catch (thrown) {
    error = thrown;
  }
  const events = outputs
    .filter((output): output is AgentEventData => output.kind !== 'metrics')
    .map((data): SessionEvent => ({ type: 'AgentEvent', data, timestamp: '2026-01-01T00:00:00Z' }));
  const answered = outputs.findLast((output) => output.kind === 'answer_event');
  return { answer: answered?.answer, outcome: answered?.outcome, outputs, events, visited, error };
}
