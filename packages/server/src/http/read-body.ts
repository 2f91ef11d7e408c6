import { ApiError, invalidRequest } from './api-error.js';
import { exceedsDepth } from './json-depth.js';

/** Bounds of a request body. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** Levels of arrays and objects inside each other. */
  readonly maxDepth: number;
}

/**
 * Reads a JSON body without ever holding more than `maxBytes` of it.
 *
 * @throws ApiError 413 when it is longer, 422 when it is not JSON or nested too deep.
 */
export async function readJsonBody(request: Request, limits: BodyLimits): Promise<unknown> {
  const text = await readText(request, limits.maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason =
      text.trim() === '' ? 'The body is empty; JSON is expected.' : `The body is not JSON: ${messageOf(error)}`;
    throw invalidRequest([{ type: 'json_invalid', loc: ['body'], msg: reason }]);
  }
  if (exceedsDepth(value, limits.maxDepth)) {
    throw invalidRequest([{ type: 'too_deep', loc: ['body'], msg: `Nested deeper than ${limits.maxDepth} levels.` }]);
  }
  return value;
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  // A body of declared length cannot grow while it is read: the HTTP parser in front of us cuts it there.
  if (declared > 0) {
    const text = await request.text();
    if (text.length > maxBytes) throw tooLarge(maxBytes);
    return text;
  }
  if (!request.body) return '';
  const reader = request.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      void reader.cancel().catch(() => undefined);
      throw tooLarge(maxBytes);
    }
    text += decoder.decode(value, { stream: true });
  }
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError('payload_too_large', `The request body is larger than ${maxBytes} bytes.`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
