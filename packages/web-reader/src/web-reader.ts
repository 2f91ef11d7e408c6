import { createPageReader } from '#page-reader';
import { createAnswerValidator } from '@agent-session/answers';
import type {
  AnswerEvent,
  JsonValue,
  ObservationEvent,
  PolicyEvent,
  ToolError,
  ToolRequest,
  ToolResult,
} from '@agent-session/protocol';
import { type Agent, type AgentContext, AgentFailure, type AgentOutput, defineAgent } from '@agent-session/server';
import { ANSWER_TOOL, lastAnswer, startUrl } from './conversation.js';
import { type FetchedPage, fetchPage } from './reading/fetch-page.js';
import { PageError } from './reading/page-error.js';
import type { PageReader } from './reading/page-reader.js';
import type { PageField } from './values/field-names.js';
import { fillAnswer } from './filling/fill-answer.js';
import { pageKey } from './list/next-page.js';
import type { Fact, PageItem } from './list/read-item.js';
import type { ReadPage } from './reading/read-page.js';
import { type Task, mergeTask, readTask } from './message/read-task.js';
import { writeText } from './filling/write-text.js';

/** Settings of {@link webReader}. */
export interface WebReaderOptions {
  /** The page to read when neither a message nor the request names one. Default: none, the message must name one. */
  readonly startUrl?: string;
  /** Fetches pages. Default: the server's `agentFetch`, which on Node refuses private addresses unless it says otherwise. */
  readonly fetch?: typeof globalThis.fetch;
  /** Bytes read of a page, after decompression; what lies behind is not seen. Default 8,000,000. */
  readonly maxPageBytes?: number;
  /** Pages of one list read for an answer. Default 20. */
  readonly maxPages?: number;
  /** Milliseconds a page may take. Default 20,000. */
  readonly pageTimeoutMs?: number;
  /** Milliseconds the reading of a fetched page may take, in a thread of its own. Default 20,000. */
  readonly maxReadMs?: number;
  /** Megabytes of memory that thread may take. Default 256. */
  readonly maxReadMemoryMb?: number;
  /** Bytes read of a page where there are no threads: everywhere but on Node. Default 250,000. */
  readonly maxInlinePageBytes?: number;
}

/** Items given when the message names no number: the page's, but no more than this. */
const UNASKED_ITEMS = 50;
/** Items given at most. */
const MAX_ITEMS = 500;

/**
 * An agent that needs no model and no key. It fetches a page, finds its main list of links by structure (headlines,
 * results, products), follows "next page" when more items are asked for, and answers in text or in the shape of the
 * `answer_format`. It never makes a value up: a required field the page does not offer ends the run `failed` with
 * `answer_validation`, and the error names the field.
 *
 * Messages name the pages, so it fetches as the server lets its agents: on Node, nothing outside the public internet.
 *
 * @example
 * const server = createServer({ store, agents: [webReader()] });
 */
export function webReader(options: WebReaderOptions = {}): Agent {
  const { maxReadMs = 20_000, maxReadMemoryMb = 256, maxInlinePageBytes = 250_000 } = options;
  const reader = createPageReader({ maxReadMs, maxReadMemoryMb, maxInlinePageBytes });
  return defineAgent({
    name: 'local/web-reader',
    description: 'Reads the main list of a web page: headlines, results, products. Needs no model and no key.',
    resumable: true,
    // Requests set the page with `overrides["agent.environments[kind=web].start_url"]`.
    spec: {
      environments: [
        { id: 'web', kind: 'web', ...(options.startUrl === undefined ? {} : { start_url: options.startUrl }) },
      ],
    },
    run: (context) => new WebReaderRun(context, options, reader).steps(),
  });
}

/** The list as far as it was read. */
interface Reading {
  readonly firstUrl: string;
  readonly items: PageItem[];
  readonly seen: Set<string>;
  readonly pages: ReadPage[];
  /** The next page, as long as there is one to follow. */
  nextUrl: string | null;
  /** Why there is nothing more, in a sentence. */
  shortfall: string | null;
}

class WebReaderRun {
  readonly #context: AgentContext;
  readonly #options: WebReaderOptions;
  readonly #reader: PageReader;
  #calls = 0;
  #pagesRead = 0;
  #bytesRead = 0;

