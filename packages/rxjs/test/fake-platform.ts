import type {
  Answer,
  ChangesRead,
  ChangesReading,
  Clock,
  Session,
  SessionEvent,
  SessionRequest,
  StatusWord,
  ToolError,
  ToolResult,
  UserMessage,
} from '@agent-session/protocol';
import type { LaunchClient } from '../src/index.js';

/** What a request met: the fake answers it as scripted, or as its log says. */
export type Interference = (call: {
  readonly name: 'changes' | 'status' | 'get' | 'command';
  readonly read?: ChangesRead;
  readonly count: number;
}) => 'pass' | { readonly reject: unknown } | 'silent' | { readonly reply: ChangesReading } | { readonly word: string };

export interface FakePlatform {
  readonly client: LaunchClient;
  readonly id: string;
  /** Requests made, as `changes 0 wait 20`, `status`, … */
  readonly requests: string[];
  readonly events: SessionEvent[];
  status: StatusWord;
  answer: Answer;
  /** Appends an event, now, and wakes who waits. */
  push(type: string, data?: unknown): void;
  agent(kind: string, data?: object): void;
  interfere: Interference | null;
  /** Requests that are open now. */
  readonly open: number;
  readonly commands: string[];
}

let lastId = 0;

/** A platform with one session, whose log a test writes by hand. */
export function fakePlatform(clock: Clock, request: Partial<SessionRequest> = {}): FakePlatform {
  lastId += 1;
  const id = `6f2b3c1e-0000-4000-8000-${String(lastId).padStart(12, '0')}`;
  const sessionRequest: SessionRequest = { agent: 'h/test', messages: 'go', ...request };
  const createdAt = new Date(clock.now()).toISOString();
  const waiting = new Set<() => void>();
  let open = 0;
  let count = 0;

  const session = (): Session => ({
    id,
    request: sessionRequest,
    status: { status: platform.status },
    latest_answer: platform.answer,
    created_at: createdAt,
  });

  async function call<Result>(
    name: 'changes' | 'status' | 'get' | 'command',
    label: string,
    signal: AbortSignal | undefined,
    answer: () => Promise<Result>,
    read?: ChangesRead,
  ): Promise<Result> {
    platform.requests.push(label);
    count += 1;
    open += 1;
    try {
      signal?.throwIfAborted();
      const met = platform.interfere?.({ name, count, ...(read ? { read } : {}) }) ?? 'pass';
      if (met === 'pass') return await answer();
      if (met === 'silent') {
        return await new Promise<Result>((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
        });
      }
      if ('reject' in met) throw met.reject;
      if ('word' in met) return { status: met.word } as Result;
      return met.reply as Result;
    } finally {
      open -= 1;
    }
  }

  function page(read: ChangesRead): ChangesReading {
    const from = Math.max(0, read.fromIndex);
    if (platform.events.length <= from) return { kind: 'empty' };
    const events = read.includeEvents === false ? [] : platform.events.slice(from, from + (read.limit ?? 1000));
    return {
      kind: 'page',
      page: { status: platform.status, new_events: events, answer: platform.answer },
    };
  }

  async function readChanges(_: string, read: ChangesRead): Promise<ChangesReading> {
    const label = `changes ${read.fromIndex} wait ${read.waitSeconds}${read.includeEvents === false ? ' no events' : ''}`;
    return call(
      'changes',
      label,
      read.signal,
      async () => {
        const now = page(read);
        if (now.kind === 'page' || read.waitSeconds === 0) return now;
        await new Promise<void>((resolve, reject) => {
          const end = (): void => {
            waiting.delete(end);
            clock.clearTimeout(timer);
            read.signal?.removeEventListener('abort', aborted);
            resolve();
          };
          const aborted = (): void => {
            waiting.delete(end);
            clock.clearTimeout(timer);
            reject(read.signal?.reason as Error);
          };
          const timer = clock.setTimeout(end, read.waitSeconds * 1000);
          waiting.add(end);
          read.signal?.addEventListener('abort', aborted, { once: true });
        });
        return page(read);
      },
      read,
    );
  }

  const command = (name: string, act?: () => void) => async (): Promise<void> =>
    call('command', name, undefined, async () => {
      platform.commands.push(name);
      act?.();
    });

  const platform: FakePlatform = {
    id,
    requests: [],
    events: [],
    status: 'pending',
    answer: null,
    interfere: null,
    commands: [],
    get open() {
      return open;
    },
    push(type, data = {}) {
      platform.events.push({ type, data, timestamp: new Date(clock.now()).toISOString() });
      for (const wake of waiting) wake();
    },
    agent(kind, data = {}) {
      platform.push('AgentEvent', { kind, ...data });
    },
    client: {
      create: async () => call('get', 'create', undefined, async () => session()),
      get: async (_, options) => call('get', 'get', options?.signal, async () => session()),
      status: async (_, options) =>
        call('status', 'status', options?.signal, async () => ({ status: platform.status })),
      readChanges,
      readStatus: async (_, options) =>
        call('status', 'status', options?.signal, async () => ({ status: platform.status })),
      message: async (_, message) =>
        command(`message ${typeof message === 'string' ? message : (message as UserMessage).message}`)(),
      pause: command('pause'),
      resume: command('resume'),
      forceAnswer: command('forceAnswer'),
      cancel: command('cancel'),
      toolResults: async (_, results) =>
        command(
          `toolResults ${JSON.stringify((results as readonly (ToolResult | ToolError)[]).map((each) => each.tool_req?.id))}`,
        )(),
    },
  };
  return platform;
}

/** Writes a whole run of a one-shot session: 7 events. */
export function completeRun(platform: FakePlatform, answer: Answer = 'done'): void {
  platform.push('RequestStartEvent');
  platform.status = 'running';
  platform.push('AgentStartedEvent');
  platform.agent('message_event', { caller_id: 'user', content: ['go'] });
  platform.agent('policy_event', { content: 'thinking' });
  platform.agent('observation_event', { text: 'a page' });
  platform.answer = answer;
  platform.agent('answer_event', { answer });
  platform.status = 'completed';
  platform.push('AgentCompletionEvent', { reason: 'finished' });
}
