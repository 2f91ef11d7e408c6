import {
  LIMITS,
  endpointPath,
  type ChangesReading,
  type EndpointName,
  type ListFilesResponse,
  type Page,
  type PathParameters,
  type QuotaStatus,
  type ReadFileResponse,
  type Session,
  type SessionEvent,
  type SessionStatusBody,
  type SessionSummary,
  type ShareLink,
  type WriteFileResponse,
} from '@agent-session/protocol';
import type { AgentSessionClient, ChangesOptions, EventsQuery } from './agent-session-client.js';
import {
  checkId,
  checkIdempotencyKey,
  checkInteger,
  checkObject,
  checkPath,
  checkSessionRequest,
  checkText,
} from './checks.js';
import { resolveConfig } from './client-config.js';
import type { CallOptions, ClientOptions } from './client-options.js';
import { messageBody, toolResultsBody } from './command-bodies.js';
import { createPagedList, type PagedList, type Shifting } from './paged-list.js';
import { placeAnswerFormat } from './place-answer-format.js';
import { queryString, type QueryValue } from './query-string.js';
import { jsonReader, protocolError, readChangesReply, readListPage, readNothing } from './read-reply.js';
import { request, type CallDetails } from './request.js';
import { readLocation, readResource } from './session-resource.js';

/** How much longer than its wait a long-poll may take. */
const pollMarginMs = 10_000;

const readSession = jsonReader<Session>({ id: 'string', status: 'object' });
const readStatusBody = jsonReader<SessionStatusBody>({ status: 'string' });
const readQuota = jsonReader<QuotaStatus>({ limit: 'number', active: 'number' });
const readShare = jsonReader<ShareLink>({ share_url: 'string' });
const readFileList = jsonReader<ListFilesResponse>({ files: 'array' });
const readFileContent = jsonReader<ReadFileResponse>({ content_base64: 'string' });
const readFileWritten = jsonReader<WriteFileResponse>({ path: 'string' });

/**
 * Makes a client of the sessions API. It holds no connection and needs no closing.
 *
 * @throws InvalidArgumentError when an option is not one it can work with.
 * @example
 * const client = createClient({ apiKey: 'hk-…', region: 'eu' });
 * const session = await client.create({ agent: 'h/web-surfer-holo3-1-35b', messages: 'Top 3 stories on Hacker News?' });
 * const reading = await client.changes(session.id, { waitSeconds: 20 });
 */
