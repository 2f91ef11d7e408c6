/** One whole run of a session as a platform serves it, page by page: what the benchmarks of the streams follow. */
const PAGES = 20;
const EVENTS_PER_PAGE = 10;

/** How many events the run has. */
export const RUN_EVENTS = PAGES * EVENTS_PER_PAGE;

export interface RecordedReply {
  readonly status: number;
  readonly body: string | null;
}

const at = (index: number): string => new Date(Date.UTC(2026, 0, 1) + index * 400).toISOString();

function event(index: number): object {
  if (index === 0) return { type: 'RequestStartEvent', data: {}, timestamp: at(0) };
  if (index === 1) return { type: 'AgentStartedEvent', data: {}, timestamp: at(1) };
  if (index === RUN_EVENTS - 1) {
    return { type: 'AgentCompletionEvent', data: { reason: 'finished' }, timestamp: at(RUN_EVENTS) };
  }
  const text = `Looked at page ${index}. ${'It says a lot. '.repeat(30)}`;
  return {
    type: 'AgentEvent',
    data: { kind: 'observation_event', text, metadata: { index } },
    timestamp: at(index),
  };
}

const told = (page: number): object => ({
  status: page === PAGES - 1 ? 'completed' : 'running',
  answer: page === PAGES - 1 ? 'done' : null,
});
const pages = Array.from({ length: PAGES }, (_, page) =>
  JSON.stringify({
    ...told(page),
    new_events: Array.from({ length: EVENTS_PER_PAGE }, (__, place) => event(page * EVENTS_PER_PAGE + place)),
  }),
);
const end = JSON.stringify({ ...told(PAGES - 1), new_events: [] });
const session = JSON.stringify({
  id: 'x',
  request: { agent: 'h/x' },
  status: { status: 'completed' },
  latest_answer: 'done',
  created_at: '2026-01-01T00:00:00Z',
});

/** What the platform says to a GET. Everything has happened already: nothing waits. */
export function replyTo(url: string): RecordedReply {
  const from = /from_index=(\d+)/.exec(url);
  if (!from) return { status: 200, body: session };
  if (url.includes('include_events=false')) return { status: 200, body: end };
  const body = pages[Number(from[1]) / EVENTS_PER_PAGE];
  return body === undefined ? { status: 204, body: null } : { status: 200, body };
}
