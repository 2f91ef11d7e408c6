import {
  isSettled,
  isWireStatus,
  WIRE_STATUSES,
  type Answer,
  type Clock,
  type SessionEvent,
} from '@agent-session/protocol';

/**
 * How the official SDKs wait for a session, written from the description of their behaviour: `changes` and then `status`
 * in every turn, a drain once it is settled, and a last read of the answer unless one was seen on a clean end. Reads
 * that meet 408, 429 or 5xx are sent twice more; a broken connection ends the wait, and so does a silent one after 60 s.
 */
export interface OracleRun {
  readonly events: SessionEvent[];
  answer: Answer;
  status: string;
  requests: number;
}

export interface OracleOptions {
  readonly baseUrl: string;
  readonly key: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limit?: number;
}

interface Page {
  readonly status: string;
  readonly new_events?: readonly SessionEvent[];
  readonly answer?: Answer;
}

/** What was collected is in `run` whether the wait ends or throws. */
export async function waitLikeTheSdk(id: string, options: OracleOptions, run: OracleRun): Promise<void> {
  const { clock } = options;
  const session = `${options.baseUrl}/api/v2/sessions/${id}`;
  const limit = options.limit === undefined ? '' : `&limit=${options.limit}`;

  const later = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimeout(resolve, delayMs);
    });

  async function once(url: string): Promise<Response> {
    run.requests += 1;
    const stop = new AbortController();
    let timer: unknown;
    const timeout = new Promise<never>((_, reject) => {
      timer = clock.setTimeout(() => {
        stop.abort();
        reject(new Error('timed out'));
      }, 60_000);
    });
    try {
      const headers = { authorization: `Bearer ${options.key}` };
      return await Promise.race([options.fetch(url, { headers, signal: stop.signal }), timeout]);
    } finally {
      clock.clearTimeout(timer);
    }
  }

  async function get<Body>(url: string): Promise<Body | null> {
    for (let attempt = 0; ; attempt += 1) {
      const response = await once(url);
      if (response.status === 204) return null;
      if (response.ok) return (await response.json()) as Body;
      const again = response.status === 408 || response.status === 429 || response.status >= 500;
      if (!again || attempt === 2) throw new Error(`HTTP ${response.status}`);
      const asked = Number(response.headers.get('retry-after') ?? Number.NaN);
      await later(asked > 0 ? Math.min(asked, 60) * 1000 : 1000 * 2 ** attempt * (0.9 + 0.2 * options.random()));
    }
  }

  async function changes(waitSeconds: number): Promise<number> {
    const page = await get<Page>(
      `${session}/changes?from_index=${run.events.length}&wait_for_seconds=${waitSeconds}${limit}`,
    );
    if (page === null) return 0;
    run.events.push(...(page.new_events ?? []));
    if (page.answer != null) run.answer = page.answer;
    return page.new_events?.length ?? 0;
  }

  for (;;) {
    await changes(20);
    const status = await get<{ readonly status: string }>(`${session}/status`);
    run.status = status?.status ?? '';
    if (isWireStatus(run.status) && isSettled(WIRE_STATUSES[run.status].status)) break;
  }
  while ((await changes(0)) > 0);
  const isClean = run.status === 'completed' || run.status === 'idle';
  if (isClean && run.answer !== null) return;
  const page = await get<Page>(`${session}/changes?from_index=0&include_events=false&wait_for_seconds=0`);
  run.answer = page?.answer ?? null;
}