export function createClient(options: ClientOptions = {}): AgentSessionClient {
  const config = resolveConfig(options);

  /** Async, so that a bad argument rejects like every other failure. */
  async function onSession<Result>(
    endpoint: EndpointName,
    sessionId: string,
    options: CallOptions | undefined,
    details: CallDetails<Result>,
    parameters?: PathParameters,
  ): Promise<Result> {
    const id = checkId(sessionId);
    const path = endpointPath(endpoint, parameters ? { id, ...parameters } : { id });
    return request(config, endpoint, path, options ?? {}, details);
  }

  function call<Result>(endpoint: EndpointName, options: CallOptions | undefined, details: CallDetails<Result>) {
    return request(config, endpoint, endpointPath(endpoint), options ?? {}, details);
  }

  /** A command that says all with its name. */
  function command(endpoint: EndpointName) {
    return (id: string, options?: CallOptions) => onSession(endpoint, id, options, { read: readNothing });
  }

  function paged<Item>(
    readPage: (details: CallDetails<Page<Item>>) => Promise<Page<Item>>,
    query: object,
    maxSize: number,
    shifting: Shifting<Item>,
  ): PagedList<Item> {
    const options = query as Readonly<Record<string, QueryValue>>;
    return createPagedList(async (number) => {
      checkInteger('page', number, 1);
      checkInteger('size', options['size'], 1, maxSize);
      return readPage({
        query: queryString({ ...options, page: number }),
        async read(reply, config) {
          const page = await readListPage<Item>(reply, config);
          if (page.page !== number) throw protocolError(reply, `with page ${page.page} instead of ${number}`);
          return page;
        },
      });
    }, shifting);
  }

  const client: AgentSessionClient = {
    baseUrl: config.baseUrl,

    async create(sessionRequest, options = {}) {
      checkSessionRequest(sessionRequest);
      const { idempotencyKey = config.newIdempotencyKey() } = options;
      return call('create', options, {
        body: placeAnswerFormat(sessionRequest, config.apiVersion),
        idempotencyKey: checkIdempotencyKey(idempotencyKey),
        read: readSession,
      });
    },
    list(query = {}, options) {
      const maxSize = config.apiVersion === 'seed' ? LIMITS.maxSessionsPageSizeSeed : LIMITS.maxSessionsPageSize;
      return paged<SessionSummary>((details) => call('list', options, details), query, maxSize, {
        identify: (session) => session.id,
        newestFirst: query.sort !== 'created_at',
      });
    },
    get: (sessionId, options) => onSession('get', sessionId, options, { read: readSession }),
    status: (sessionId, options) => onSession('status', sessionId, options, { read: readStatusBody }),
    async changes(sessionId, options: ChangesOptions = {}): Promise<ChangesReading> {
      const { fromIndex = 0, waitSeconds = 0, limit, includeEvents } = options;
      checkInteger('fromIndex', fromIndex, 0);
      checkInteger('waitSeconds', waitSeconds, 0, LIMITS.maxWaitSeconds);
      checkInteger('limit', limit, 0);
      return onSession('changes', sessionId, options, {
        // Put together by hand: what every turn of a long-poll asks should cost next to nothing.
        query: `?from_index=${fromIndex}${limit === undefined ? '' : `&limit=${limit}`}${
          includeEvents === false ? '&include_events=false' : ''
        }&wait_for_seconds=${waitSeconds}`,
        timeoutMs: waitSeconds * 1000 + Math.min(pollMarginMs, config.timeoutMs),
        read: readChangesReply,
      });
    },
    events(sessionId, query: EventsQuery = {}, options) {
      return paged<SessionEvent>(
        (details) => onSession('events', sessionId, options, details),
        query,
        LIMITS.maxEventsPageSize,
        { identify: null, newestFirst: query.sort === '-timestamp' },
      );
    },

    async message(sessionId, message, options) {
      return onSession('message', sessionId, options, { body: messageBody(message), read: readNothing });
    },
    async toolResults(sessionId, results, options) {
      return onSession('toolResults', sessionId, options, { body: toolResultsBody(results), read: readNothing });
    },
    pause: command('pause'),
    resume: command('resume'),
    forceAnswer: command('forceAnswer'),
    cancel: command('cancel'),

    quota: (options) => call('quota', options, { read: readQuota }),
    async feedback(sessionId, feedback, options) {
      checkObject('feedback', feedback);
      return onSession('feedback', sessionId, options, { body: feedback, read: readNothing });
    },
    async eventFeedback(sessionId, eventIndex, feedback, options) {
      checkInteger('eventIndex', eventIndex, 0);
      checkObject('feedback', feedback);
      const rest = { body: feedback, read: readNothing };
      return onSession('eventFeedback', sessionId, options, rest, { event_index: eventIndex });
    },
    async share(sessionId, options) {
      const link = await onSession('share', sessionId, options, { read: readShare });
      return { ...link, url: new URL(link.share_url, `${config.baseUrl}/`).href };
    },
    unshare: command('unshare'),

    async resource(sessionId, bucket, key, options) {
      const parameters = { bucket: checkPath('bucket', bucket), key: checkPath('key', key) };
      return onSession('resource', sessionId, options, { read: readResource }, parameters);
    },
    async resourceUrl(sessionId, bucket, key, options) {
      const parameters = { bucket: checkPath('bucket', bucket), key: checkPath('key', key) };
      return onSession('resource', sessionId, options, { read: readLocation, keepRedirect: true }, parameters);
    },

    async listFiles(sessionId, body = {}, options) {
      checkObject('request', body);
      checkInteger('max_entries', body.max_entries, 1);
      return onSession('listFiles', sessionId, options, { body, read: readFileList });
    },
    async readFile(sessionId, body, options) {
      checkObject('request', body);
      checkText('path', body.path);
      return onSession('readFile', sessionId, options, { body, read: readFileContent });
    },
    async writeFile(sessionId, body, options) {
      checkObject('request', body);
      checkText('path', body.path);
      if (typeof body.content_base64 !== 'string') checkText('content_base64', body.content_base64);
      return onSession('writeFile', sessionId, options, { body, read: readFileWritten });
    },

    readChanges: (sessionId, read) => client.changes(sessionId, { ...read, retry: false }),
    readStatus: (sessionId, options) => client.status(sessionId, { ...options, retry: false }),
  };
  return client;
}
