import type { AgentSpec } from './agent.js';
import type { Answer, AnswerFormat, AnswerOutcome, SessionErrorCode } from './answer.js';
import type { UserMessage } from './message.js';
import type { ModelUsage } from './metrics.js';
import type { WireStatus } from './session-status.js';

/** A status word as it came: one of the ten known ones, or one nobody knows yet. */
export type StatusWord = WireStatus | (string & {});

/** Body of `POST /sessions`. Source: wire notes 3.2. */
export interface SessionRequest {
  /** A catalog id such as `h/web-surfer-holo3-1-35b`, or an agent written out. */
  readonly agent: string | AgentSpec;
  /** A bare string is one user message. */
  readonly messages?: string | UserMessage | readonly UserMessage[] | null;
  /** At least 1; `null`: unbounded. At the limit the agent is asked for an answer. */
  readonly max_steps?: number | null;
  /** Seconds, more than 0; `null`: unbounded. At the limit the agent is asked for an answer. */
  readonly max_time_s?: number | null;
  /** Seconds of waiting for the next message; `null`: one-shot, the run ends at its first answer. */
  readonly idle_timeout_s?: number | null;
  readonly delete_after_min?: number | null;
  readonly delete_screenshot_after_min?: number | null;
  /** Over the concurrency limit: wait in the queue (default) or be refused. */
  readonly queue?: boolean;
  readonly group_id?: string | null;
  readonly parent_session_id?: string | null;
  /** Dotted paths applied to the resolved agent, such as `agent.environments[kind=web].start_url`. */
  readonly overrides?: { readonly [path: string]: unknown };
  /** JSON Schema of the answer. Top level in the first generation of the platform, on the agent in the newest. */
  readonly answer_format?: AnswerFormat | null;
  readonly [extra: string]: unknown;
}

/** Body of `GET /sessions/{id}/status`, and `status` of a {@link Session}. Source: wire notes 3.3. */
export interface SessionStatusBody {
  readonly status: StatusWord;
  readonly error?: string | null;
  readonly error_code?: SessionErrorCode | (string & {}) | null;
  readonly outcome?: AnswerOutcome | (string & {}) | null;
  readonly steps?: number;
  readonly usage_per_model?: readonly ModelUsage[];
  readonly subagent_session_ids?: readonly string[];
}

/** Body of `GET /sessions/{id}`. Source: wire notes 3.1. */
export interface Session {
  readonly id: string;
  readonly request: SessionRequest;
  readonly status: SessionStatusBody;
  readonly agent_view_url?: string | null;
  readonly latest_answer?: Answer;
  readonly created_at: string;
  readonly started_at?: string | null;
  readonly finished_at?: string | null;
}

/** One row of `GET /sessions`. Source: wire notes 3.4. */
export interface SessionSummary {
  readonly id: string;
  readonly agent?: string | null;
  readonly status: StatusWord;
  readonly agent_view_url?: string | null;
  readonly first_message?: UserMessage | null;
  readonly created_at: string;
  readonly started_at?: string | null;
  readonly finished_at?: string | null;
  readonly last_activity_at?: string | null;
  readonly anonymized_at?: string | null;
}

/** A page of a list. The next one exists while `page * size < total`; `size` is not echoed. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly page: number;
}

/** Body of `GET /sessions/quota`. `available = limit - active`; queued sessions are not active. */
export interface QuotaStatus {
  readonly scope: 'user' | 'org';
  readonly limit: number;
  readonly active: number;
  readonly available: number;
}

/** Body of `POST /sessions/{id}/share`. `share_url` is a path; the client puts the host before it. */
export interface ShareLink {
  readonly share_url: string;
}

/** Body of the feedback endpoints. */
export interface Feedback {
  readonly success: boolean;
  readonly message?: string | null;
}
