import type { Clock, SessionChanges, SessionEvent, TimerHandle } from '@agent-session/protocol';
import { SESSION_STATUSES } from '@agent-session/protocol';
import { FAULT_KIND_NAMES, type FaultKind } from './fault-kinds.js';

/** What the faults of a run are made of. */
export interface FaultsOptions {
  /** The server: a fetch handler. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** The time replies are late by. */
  readonly clock: Clock;
  /** Every choice is made with it: the same numbers give the same faults. */
  readonly random: () => number;
  /** How likely each read of a session meets a fault. Default 0.2. */
  readonly rate?: number;
  /** Says what the next read meets; `null`: nothing. Default: as `rate` and `kinds` say. */
  readonly choose?: (request: Request) => FaultKind | null;
  /** Which requests meet faults at all. Default: reads of a session (changes, status, the session). */
  readonly meets?: (request: Request) => boolean;
  /** Told of each fault as it happens. */
  readonly onFault?: (kind: FaultKind) => void;
  /** Whether `skipped-status` holds for this run. Default: in three of ten runs, where `kinds` allow it. */
  readonly hideStatus?: boolean;
  /** Which faults may happen. Default: all that the hooks below allow. */
  readonly kinds?: readonly FaultKind[];
  /** Stops the server and starts it again on its store. Without it there is no `restart`. */
  readonly restart?: () => Promise<void>;
  /** Moves the wall clock. Without it there is no `clock-jump`. */
  readonly jump?: (deltaMs: number) => void;
  /** Puts the client to sleep. Without it there is no `asleep`. */
  readonly sleep?: (durationMs: number) => void;
}

/** A fetch that fails, and the account of it. */
export interface Faults {
  /** In place of the server's. What `meets` names meets faults, all else passes. */
  readonly fetch: typeof globalThis.fetch;
  /** How often each fault happened. */
  readonly counts: Readonly<Record<FaultKind, number>>;
  /** Requests that wait for their reply. Those on a half-open connection, which wait for ever, do not count. */
  readonly open: number;
  /** Lets everything pass from now on. */
  stop(): void;
  /** How the server's events look to clients of this session: `skipped-status` changes their types. */
  seenAs(events: readonly SessionEvent[]): SessionEvent[];
}

const TELLING_TYPES: ReadonlySet<string> = new Set([
  'AgentStartedEvent',
  'AgentCompletionEvent',
  'AgentErrorEvent',
  'AgentRunStatusChangeEvent',
  'ActiveStateChangeEvent',
]);

const TERMINAL: ReadonlySet<string> = new Set(['completed', 'timed_out', 'interrupted', 'failed']);

/**
 * Puts a bad network, a bad cache, a bad clock and a bad server between a client and a server in the same process, all of
 * it decided by one source of random numbers.
 *
 * @example
 * const faults = createFaults({ fetch: server.fetch, clock, random: seededRandom(7) });
 * const client = createClient({ baseUrl: 'http://localhost', fetch: faults.fetch });
 */