  constructor(context: AgentContext, options: WebReaderOptions, reader: PageReader) {
    this.#context = context;
    this.#options = options;
    this.#reader = reader;
  }

  async *steps(): AsyncGenerator<AgentOutput> {
    let task = this.#context.messages.map(({ message }) => readTask(message)).reduce(mergeTask, EMPTY_TASK);
    for (;;) {
      const target = this.#target(task);
      let reading: Reading;
      try {
        reading = yield* this.#read(target);
      } catch (error) {
        if (!(error instanceof PageError)) throw error;
        yield* this.#unreadable(error);
        return;
      }
      const later = this.#context.takeMessages().map(({ message }) => readTask(message));
      if (later.length > 0) {
        task = later.reduce(mergeTask, task);
        if (this.#target(task).url !== target.url || this.#target(task).wanted > target.wanted) continue;
      }
      yield* this.#answer(reading, this.#target(task), task);
      return;
    }
  }

  /** Which page, from where in its list, and how many items. */
  #target(task: Task): { url: string; offset: number; count: number | null; wanted: number } {
    const last = lastAnswer(this.#context.history);
    const url = task.url ?? last?.url ?? startUrl(this.#context.request) ?? this.#options.startUrl;
    if (url === undefined) {
      throw new AgentFailure(
        'environment_error',
        'There is no page to read. Name one in the message ("Top 5 stories on https://example.com/"), or set start_url of the web environment.',
      );
    }
    const again = last !== null && task.url === null;
    const offset = again ? (task.next ? last.offset + last.count : task.count === null ? last.offset : 0) : 0;
    const asked = task.count ?? (again ? last.count : null) ?? schemaCount(this.#context);
    const count = asked === null ? null : Math.min(asked, MAX_ITEMS);
    return { url, offset, count, wanted: offset + (count ?? 1) };
  }

  async *#read(target: { url: string; wanted: number }): AsyncGenerator<AgentOutput, Reading> {
    const { maxPages = 20 } = this.#options;
    const reading: Reading = {
      firstUrl: target.url,
      items: [],
      seen: new Set(),
      pages: [],
      nextUrl: target.url,
      shortfall: null,
    };
    const visited = new Set<string>();
    while (reading.nextUrl !== null && reading.items.length < target.wanted) {
      const url = reading.nextUrl;
      if (this.#context.answerRequested !== null && (reading.pages.length > 0 || this.#pagesRead > 0)) {
        reading.shortfall = 'An answer was asked for before the next page was read.';
        break;
      }
      if (reading.pages.length >= maxPages) {
        reading.shortfall = `The list goes on after ${maxPages} pages, which is the limit.`;
        break;
      }
      visited.add(pageKey(url));
      yield* this.#readOne(url, reading);
      const last = reading.pages.at(-1);
      if (last !== undefined) visited.add(pageKey(last.url));
      if (reading.nextUrl !== null && visited.has(pageKey(reading.nextUrl))) {
        reading.nextUrl = null;
        reading.shortfall = 'The "next page" link leads back to a page already read.';
      }
    }
    return reading;
  }

  /** Navigates to one page of the list and adds its items. A later page that cannot be read only ends the list. */
  async *#readOne(url: string, reading: Reading): AsyncGenerator<AgentOutput> {
    const first = reading.pages.length === 0;
    const call = this.#call('navigate', { url });
    yield policy(
      first ? `Opening ${url}.` : `${reading.items.length} items so far; opening the next page, ${url}.`,
      call,
    );
    let fetched: FetchedPage;
    let page: ReadPage;
    try {
      fetched = await this.#fetch(url);
      const { url: at, contentType, body } = fetched;
      const listKey = reading.pages.at(-1)?.listKey ?? null;
      page = await this.#reader.read({ url: at, contentType, body, listKey }, this.#context.signal);
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      yield { kind: 'error_event', error: error.message, origin: 'web-reader', tool_req: call } satisfies ToolError;
      if (first) throw error;
      reading.nextUrl = null;
      reading.shortfall = `The next page could not be read: ${error.message}`;
      return;
    }
    this.#pagesRead += 1;
    this.#bytesRead += fetched.bytes;
    const added = page.items.filter((item) => isNew(item, reading.seen));
    reading.items.push(...added);
    reading.pages.push(page);
    reading.nextUrl = page.nextUrl;
    if (!first && added.length === 0) {
      reading.nextUrl = null;
      reading.shortfall = 'The next page brought nothing new.';
    }
    yield observation(page, fetched);
    yield { kind: 'metrics', metrics: { pages_read: this.#pagesRead, bytes_read: this.#bytesRead } };
    if (this.#context.answerRequested !== null) return;
    const find = this.#call('find_list', { url: page.url });
    yield policy(`Looking for the main list of ${page.title === '' ? page.url : `"${page.title}"`}.`, find);
    yield {
      kind: 'tool_result',
      tool_req: find,
      result: {
        items: page.items.length,
        new_items: added.length,
        titles: page.items.slice(0, 5).map(({ title }) => title),
        next_page: page.nextUrl,
      },
    } satisfies ToolResult;
  }

  async #fetch(url: string): Promise<FetchedPage> {
    const { fetch = this.#context.fetch, maxPageBytes = 8_000_000, pageTimeoutMs = 20_000 } = this.#options;
    return await fetchPage(url, {
      fetch,
      signal: this.#context.signal,
      maxBytes: maxPageBytes,
      timeoutMs: pageTimeoutMs,
    });
  }

  async *#answer(
    reading: Reading,
    target: { offset: number; count: number | null },
    task: Task,
  ): AsyncGenerator<AgentOutput> {
    const items = reading.items.slice(target.offset, target.offset + (target.count ?? UNASKED_ITEMS));
    const schema = this.#context.answerFormat;
    const short = target.count !== null && items.length < target.count;
    const outcome = items.length === 0 ? 'infeasible' : short ? 'partial' : 'success';
    const call = this.#call(ANSWER_TOOL, { url: reading.firstUrl, offset: target.offset, count: items.length });
    const answer =
      schema !== null
        ? this.#structured(reading, target.offset, items)
        : items.length === 0
          ? nothingFound(reading, target.offset)
          : this.#text(reading, target, items, task);
    // Where the list was left is what a later "and the next 3" goes on from. An answer that is asked for takes no step more.
    yield this.#context.answerRequested === null
      ? policy(
          `Answering with ${items.length} items${schema === null ? '' : ' in the shape of the answer format'}.`,
          call,
        )
      : ({ kind: 'tool_result', tool_req: call, result: { items: items.length } } satisfies ToolResult);
    yield { kind: 'answer_event', answer, outcome } satisfies AnswerEvent;
  }

  #text(
    reading: Reading,
    target: { offset: number; count: number | null },
    items: readonly PageItem[],
    task: Task,
  ): string {
    const [page] = reading.pages;
    const short = target.count !== null && items.length < target.count;
    return writeText({
      items,
      offset: target.offset,
      asked: target.count,
      pageTitle: page?.title ?? '',
      pageUrl: page?.url ?? reading.firstUrl,
      style: task.style ?? 'list',
      shortfall: short
        ? `Asked for ${target.count}, found ${items.length}. ${reading.shortfall ?? 'There is no further page.'}`
        : null,
    });
  }

  #structured(reading: Reading, offset: number, items: readonly PageItem[]): JsonValue {
    const schema = this.#context.answerFormat ?? {};
    const filled = fillAnswer(schema, { items, offset, page: pageFacts(reading, items.length, this.#context.now()) });
    const where = reading.pages[0]?.url ?? reading.firstUrl;
    if (!filled.ok) {
      const none = items.length === 0 ? ' No list of links was found there.' : '';
      throw new AgentFailure(
        'answer_validation',
        `The field ${filled.field} cannot be filled from ${where}: ${filled.reason}.${none} Make it optional in the answer_format, or name another page.`,
      );
    }
    if (items.length === 0 && needsItems(filled.answer)) {
      throw new AgentFailure(
        'answer_validation',
        `No list of links was found at ${where}, so the answer_format cannot be filled: ${firstArray(filled.answer)} would be empty. Name another page.`,
      );
    }
    const checked = createAnswerValidator(schema).validate(filled.answer);
    if (!checked.ok) {
      const [issue] = checked.issues;
      throw new AgentFailure(
        'answer_validation',
        `What ${where} offers does not fit the answer_format at ${issue?.pointer === undefined || issue.pointer === '' ? '/' : issue.pointer}: ${issue?.message ?? 'it is refused'}.`,
      );
    }
    return filled.answer;
  }

  /** One clear end when the first page cannot be read: an interactive session goes on, any other fails. */
  async *#unreadable(error: PageError): AsyncGenerator<AgentOutput> {
    this.#context.signal.throwIfAborted();
    if (this.#context.answerFormat === null && this.#context.request.idle_timeout_s != null) {
      yield { kind: 'answer_event', answer: error.message, outcome: 'infeasible' } satisfies AnswerEvent;
      return;
    }
    throw new AgentFailure('environment_error', error.message, { cause: error });
  }

  #call(name: string, args: NonNullable<ToolRequest['args']>): ToolRequest {
    this.#calls += 1;
    return { tool_name: name, args, id: `call-${this.#context.turn}-${this.#calls}` };
  }
}

const EMPTY_TASK: Task = { url: null, count: null, next: false, style: null };

function policy(content: string, call: ToolRequest): PolicyEvent {
  return { kind: 'policy_event', content, tool_reqs: [call] };
}

function observation(page: ReadPage, fetched: FetchedPage): ObservationEvent {
  return {
    kind: 'observation_event',
    type: 'web',
    text: page.excerpt,
    metadata: {
      url: page.url,
      title: page.title,
      status: fetched.status,
      content_type: fetched.contentType,
      bytes: fetched.bytes,
      truncated: fetched.truncated || page.truncated,
    },
  };
}

function isNew(item: PageItem, seen: Set<string>): boolean {
  const key = `${item.url}\n${item.title}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function pageFacts(reading: Reading, count: number, nowMs: number): ReadonlyMap<PageField, Fact> {
  const facts = new Map<PageField, Fact>();
  const [page] = reading.pages;
  facts.set('count', { text: String(count) });
  if (page === undefined) return facts;
  if (page.title !== '') facts.set('page_title', { text: page.title });
  if (page.description !== '') facts.set('page_description', { text: page.description });
  facts.set('page_url', { text: page.url });
  facts.set('page_site', { text: new URL(page.url).hostname.replace(/^www\./, '') });
  facts.set('retrieved_at', { text: new Date(nowMs).toISOString() });
  return facts;
}

/** The number of items an answer format itself asks for: `maxItems` of its list, when it is small. */
function schemaCount({ answerFormat }: AgentContext): number | null {
  if (answerFormat === null) return null;
  const found =
    JSON.stringify(answerFormat)
      .match(/"(?:maxItems|minItems)":(\d{1,3})/g)
      ?.map((text) => Number(text.split(':')[1])) ?? [];
  return found.length === 0 ? null : Math.max(...found);
}

function nothingFound(reading: Reading, offset: number): string {
  const [page] = reading.pages;
  if (page === undefined) return 'An answer was asked for before a page was read.';
  const where = page.title === '' ? page.url : `"${page.title}" (${page.url})`;
  if (reading.items.length > 0)
    return `There is nothing after item ${Math.min(offset, reading.items.length)} of ${where}. ${reading.shortfall ?? 'There is no further page.'}`;
  return page.excerpt === ''
    ? `${where} is empty: it has no text to read.`
    : `No list of links was found on ${where}. It begins: ${page.excerpt.slice(0, 300)}`;
}

function needsItems(answer: JsonValue): boolean {
  return firstArray(answer) !== null;
}

/** The place of the first empty array of an answer. */
function firstArray(answer: JsonValue, path = ''): string | null {
  if (Array.isArray(answer)) return answer.length === 0 ? (path === '' ? '/' : path) : null;
  if (typeof answer !== 'object' || answer === null) return null;
  for (const [name, value] of Object.entries(answer as Record<string, JsonValue>)) {
    const found = firstArray(value, `${path}/${name}`);
    if (found !== null) return found;
  }
  return null;
}
