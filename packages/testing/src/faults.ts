import type { Clock, EndpointName, SessionChanges, SessionEvent, TimerHandle } from '@agent-session/protocol';
import { SESSION_STATUSES } from '@agent-session/protocol';
import { endpointOf } from './endpoint-of.js';
import { FAULT_ENDPOINTS, FAULT_KIND_NAMES, SESSION_READS, SESSION_WIDE, type FaultKind } from './fault-kinds.js';
import { checkRule, followRules, ruleInWords, type FaultRules } from './fault-plan.js';

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
  /** Faults asked for by name; they come before those of the rate. */
  readonly rules?: FaultRules;
  /** Which faults may happen. Default: all that the hooks below allow. */
  readonly kinds?: readonly FaultKind[];
  /** Stops the server and starts it again on its store. Without it there is no `restart`. */
  readonly restart?: () => Promise<void>;
  /** Moves the wall clock. Without it there is no `clock-jump`. */
  readonly jump?: (deltaMs: number) => void;
  /** Puts the client to sleep; `false`: it sleeps already. Without it there is no `asleep`. */
  readonly sleep?: (durationMs: number) => boolean;
}

/** A fetch that fails, and the account of it. */
export interface Faults {
  /** In place of the server's. Reads of a session, and what a rule names, meet faults; all else passes. */
  readonly fetch: typeof globalThis.fetch;
  /** How often each fault happened. */
  readonly counts: Readonly<Record<FaultKind, number>>;
  /** Requests that wait for their reply. Those on a half-open connection, which wait for ever, do not count. */
  readonly open: number;
  /**
   * The next request that can meet the fault does.
   *
   * @param where - The endpoint it has to be of. Default: the reads of a session (`changes`, `status`, `get`).
   * @throws TypeError for a fault that cannot happen there.
   */
  next(kind: FaultKind, where?: { readonly on?: EndpointName }): void;
  /** Faults that were asked for by name and have not happened, in words. */
  readonly unmet: readonly string[];
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
  const { clock, random, rate = 0.2, restart, jump, sleep, rules = followRules([], random) } = options;
  const allowed = (options.kinds ?? FAULT_KIND_NAMES).filter(
    (kind) => (kind !== 'restart' || restart) && (kind !== 'clock-jump' || jump) && (kind !== 'asleep' || sleep),
  );
  const counts = Object.fromEntries(FAULT_KIND_NAMES.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  const perReply = allowed.filter((kind) => !SESSION_WIDE.has(kind));
  const isHidingAsked = rules.asksFor('skipped-status');
  const hidesStatus = isHidingAsked || (allowed.includes('skipped-status') && random() < 0.3);
  // Asked for by name: both. By chance mostly both; alone, each shows what the other would cover up.
  const hidden = isHidingAsked ? 0 : hidesStatus ? random() : 1;
  const hidesStatusEvents = hidden < 0.75;
  const hidesAnswers = hidden < 0.5 || (hidden >= 0.75 && hidden < 1);
  const spells = new Set<TimerHandle>();
  let stopped = false;
  let open = 0;
  let isOut = false;
  let storms = false;
  const memories = new Map<string, Memory>();

  /** No cache serves one address what it knows of another. */
  const memoryOf = ({ url }: Request): Memory => {
    const id = /\/sessions\/([^/?]+)/.exec(url)?.[1] ?? '';
    const known = memories.get(id) ?? { stalePage: null, lastWord: '', lastLie: '' };
    memories.set(id, known);
    return known;
  };
  const happened = (kind: FaultKind, request: Request): void => {
    counts[kind] += 1;
    rules.happened(kind, request);
  };
  const isRead = (request: Request): boolean => {
    const endpoint = endpointOf(request);
    return (SESSION_READS as readonly (EndpointName | undefined)[]).includes(endpoint);
  };
  const byChance = (request: Request): FaultKind | null =>
    !isRead(request) || perReply.length === 0 || random() >= rate ? null : pick(perReply);
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
    if (endpointOf(request) !== 'changes') return response;
    const memory = memoryOf(request);
    if (response.status === 204) {
      if (TERMINAL.has(memory.lastWord)) happened('empty-after-end', request);
      return response;
    }
    if (response.status !== 200) return response;
    const page = (await response.json()) as SessionChanges;
    memory.lastWord = page.status;
    const events = page.new_events?.map((event) => disguised(event));
    if (events?.some((event, index) => event !== page.new_events?.[index])) happened('skipped-status', request);
    const body = JSON.stringify({ ...page, new_events: events });
    if (events && events.length > 0 && (memory.stalePage === null || random() < 0.5))
      memory.stalePage = { from: fromIndexOf(request), body };
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
    const memory = memoryOf(request);
    switch (kind) {
      case 'refused':
        happened(kind, request);
        throw broken('ECONNREFUSED');
      case 'outage':
        happened(kind, request);
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
        happened(kind, request);
        await pass(request);
        throw broken('ECONNRESET');
      case 'half-open':
        happened(kind, request);
        open -= 1;
        return new Promise<Response>(() => undefined);
      case 'delay': {
        happened(kind, request);
        const response = await pass(request);
        await later(between(100, 8_000));
        return response;
      }
      case 'duplicate-page':
        // Old is what was served for a place before this one; with several readers not every page is.
        if (memory.stalePage === null || request.url.includes('include_events=false')) return pass(request);
        if (memory.stalePage.from >= fromIndexOf(request)) return pass(request);
        happened(kind, request);
        return json(memory.stalePage.body);
      case 'truncated-json': {
        const response = await pass(request);
        if (response.status !== 200) return response;
        happened(kind, request);
        const text = await response.text();
        return json(text.slice(0, Math.max(1, Math.floor(text.length * random()))));
      }
      case 'html-200':
        happened(kind, request);
        return new Response('<html><body>Please sign in</body></html>', {
          headers: { 'content-type': 'text/html' },
        });
      case 'empty-storm':
        if (!waits(request)) return pass(request);
        happened(kind, request);
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
        happened(kind, request);
        return failure(Number(kind.slice(-3)));
      case 'limited-429':
        happened(kind, request);
        return failure(429, { 'retry-after': String(between(1, 40)) });
      case 'unavailable-503':
        happened(kind, request);
        return failure(503, random() < 0.5 ? { 'retry-after': String(between(1, 40)) } : {});
      case 'restart':
        if (!restart) return pass(request);
        happened(kind, request);
        await restart();
        throw broken('ECONNRESET');
      case 'illegal-status':
        return rewritten(request, (body) => {
          if (typeof body['status'] !== 'string') return;
          // Two replies that agree are the truth as far as anybody can know.
          const lies = [...SESSION_STATUSES, 'hibernating'].filter(
            (word) => word !== body['status'] && word !== memory.lastLie,
          );
          memory.lastLie = pick(lies);
          body['status'] = memory.lastLie;
          happened(kind, request);
        });
      case 'status-ahead':
        return rewritten(request, (body) => {
          const events = body['new_events'];
          if (!Array.isArray(events) || events.length < 2) return;
          body['new_events'] = events.slice(0, between(1, events.length));
          happened(kind, request);
        });
      case 'clock-jump':
        happened(kind, request);
        jump?.(between(-6 * 3_600_000, 6 * 3_600_000));
        return pass(request);
      case 'asleep':
        if (sleep?.(between(60_000, 4 * 3_600_000)) === true) happened(kind, request);
        return pass(request);
      case 'skipped-status':
      case 'empty-after-end':
        return pass(request);
    }
  }

  async function answer(request: Request): Promise<Response> {
    if (stopped || !(isRead(request) || rules.meets(request))) return untilAborted(request, pass(request));
    if (isOut) throw broken('ECONNREFUSED');
    if (storms && waits(request)) {
      return new Response(null, { status: 204 });
    }
    const kind = rules.choose(request) ?? byChance(request);
    if (kind === null || !canHappen(kind, request)) return untilAborted(request, pass(request));
    return kind === 'half-open' ? meet(kind, request) : untilAborted(request, meet(kind, request));
  }

  return {
    counts,
    get open() {
      return open;
    },
    next(kind, { on } = {}) {
      const rule = { kind, at: 1, ...(on === undefined ? {} : { on }) };
      checkRule(rule, 'faults.next()');
      rules.add(rule);
    },
    get unmet() {
      return rules.unmet.map(ruleInWords);
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

/** What was told of one session. */
interface Memory {
  stalePage: { readonly from: number; readonly body: string } | null;
  lastWord: string;
  lastLie: string;
}

function canHappen(kind: FaultKind, request: Request): boolean {
  const endpoint = endpointOf(request);
  return endpoint !== undefined && FAULT_ENDPOINTS[kind].includes(endpoint);
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
