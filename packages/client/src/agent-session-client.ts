import type {
  ChangesRead,
  ChangesReading,
  ChangesSource,
  Feedback,
  ListFilesRequest,
  ListFilesResponse,
  QuotaStatus,
  ReadFileRequest,
  ReadFileResponse,
  Session,
  SessionEvent,
  SessionRequest,
  SessionStatusBody,
  SessionSummary,
  ShareLink,
  StatusWord,
  ToolError,
  ToolResult,
  ToolResultBatch,
  UserMessage,
  UserMessageBatch,
  WriteFileRequest,
  WriteFileResponse,
} from '@agent-session/protocol';
import type { CallOptions } from './client-options.js';
import type { PagedList } from './paged-list.js';
import type { SessionResource } from './session-resource.js';

/** What `create` takes besides the request. */
export interface CreateOptions extends CallOptions {
  /** 1-255 characters. Default: a new UUID. The same key with the same request gives the same session for 24 hours. */
  readonly idempotencyKey?: string | undefined;
}

/** Filters and paging of `list`. A `Date` or an ISO 8601 text for moments. */
export interface ListQuery {
  readonly owner?: 'me' | 'me-in-organization' | 'organization' | 'me-or-organization';
  readonly status?: StatusWord | readonly StatusWord[];
  /** Catalog ids. */
  readonly agent?: string | readonly string[];
  readonly groupId?: string;
  readonly parentSessionId?: string;
  readonly scheduleId?: string;
  /** Words in the first message or the answer. */
  readonly search?: string;
  readonly createdBefore?: Date | string;
  readonly createdAfter?: Date | string;
  readonly finishedBefore?: Date | string;
  readonly finishedAfter?: Date | string;
  /** Sessions per page. Default: the platform's (10); at most 100, 1,000 on the first generation. */
  readonly size?: number;
  /** Default `-created_at`, newest first. */
  readonly sort?: 'created_at' | '-created_at';
}

/** Filters and paging of `events`. */
export interface EventsQuery {
  /** Events per page. Default: the platform's (50); at most 200. */
  readonly size?: number;
  /** Default `timestamp`, oldest first. */
  readonly sort?: 'timestamp' | '-timestamp';
  /** Only events of this type, such as `AgentEvent`. */
  readonly type?: string;
}

/** One long-poll. */
export interface ChangesOptions extends CallOptions {
  /** How many events have been seen. Default 0. */
  readonly fromIndex?: number | undefined;
  /** How long the platform may wait for something new: 0 to 25. Default 0. */
  readonly waitSeconds?: number | undefined;
  /** At most so many events. Default: the platform's. */
  readonly limit?: number | undefined;
  /** Default true. */
  readonly includeEvents?: boolean | undefined;
}

/** A share link with the host put before its path. */
export interface SharedSession extends ShareLink {
  readonly url: string;
}

/** What a caller says: a text, a message, or several delivered as one. */
export type MessageInput = string | UserMessage | readonly UserMessage[] | UserMessageBatch;

/** One result of a tool call, or several sent as one. */
export type ToolResultsInput = ToolResult | ToolError | readonly (ToolResult | ToolError)[] | ToolResultBatch;

/**
 * Every endpoint of the sessions API as a method, named as in the endpoint table. Each rejects with a
 * {@link ClientError} (or the reason of the caller's signal) and never throws before it returns. Bodies are the wire's,
 * unknown fields included.
 *
 * It is also a {@link ChangesSource}: `readChanges` and `readStatus` make one attempt each.
 */
export interface AgentSessionClient extends ChangesSource {
  /** Where the client sends, without a slash at its end. */
  readonly baseUrl: string;

  /** Launches a session. Safe to repeat: it always carries an Idempotency-Key, the same in every attempt. */
  create(request: SessionRequest, options?: CreateOptions): Promise<Session>;
  /** Sessions, newest first. Iterate it, or read single pages. */
  list(query?: ListQuery, options?: CallOptions): PagedList<SessionSummary>;
  get(sessionId: string, options?: CallOptions): Promise<Session>;
  status(sessionId: string, options?: CallOptions): Promise<SessionStatusBody>;
  /** One read of what is new, waiting up to `waitSeconds` for it. `empty` says nothing about the end. */
  changes(sessionId: string, options?: ChangesOptions): Promise<ChangesReading>;
  /** The whole event log, page by page. Index 0 is the first of an unfiltered ascending list. */
  events(sessionId: string, query?: EventsQuery, options?: CallOptions): PagedList<SessionEvent>;

  /** Never sent twice: rejects with a {@link DeliveryUnknownError} when nobody knows whether it arrived. */
  message(sessionId: string, message: MessageInput, options?: CallOptions): Promise<void>;
  toolResults(sessionId: string, results: ToolResultsInput, options?: CallOptions): Promise<void>;
  pause(sessionId: string, options?: CallOptions): Promise<void>;
  resume(sessionId: string, options?: CallOptions): Promise<void>;
  /** Asks the agent to answer now with what it has. */
  forceAnswer(sessionId: string, options?: CallOptions): Promise<void>;
  /** Ends the session for good: its status becomes `interrupted`. */
  cancel(sessionId: string, options?: CallOptions): Promise<void>;

  quota(options?: CallOptions): Promise<QuotaStatus>;
  feedback(sessionId: string, feedback: Feedback, options?: CallOptions): Promise<void>;
  eventFeedback(sessionId: string, eventIndex: number, feedback: Feedback, options?: CallOptions): Promise<void>;
  /** Makes the session readable by everybody who has the link. */
  share(sessionId: string, options?: CallOptions): Promise<SharedSession>;
  unshare(sessionId: string, options?: CallOptions): Promise<void>;

  /** The bytes of a screenshot or a file. The key is not sent to where they are stored. */
  resource(sessionId: string, bucket: string, key: string, options?: CallOptions): Promise<SessionResource>;
  /**
   * The presigned address of a resource, good for a short time and readable by whoever has it.
   *
   * @throws UnsupportedRuntimeError in browsers, which hide it.
   */
  resourceUrl(sessionId: string, bucket: string, key: string, options?: CallOptions): Promise<string>;

  listFiles(sessionId: string, request?: ListFilesRequest, options?: CallOptions): Promise<ListFilesResponse>;
  readFile(sessionId: string, request: ReadFileRequest, options?: CallOptions): Promise<ReadFileResponse>;
  writeFile(sessionId: string, request: WriteFileRequest, options?: CallOptions): Promise<WriteFileResponse>;

  /** {@link ChangesSource}: one attempt of `changes`. */
  readChanges(sessionId: string, read: ChangesRead): Promise<ChangesReading>;
  /** {@link ChangesSource}: one attempt of `status`. */
  readStatus(sessionId: string, options?: { readonly signal?: AbortSignal }): Promise<SessionStatusBody>;
}