export function createFaults(options: FaultsOptions): Faults {
  const { clock, random, rate = 0.2, restart, jump, sleep } = options;
  const allowed = (options.kinds ?? FAULT_KIND_NAMES).filter(
    (kind) => (kind !== 'restart' || restart) && (kind !== 'clock-jump' || jump) && (kind !== 'asleep' || sleep),
  );
  const counts = Object.fromEntries(FAULT_KIND_NAMES.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  const perReply = allowed.filter((kind) => kind !== 'skipped-status' && kind !== 'empty-after-end');
  const hidesStatus = options.hideStatus ?? (allowed.includes('skipped-status') && random() < 0.3);
  // Mostly both; alone, each shows what the other would cover up.
  const hidden = hidesStatus ? random() : 1;
  const hidesStatusEvents = hidden < 0.75;
  const hidesAnswers = hidden < 0.5 || (hidden >= 0.75 && hidden < 1);
  const meets = options.meets ?? isRead;
  const spells = new Set<TimerHandle>();
  let stopped = false;
  let open = 0;
  let isOut = false;
  let storms = false;
  let stalePage: { readonly from: number; readonly body: string } | null = null;
  let lastWord = '';
  let lastLie = '';

  const happened = (kind: FaultKind): void => {
    counts[kind] += 1;
    options.onFault?.(kind);
  };
  const choose = options.choose ?? (() => (perReply.length === 0 || random() >= rate ? null : pick(perReply)));
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low));
  const later = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimeout(resolve, delayMs);
    });

  function disguised(event: SessionEvent): SessionEvent {
    const isAnswer =
      event.type === 'AgentEvent' && (event.data as { readonly kind?: unknown } | null)?.kind === 'answer_event';
    const isHidden = (hidesStatusEvents && TELLING_TYPES.has(event.type)) || (hidesAnswers && isAnswer);
    return isHidden ? { ...event, type: `X${event.type}` } : event;
  }

  async function pass(request: Request): Promise<Response> {
    const response = await options.fetch(request);
    if (!request.url.includes('/changes')) return response;
    if (response.status === 204) {
      if (TERMINAL.has(lastWord)) happened('empty-after-end');
      return response;
    }
    if (response.status !== 200) return response;
    const page = (await response.json()) as SessionChanges;
    lastWord = page.status;
    if (hidesStatus && page.new_events?.length) happened('skipped-status');
    const events = page.new_events?.map((event) => disguised(event));
    const body = JSON.stringify({ ...page, new_events: events });
    if (events && events.length > 0 && (stalePage === null || random() < 0.5))
      stalePage = { from: fromIndexOf(request), body };
    return json(body);
  }

  async function rewritten(request: Request, change: (body: Record<string, unknown>) => void): Promise<Response> {
    const response = await pass(request);
    if (response.status !== 200) return response;
    const body = (await response.json()) as Record<string, unknown>;
    change(body);
    return json(JSON.stringify(body));
  }

  async function meet(kind: FaultKind, request: Request): Promise<Response> {
    const isChanges = request.url.includes('/changes');
    switch (kind) {
      case 'refused':
        happened(kind);
        throw broken('ECONNREFUSED');
      case 'outage':
        happened(kind);
        isOut = true;
        spells.add(
          clock.setTimeout(
            () => {
              isOut = false;
            },
            between(1_000, 60_000),
          ),
        );
        throw broken('ECONNREFUSED');
      case 'reset':
        happened(kind);
        await pass(request);
        throw broken('ECONNRESET');
      case 'half-open':
        happened(kind);
        open -= 1;
        return new Promise<Response>(() => undefined);
      case 'delay': {
        happened(kind);
        const response = await pass(request);
        await later(between(100, 8_000));
        return response;
      }
      case 'duplicate-page':
        // Old is what was served for a place at or before this one; with several readers not every page is.
        if (!isChanges || stalePage === null || request.url.includes('include_events=false')) return pass(request);
        if (stalePage.from > fromIndexOf(request)) return pass(request);
        happened(kind);
        return json(stalePage.body);
      case 'truncated-json': {
        const response = await pass(request);
        if (response.status !== 200) return response;
        happened(kind);
        const text = await response.text();
        return json(text.slice(0, Math.max(1, Math.floor(text.length * random()))));
      }
      case 'html-200':
        happened(kind);
        return new Response('<html><body>Please sign in</body></html>', {
          headers: { 'content-type': 'text/html' },
        });
      case 'empty-storm':
        if (!waits(request)) return pass(request);
        happened(kind);
        storms = true;
        spells.add(
          clock.setTimeout(
            () => {
              storms = false;
            },
            between(2_000, 60_000),
          ),
        );
        return new Response(null, { status: 204 });
      case 'unauthorized-401':
      case 'not-found-404':
      case 'conflict-409':
      case 'invalid-422':
        happened(kind);
        return failure(Number(kind.slice(-3)));
      case 'limited-429':
        happened(kind);
        return failure(429, { 'retry-after': String(between(1, 40)) });
      case 'unavailable-503':
        happened(kind);
        return failure(503, random() < 0.5 ? { 'retry-after': String(between(1, 40)) } : {});
      case 'restart':
        if (!restart) return pass(request);
        happened(kind);
        await restart();
        throw broken('ECONNRESET');
      case 'illegal-status':
        return rewritten(request, (body) => {
          if (typeof body['status'] !== 'string') return;
          // Two replies that agree are the truth as far as anybody can know.
          const lies = [...SESSION_STATUSES, 'hibernating'].filter(
            (word) => word !== body['status'] && word !== lastLie,
          );
          lastLie = pick(lies);
          body['status'] = lastLie;
          happened(kind);
        });
      case 'status-ahead':
        return rewritten(request, (body) => {
          const events = body['new_events'];
          if (!Array.isArray(events) || events.length < 2) return;
          body['new_events'] = events.slice(0, between(1, events.length));
          happened(kind);
        });
      case 'clock-jump':
        happened(kind);
        jump?.(between(-6 * 3_600_000, 6 * 3_600_000));
        return pass(request);
      case 'asleep':
        happened(kind);
        sleep?.(between(60_000, 4 * 3_600_000));
        return pass(request);
      case 'skipped-status':
      case 'empty-after-end':
        return pass(request);
    }
  }

  async function answer(request: Request): Promise<Response> {
    if (stopped || !meets(request)) return untilAborted(request, pass(request));
    if (isOut) throw broken('ECONNREFUSED');
    if (storms && waits(request)) {
      return new Response(null, { status: 204 });
    }
    const kind = choose(request);
    if (kind === null) return untilAborted(request, pass(request));
    return kind === 'half-open' ? meet(kind, request) : untilAborted(request, meet(kind, request));
  }

  return {
    counts,
    get open() {
      return open;
    },
    stop() {
      stopped = true;
      isOut = false;
      storms = false;
      for (const timer of spells) clock.clearTimeout(timer);
    },
    seenAs: (events) => events.map((event) => disguised(event)),
    async fetch(input, init) {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      open += 1;
      try {
        return await answer(request);
      } finally {
        open -= 1;
      }
    },
  };
}

/** As `fetch` does: an abort ends the request at once, whatever becomes of the reply. */
async function untilAborted({ signal }: Request, reply: Promise<Response>): Promise<Response> {
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    stopListening = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([reply, aborted]);
  } finally {
    stopListening();
  }
}

function isRead({ method, url }: Request): boolean {
  return method === 'GET' && /\/sessions\/[^/]+(\/(changes|status))?(\?|$)/.test(url);
}

function fromIndexOf({ url }: Request): number {
  return Number(/from_index=(\d+)/.exec(url)?.[1] ?? 0);
}

function waits(request: Request): boolean {
  return /wait_for_seconds=[1-9]/.test(request.url);
}

function json(body: string): Response {
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

function failure(status: number, headers: Record<string, string> = {}): Response {
  return Response.json({ detail: `Injected ${status}` }, { status, headers });
}

function broken(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}
